"""An update that is killed at its durable steps, one after another: run as a program by test_update_kills.py.

    python -m tests.faults.kill_update FOLDER KILLS SEED

A child stages the next version, switches to it, and goes back from it as after a failure, books and all. It
kills itself before one step on the disk: a file synced, renamed, removed, a folder made. The parent then
does what the next starts would: at each kill one whole version must be there to start, the books must be
whole, and the same way gone again must end where it would have. It prints one JSON object of figures.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from app.installation import marks, switching
from app.releases.version import Version
from app.storage import update_copy
from app.storage.errors import NewerDatabase
from app.storage.profile import open_profile
from tests.support.builders import a_dossier
from tests.support.devices import Device
from tests.support.updating_desk import UpdatingDesk, an_updating_desk
from tests.support.versions import NEXT, OLD

STEPS = ("fsync", "replace", "rename", "unlink", "mkdir", "rmdir", "link")


class Bomb:
    """Kills this process before its n-th step on the disk; counts them where n is 0."""

    def __init__(self, at: int) -> None:
        self._at = at
        self.steps = 0
        for name in STEPS:
            setattr(os, name, self._armed(getattr(os, name)))

    def _armed(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **options: Any) -> Any:
            self.steps += 1
            if self.steps == self._at:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **options)

        return step


def go_all_the_way(desk: UpdatingDesk) -> None:
    """Stage, switch, migrate as the next version would, and return as after its failure."""
    installation = desk.running.installation
    if marks.current(installation) == OLD and marks.failed(installation) is None:
        update(desk)
    if marks.current(installation) == NEXT:
        migrate_on(desk.device)
        marks.put_current(installation, OLD)
        installation.trial.rename(installation.failed)
    switching.settle(desk.running)
    open_books(desk.device)


def update(desk: UpdatingDesk) -> None:
    """What the version in use does by itself."""
    open_books(desk.device)
    switching.settle(desk.running)
    if marks.staged(desk.running.installation) is None:
        desk.look()
    signed = desk.look().manifest_sha256
    device = desk.device

    def copied(version: Version) -> Path:
        update_copy.make(device.profile, str(version), device.clock.now_ms())
        with update_copy.to_spend(device.root):
            return device.root

    switching.switch(desk.running, signed, copied, 30)
    device.profile.close()


def migrate_on(device: Device) -> None:
    """The next version has opened the books and died before its window."""
    try:
        device.profile = open_profile(device.root, device.vault, device.clock)
    except NewerDatabase:
        return  # killed after it
    device.tamper("UPDATE alembic_version SET version_num = '9999'")
    device.profile.close()


def open_books(device: Device) -> None:
    """As the version in use opens them, putting the copy back where a later one had them."""
    device.profile.close()
    try:
        device.profile = open_profile(device.root, device.vault, device.clock)
    except NewerDatabase:
        update_copy.put_back(device.root, device.vault)
        device.profile = open_profile(device.root, device.vault, device.clock)


def wrongs(desk: UpdatingDesk) -> list[str]:
    """What must never be, whenever the plug was pulled."""
    found = []
    version = marks.current(desk.running.installation)
    if version is None:
        return ["nothing to start"]
    try:
        switching.verify(desk.running.installation, version)
    except Exception as error:  # whatever it is, it would have kept the office from its books
        found.append(f"version {version}: {error!r}")
    if version == NEXT and marks.trial(desk.running.installation) is None:
        found.append("a version in use that nobody has proved, without a way back")
    return found


def end_wrongs(desk: UpdatingDesk) -> list[str]:
    """What must be once the same way was gone to its end."""
    found = wrongs(desk)
    if marks.current(desk.running.installation) != OLD:
        found.append("not back at the version before")
    if desk.device.value("SELECT count(*) FROM dossier") != 1:
        found.append("the books lost what was written")
    if desk.device.profile.was_put_back:
        found.append("the books took themselves for a backup")
    return found


def in_a_child(desk: UpdatingDesk, at: int) -> int:
    """How many steps were done, or -1 when it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            bomb = Bomb(at)
            go_all_the_way(desk)
            os.write(writing, str(bomb.steps).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        steps = pipe.read()
    _, ended = os.waitpid(child, 0)
    if os.WIFEXITED(ended) and os.WEXITSTATUS(ended):
        raise SystemExit(f"the child failed before step {at}")
    return -1 if os.WIFSIGNALED(ended) else int(steps)


def moved(made: UpdatingDesk, template: Path, place: Path) -> UpdatingDesk:
    """A fresh copy of the desk, at the place where the last one was."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(template, place, symlinks=True)
    device = made.device
    device.profile = open_profile(device.root, device.vault, device.clock)
    device.profile.close()
    return made


def main(folder: Path, kills: int, seed: int) -> None:
    place, template = folder / "desk", folder / "template"
    desk = an_updating_desk(place)
    a_dossier(desk.device.store, content="trước khi cập nhật")
    desk.device.profile.close()
    shutil.copytree(place, template, symlinks=True)
    total = in_a_child(moved(desk, template, place), 0)
    random = Random(seed)
    points = range(1, total + 1)
    chosen = list(points) if kills >= total else sorted(random.sample(points, kills))
    found: list[str] = []
    killed = 0
    for at in chosen:
        killed += in_a_child(moved(desk, template, place), at) < 0
        found += [f"step {at}: {wrong}" for wrong in wrongs(desk)]
        go_all_the_way(desk)
        found += [f"step {at}, later: {wrong}" for wrong in end_wrongs(desk)]
        desk.device.profile.close()
    print(json.dumps({"steps": total, "killed": killed, "wrong": found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
