"""A desk at work with the shim under it: run as a program by test_power_loss.py.

    python -m tests.faults.recorded_desk FOLDER SYNCHRONOUS

FOLDER holds an enrolled desk and a stick. Each thing that an officer is told is done is marked in the record
the moment the call has returned: D dossier, S scan, X bundle on the stick, B backup, N new profile.
"""

import sys
from contextlib import AbstractContextManager
from pathlib import Path
from unittest import mock

from app.platform.secrets import FileSecrets
from app.storage import engine
from app.storage.backup import make_backup
from app.storage.drafts import Draft
from app.storage.log_store import seal_if_due
from app.storage.profile import ProfileKind, create_profile, open_profile
from sync.courier.leaving import export_bundle
from tests.faults.shim import mark
from tests.support.builders import a_dossier, an_attachment, edit
from tests.support.devices import Device, SettableClock, cheap_recovery_codes

ROUNDS = 14
SAFE = "FULL"


def a_desk_at(folder: Path) -> Device:
    """The desk of a folder, opened."""
    root, vault, clock = folder / "profile", FileSecrets(folder / "key"), SettableClock()
    return Device(root, vault, clock, open_profile(root, vault, clock), "")


def with_synchronous(mode: str) -> AbstractContextManager[object]:
    """Every connection of ours under another durability."""
    pragmas = tuple(each.replace(f"synchronous = {SAFE}", f"synchronous = {mode}") for each in engine.PRAGMAS)
    return mock.patch.object(engine, "PRAGMAS", pragmas)


def work(folder: Path) -> None:
    """Some acts of every kind; the desk is closed and opened in between, so that its log begins anew."""
    device = a_desk_at(folder)
    for number in range(1, ROUNDS + 1):
        device.clock.advance(minutes=7)
        dossier = a_dossier(device.store, content="x" * 400)
        mark(f"D {dossier}")
        device.profile.drafts.save(Draft("0a", number, {"typed": number}))
        if number % 3 == 0:
            mark(f"S {an_attachment(device, dossier, b'%PDF' + number.to_bytes(8, 'big') * 9000)}")
            edit(device.store, "dossier", dossier, note="x" * number)
        if number % 4 == 0:
            seal_if_due(device.store, device.key)
            device.reopen()
        if number % 5 == 0:
            bundle = export_bundle(device.store, folder / "stick")
            mark(f"X {bundle.paths[0].name}")
    mark(f"B {make_backup(device.profile, folder / 'backups', device.clock.now_ms()).path.name}")
    device.profile.close()


def begin(folder: Path) -> None:
    """A profile is set up at a new desk."""
    with cheap_recovery_codes():
        new = folder / "new"
        create_profile(
            new / "profile", ProfileKind.TEST, "Máy mới", FileSecrets(new / "key"), SettableClock()
        )
    mark("N 1")


def main(folder: Path, mode: str) -> None:
    with with_synchronous(mode):
        begin(folder)
        work(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
