"""What the words after ``soxa`` load, and what is said of wrong ones."""

import subprocess
import sys

import pytest

from ui.cli import BAD_INPUT, COMMANDS, main

# A window stands in for the real one and says what was loaded on the way to it.
OPEN = """
import sys
import ui.window
HEAVY = {"alembic", "cryptography", "requests", "sync.session", "tuf"}
ui.window.run = lambda root: print(*HEAVY & {*sys.modules}) or 0
from ui.cli import main
main(["--profile", "somewhere"])
"""


def test_a_window_opens_without_loading_what_only_the_line_and_the_updates_need():
    done = subprocess.run([sys.executable, "-c", OPEN], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("\n", "")


def test_a_word_that_is_no_command_is_answered_with_those_there_are(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(["--profile", "x", "sink"])
    said = capsys.readouterr().err
    assert ended.value.code == BAD_INPUT
    assert all(f"'{name}'" in said for name in COMMANDS)


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(f"    {name}" in said for name in COMMANDS)
