"""The real launcher and the versions' own marks: a version that never shows a window gives way by itself."""

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from app.installation import aside, marks, switching
from app.installation.aside import Reason
from app.installation.folder import Running
from app.releases.manifest import RELEASE_FILE
from tests.support.versions import CRASHES, NEXT, OLD, a_build, an_installation

SOURCE = Path(__file__).resolve().parents[3] / "installer" / "launcher" / "launcher.c"
SAYS = "print(pathlib.Path(__file__).parent.name)"


@pytest.fixture
def running(tmp_path: Path) -> Running:
    """Version 0.1.0 in use, started by the launcher that desks have."""
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not installed: the launcher cannot be compiled")
    made = an_installation(tmp_path / "Chương trình", OLD, start=SAYS)
    subprocess.run(["gcc", "-std=gnu11", str(SOURCE), "-o", str(made.installation.launcher)], check=True)
    return made


def switch_to_next(running: Running, **build: str) -> None:
    folder = running.installation.folder(NEXT)
    a_build(folder, NEXT, **build)
    marks.put_staged(running.installation, NEXT)
    signed = sha256((folder / RELEASE_FILE).read_bytes()).hexdigest()
    assert switching.switch(running, signed, lambda _version: running.installation.root, 20).version == NEXT


def started(running: Running) -> str:
    """What the launcher starts, by its own word."""
    words = [str(running.installation.launcher)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()


def test_a_version_that_proves_itself_is_started_from_then_on(running: Running):
    assert started(running) == str(OLD)
    switch_to_next(running, start=SAYS)
    assert started(running) == str(NEXT)
    switching.confirm(Running(running.installation, NEXT))
    assert [started(running) for _ in range(4)] == [str(NEXT)] * 4


def test_a_version_that_breaks_at_every_start_gives_way_and_is_put_aside(running: Running):
    switch_to_next(running, start=CRASHES)
    tries = [started(running) for _ in range(3)]
    assert tries == ["", "", str(OLD)]
    assert marks.current(running.installation) == OLD
    assert switching.settle(running) == aside.Report(str(NEXT), Reason.NEVER_SHOWN, [])
    assert started(running) == str(OLD)
    assert switching.awaiting(running) is None
