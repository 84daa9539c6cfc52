"""A real program that is broken in real ways, and what the next start finds."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.crash.reports import Kind, Report, Reports
from app.crash.watch import tell_of_ended, watched

ROOT = Path(__file__).resolve().parents[3]
PERSON = "Nguyen Thi Mau"
PROGRAM = """
import ctypes, logging, os, sys, threading
from pathlib import Path
from app.crash.watch import tell_of_ended, watched

def work(full_name):
    {work}

with watched(Path(sys.argv[1])) as watch:
    print("ready", flush=True)
    work({person!r})
"""
ENDINGS = {
    "below Python": "ctypes.string_at(0)",
    "by its own abort": "os.abort()",
    "killed": "sys.stdin.read()",
    "in a thread": "t = threading.Thread(target=lambda: {}[full_name]); t.start(); t.join()",
    "caught and logged": """
    try:
        {}[full_name]
    except KeyError:
        logging.getLogger("ui").exception("task failed")""",
    "well": "pass",
    "by the system's leaving": "watch.expect_end(); sys.stdin.read()",
}


def run(folder: Path, ending: str) -> None:
    """The program under watch, brought to its end in that way."""
    code = PROGRAM.format(work=ENDINGS[ending], person=PERSON)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        if "stdin" in ENDINGS[ending]:
            _wait_for_words(folder, ending)
            child.send_signal(signal.SIGKILL)


def _wait_for_words(folder: Path, ending: str) -> None:
    """Till the run said what it says before it waits."""
    wanted = "the session ends" if "leaving" in ending else "program:"
    while wanted not in "".join(path.read_text() for path in folder.glob("run-*.trace")):
        pass


def found_after(folder: Path, ending: str) -> list[Report]:
    """What the start after such an end finds."""
    run(folder, ending)
    with watched(folder):
        return Reports(folder).unseen()


@pytest.mark.parametrize(
    ("ending", "kind", "words"),
    [
        ("below Python", Kind.ENDED, "Fatal Python error: Segmentation fault"),
        ("by its own abort", Kind.ENDED, "Fatal Python error: Aborted"),
        ("killed", Kind.ENDED, "no trace"),
        ("in a thread", Kind.ERROR, "KeyError"),
        ("caught and logged", Kind.ERROR, "KeyError"),
    ],
)
def test_whatever_breaks_the_program_leaves_a_report_without_names(
    tmp_path: Path, ending: str, kind: Kind, words: str
) -> None:
    (report,) = found_after(tmp_path, ending)
    assert report.kind is kind
    assert words in report.text()
    assert "Mau" not in report.text()
    assert str(ROOT) not in report.text()
    assert not list(tmp_path.glob("run-*")), "the broken run's files stay behind"


def test_a_native_crash_says_where_python_was(tmp_path: Path) -> None:
    (report,) = found_after(tmp_path, "below Python")
    assert ":7 in work" in report.text()


def test_of_several_exceptions_the_last_is_told(tmp_path: Path) -> None:
    (tmp_path / "run-1-a.trace").write_text(
        "program: 0.1.0\n"
        "Windows fatal exception: code 0x000006ba\n\n"
        "Current thread 0x0000002c (most recent call first):\n"
        '  File "C:\\SoXa\\_internal\\ui\\printing\\sinks.py", line 26 in print_forms\n'
        "Windows fatal exception: access violation\n\n"
        "Current thread 0x0000002c (most recent call first):\n"
        '  File "C:\\SoXa\\_internal\\ui\\window.py", line 99 in _show\n'
        f"Nobody asked about {PERSON}\n"
    )
    tell_of_ended(tmp_path, Reports(tmp_path))
    (report,) = Reports(tmp_path).all()
    assert (
        "access violation\nCurrent thread 0x0000002c (most recent call first):\n  ui/window.py:99 in _show\n"
        in (report.text())
    )
    assert "0x000006ba" not in report.text()
    assert "Mau" not in report.text()


@pytest.mark.parametrize("ending", ["well", "by the system's leaving"])
def test_an_ordinary_end_leaves_nothing(tmp_path: Path, ending: str) -> None:
    assert found_after(tmp_path, ending) == []
    assert not list(tmp_path.glob("run-*"))


def test_a_run_that_goes_on_is_no_crash(tmp_path: Path) -> None:
    with watched(tmp_path), watched(tmp_path):
        assert Reports(tmp_path).unseen() == []
