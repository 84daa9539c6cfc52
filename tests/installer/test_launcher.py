"""The launcher: which version starts, how often one on trial may, and that nothing is lost on the way."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "installer" / "launcher" / "launcher.c"
PROGRAM = '#!/bin/sh\necho "{version}"\nprintf "[%s]" "$@"\n{then}\n'


@pytest.fixture(scope="session")
def launcher(tmp_path_factory) -> Path:
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not installed: the launcher cannot be compiled")
    made = tmp_path_factory.mktemp("launcher") / "SoXa"
    subprocess.run(
        ["gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", str(SOURCE), "-o", str(made)], check=True
    )
    return made


class Root:
    """An installation root with programs that say which version they are, and their words."""

    def __init__(self, folder: Path, launcher: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.launcher = shutil.copy(launcher, folder / "SoXa")

    def has(self, *versions: str, then: str = "exit 0") -> "Root":
        for version in versions:
            program = self.folder / "versions" / version / "soxa"
            program.parent.mkdir(parents=True)
            program.write_text(PROGRAM.format(version=version, then=then), encoding="utf-8")
            program.chmod(0o755)
        return self

    def says(self, name: str, *lines: str) -> "Root":
        (self.folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
        return self

    def read(self, name: str) -> list[str] | None:
        path = self.folder / name
        return path.read_text(encoding="ascii").split() if path.exists() else None

    def start(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [self.launcher, *words], capture_output=True, text=True, encoding="utf-8", check=False
        )

    def hand_over(self) -> "subprocess.Popen[str]":
        """A start that the version before asks for on its way out."""
        more = {**os.environ, "SOXA_HANDED_OVER": "1"}
        return subprocess.Popen([self.launcher], stdout=subprocess.PIPE, text=True, env=more)

    def click(self) -> "subprocess.Popen[str]":
        """A start that is not waited for."""
        return subprocess.Popen([self.launcher], stdout=subprocess.PIPE, text=True)

    def starts(self) -> str:
        return self.start().stdout.split("\n")[0]


@pytest.fixture
def root(tmp_path, launcher) -> Root:
    return Root(tmp_path / "Sổ Xã của xã", launcher)


def test_the_current_version_starts_with_every_word_and_its_status_comes_back(root):
    root.has("0.1.0", "0.2.0", then="exit 7").says("current", "0.1.0")
    done = root.start("sync", "một hai", "", '"x"')
    assert (done.stdout, done.returncode) == ('0.1.0\n[sync][một hai][]["x"]', 7)


@pytest.mark.parametrize(
    "current",
    [None, "", "0.3.0", "../../elsewhere", "0.1.0/..", "x", "9" * 500],
    ids=["missing", "empty", "no such folder", "outside", "a path", "nonsense", "too long"],
)
def test_a_lost_or_damaged_current_starts_the_newest_version_there_is(root, current):
    root.has("0.9.0", "0.10.0", "0.1.0").has("0.11.0.new", "not-a-version")
    if current is not None:
        root.says("current", current)
    assert root.starts() == "0.10.0"


def test_with_nothing_to_start_it_says_so_and_fails(root):
    done = root.start()
    assert (done.returncode, "Hãy cài lại" in done.stderr) == (1, True)


def test_a_version_on_trial_has_two_starts_and_at_the_third_the_one_before_returns(root):
    root.has("0.1.0", "0.2.0").says("current", "0.2.0").says("trial", "0.2.0", "0.1.0", "0")
    assert [root.starts() for _ in range(4)] == ["0.2.0", "0.2.0", "0.1.0", "0.1.0"]
    assert root.read("current") == ["0.1.0"]
    assert (root.read("trial"), root.read("failed")) == (None, ["0.2.0", "0.1.0", "2"])


def test_each_start_on_trial_is_counted_before_the_program_runs(root):
    root.has("0.2.0").has("0.1.0").says("current", "0.2.0").says("trial", "0.2.0", "0.1.0", "0")
    root.start()
    assert root.read("trial") == ["0.2.0", "0.1.0", "1"]


def test_a_confirmed_version_is_not_counted(root):
    root.has("0.2.0").says("current", "0.2.0")
    assert {root.starts() for _ in range(4)} == {"0.2.0"}
    assert root.read("trial") is None


def test_a_trial_of_another_version_is_left_alone(root):
    """Killed between writing ``trial`` and ``current``: the old version is still in use."""
    root.has("0.1.0", "0.2.0").says("current", "0.1.0").says("trial", "0.2.0", "0.1.0", "0")
    assert [root.starts() for _ in range(3)] == ["0.1.0"] * 3
    assert root.read("trial") == ["0.2.0", "0.1.0", "0"]


def test_there_is_no_going_back_to_a_version_that_is_gone(root):
    root.has("0.2.0").says("current", "0.2.0").says("trial", "0.2.0", "0.1.0", "2")
    assert root.starts() == "0.2.0"
    assert root.read("current") == ["0.2.0"]


def test_the_clicks_of_an_impatient_clerk_are_one_start(root, tmp_path):
    gate = tmp_path / "open"
    root.has("0.2.0", then=f'while [ ! -e "{gate}" ]; do sleep 0.02; done').has("0.1.0")
    root.says("current", "0.2.0").says("trial", "0.2.0", "0.1.0", "0")
    clicks = [root.click() for _ in range(4)]
    for click in clicks:
        assert click.stdout is not None
        click.stdout.readline()  # it runs, and its window is not there yet
    gate.touch()
    for click in clicks:
        click.communicate()
    assert root.read("current") == ["0.2.0"]


def test_a_killed_program_leaves_no_lock_behind(root):
    root.has("0.2.0", then="kill -9 $$").has("0.1.0")
    root.says("current", "0.2.0").says("trial", "0.2.0", "0.1.0", "0")
    assert [root.starts() for _ in range(3)] == ["0.2.0", "0.2.0", "0.1.0"]


def test_a_start_that_was_handed_over_is_counted_however_slowly_the_version_before_ends(root, tmp_path):
    gate = tmp_path / "ended"
    root.has("0.1.0", then=f'while [ ! -e "{gate}" ]; do sleep 0.02; done').says("current", "0.1.0")
    root.says("trial", "0.1.0", "0.0.9", "0")  # so that the version before holds the lock too
    ending = root.click()
    assert ending.stdout is not None
    ending.stdout.readline()
    root.has("0.2.0", then='echo "/$SOXA_HANDED_OVER/"').says("current", "0.2.0").says(
        "trial", "0.2.0", "0.1.0", "0"
    )
    handed_over = root.hand_over()
    time.sleep(2.3)  # longer than an impatient click is waited for
    assert root.read("trial") == ["0.2.0", "0.1.0", "0"]
    gate.touch()
    said = handed_over.communicate()[0]
    ending.communicate()
    assert root.read("trial") == ["0.2.0", "0.1.0", "1"]
    assert "//" in said  # and the version itself does not hear of it


def test_a_version_that_proves_itself_while_a_start_waits_is_not_put_on_trial_again(root, tmp_path):
    gate = tmp_path / "ended"
    root.has("0.2.0", then=f'while [ ! -e "{gate}" ]; do sleep 0.02; done').has("0.1.0")
    root.says("current", "0.2.0").says("trial", "0.2.0", "0.1.0", "0")
    proving = root.click()
    assert proving.stdout is not None
    proving.stdout.readline()
    waiting = root.hand_over()
    time.sleep(0.5)  # it has read that a trial is on, and waits for the lock
    (root.folder / "trial").unlink()
    gate.touch()
    proving.communicate()
    waiting.communicate()
    assert root.read("trial") is None
