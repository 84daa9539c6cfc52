"""The power goes at any moment: what was said to be done is there, in the books, on the stick, in the backup.

A desk's writes are recorded call by call and replayed up to a point; from there on what was not synced is
lost, torn or out of order. The same harness must find losses where SQLite is told not to sync.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from nacl.signing import SigningKey

from app.platform.secrets import FileSecrets
from app.storage.backup import verify_backup
from app.storage.blobs import BlobRef
from app.storage.doctor import examine
from app.storage.profile import open_profile
from sync.bundle import folder as sticks
from sync.bundle.reader import open_bundle
from sync.enrolment import enrol
from sync.http.lines import open_line
from tests.faults import shim
from tests.faults.lost_power import Call, Disk, contents_of, read_record
from tests.faults.recorded_desk import a_desk_at
from tests.support.builders import a_dossier
from tests.support.devices import Device, SettableClock, a_device
from tests.support.district import a_district

POINTS = int(os.environ.get("SOXA_POWER_CUTS", "200"))
POINTS_OF_THE_CARELESS = 30
SURVIVAL = (0, 0.5, 0.9, 1)
THOROUGH_EVERY = 20

pytestmark = pytest.mark.slow


class Record(NamedTuple):
    """A desk's work, call by call, from what was on the disk before it."""

    folder: Path
    before: dict[str, bytes]
    calls: Sequence[Call]
    server_key: SigningKey


def recorded(tmp_path: Path, mode: str) -> Record:
    """One desk's work under the shim."""
    library = shim.build(tmp_path)
    folder = tmp_path / "Bàn 1"
    with a_district(tmp_path) as district:
        device = a_device(tmp_path, folder.name)
        enrol(device.store, district.ticket(), open_line)
        device.profile.close()
        server_key = district.server.authority.server_key
    for name in ("stick", "backups"):
        (folder / name).mkdir()
    before = contents_of([folder])
    log = tmp_path / "record"
    done = shim.run(library, [folder], ["tests.faults.recorded_desk", str(folder), mode], log)
    assert done.returncode == 0, done.stderr
    return Record(folder, before, read_record(log), server_key)


def points(record: Record, count: int) -> Iterator[tuple[int, Disk, Random]]:
    """Moments spread over the whole work, each with its own chance."""
    disk, at = Disk(record.before), 0
    for number in range(count):
        until = (number + 1) * len(record.calls) // count
        while at < until:
            disk.play(record.calls[at])
            at += 1
        yield at, disk, Random(number)


def laid_out(files: dict[str, bytes], record: Record, there: Path) -> Path:
    """The files as a disk of their own."""
    shutil.rmtree(there, ignore_errors=True)
    for name in ("profile", "stick", "backups", "new"):
        (there / name).mkdir(parents=True)
    for name, data in files.items():
        path = there / Path(name).relative_to(record.folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o600)
    return there


def acknowledged(record: Record, until: int) -> dict[str, list[str]]:
    """What had been said to be done, by kind."""
    said: dict[str, list[str]] = {kind: [] for kind in "DSXBN"}
    for call in record.calls[:until]:
        if call.op == "A":
            kind, value = call.data.decode().split(" ", 1)
            said[kind].append(value)
    return said


def losses(there: Path, record: Record, said: dict[str, list[str]], *, thorough: bool) -> Iterator[str]:
    """What is not as it was acknowledged."""
    try:
        device = a_desk_at(there)
    except Exception as error:  # any other than a sentence would be a second fault beside the loss
        yield f"the desk does not open: {type(error).__name__}"
        return
    try:
        yield from _losses_of_the_books(device, said, thorough=thorough)
        yield from _losses_beside(there, record, device, said)
    except Exception as error:
        yield f"{type(error).__name__}"
    finally:
        device.profile.close()


def _losses_of_the_books(device: Device, said: dict[str, list[str]], *, thorough: bool) -> Iterator[str]:
    if device.profile.was_put_back:
        yield "taken for a restored backup"
    dossiers = {str(row[0]) for row in device.rows("SELECT id FROM dossier")}
    scans = {str(row[0]): BlobRef(*row[1:]) for row in device.rows(
        "SELECT id, sha256, size, block_root FROM attachment"
    )}  # fmt: skip
    yield from (f"dossier {each} lost" for each in said["D"] if each not in dossiers)
    yield from (f"scan {each} lost" for each in said["S"] if each not in scans)
    for ref in scans.values():
        device.profile.blobs.get(ref)
    device.profile.drafts.all()
    for checked in examine(device.profile, thorough=thorough):
        yield from (f"{checked.name}: {each.where}" for each in checked.findings if each.is_fault)
    a_dossier(device.store)


def _losses_beside(there: Path, record: Record, device: Device, said: dict[str, list[str]]) -> Iterator[str]:
    whole = [
        each for each in sticks.find(there / "stick")[0] if open_bundle(each, record.server_key).is_whole
    ]
    if said["X"] and not whole:
        yield "no whole bundle on the stick"
    master = device.vault.get(device.profile.info.id)
    assert master is not None
    for name in said["B"]:
        verify_backup(there / "backups" / name, master)
    if said["N"]:
        new = there / "new"
        open_profile(new / "profile", FileSecrets(new / "key"), SettableClock()).close()


def found_at(record: Record, count: int, there: Path) -> Iterator[str]:
    """Every loss at so many points."""
    for number, (at, disk, random) in enumerate(points(record, count)):
        survival = SURVIVAL[number % len(SURVIVAL)]
        laid_out(disk.after_a_loss(random, survival), record, there)
        thorough = number % THOROUGH_EVERY == 0
        for loss in losses(there, record, acknowledged(record, at), thorough=thorough):
            yield f"after call {at} of {len(record.calls)}, survival {survival}: {loss}"


def test_nothing_that_was_said_to_be_done_is_lost_with_the_power(tmp_path: Path):
    record = recorded(tmp_path, "FULL")
    assert len(record.calls) > 300
    assert all(acknowledged(record, len(record.calls)).values())
    assert list(found_at(record, POINTS, tmp_path / "after")) == []


@pytest.mark.parametrize("mode", ["NORMAL", "OFF"])
def test_the_harness_finds_what_a_careless_database_loses(mode: str, tmp_path: Path):
    record = recorded(tmp_path, mode)
    found = list(found_at(record, POINTS_OF_THE_CARELESS, tmp_path / "after"))
    assert any("dossier" in each and "lost" in each for each in found)
    assert mode == "NORMAL" or any("the desk does not open" in each for each in found)
