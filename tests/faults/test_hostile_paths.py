"""No name that comes from outside makes a path: 500 of them before every place that knows files by name."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.storage.backup_errors import DamagedBackup
from app.storage.restore import _unpack
from app.storage.unit_of_work import Store
from server.backup.container import BackupDamaged
from server.backup.frames import File
from server.backup.restoring import _write_file
from server.catalogue import read_pack
from server.errors import Refused
from sync import packs
from sync.bundle import folder as sticks
from tests.faults.hostile_paths import hostile_names
from tests.support.builders import a_dossier, an_attachment
from tests.support.devices import Device, a_device
from tests.support.district import a_district

NAMES = hostile_names()


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Device]:
    made = a_device(tmp_path)
    yield made
    made.profile.close()


def files_of(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_there_are_five_hundred():
    assert len(set(NAMES)) == 500


def test_a_backup_of_a_desk_puts_no_file_elsewhere(tmp_path: Path):
    staging = tmp_path / "deep" / "staging"
    staging.mkdir(parents=True)
    before = files_of(tmp_path)
    for name in NAMES:
        contents: Any = SimpleNamespace(
            manifest=SimpleNamespace(size=1),
            members=lambda name=name: [(SimpleNamespace(name=name, size=1), iter([b"x"]))],
        )
        with pytest.raises(DamagedBackup):
            _unpack(contents, staging, lambda _: None)
    assert files_of(tmp_path) == before


def test_a_backup_of_the_district_puts_no_file_elsewhere(tmp_path: Path):
    data = tmp_path / "deep" / "server"
    data.mkdir(parents=True)
    before = files_of(tmp_path)
    for name in (*NAMES, *(f"authority/{name}" for name in NAMES if "/" not in name and name.strip(". "))):
        try:
            _write_file(data, File(name, b"x"))
        except (BackupDamaged, ValueError, OSError):
            continue
    strays = {each for each in files_of(tmp_path) - before if not each.startswith("deep/server/authority")}
    assert strays == set()


def test_a_stick_shows_none_of_them_as_a_bundle(tmp_path: Path):
    for number, name in enumerate(NAMES):
        plain = name.replace("/", "").replace("\0", "")[:120]
        if plain.strip("."):
            (tmp_path / f"{plain}{number}").write_bytes(b"SXTH" + bytes(200))
            (tmp_path / f"TH-{plain}{number}.v01").write_bytes(b"SXTH" + bytes(200))
    os.symlink("/etc/passwd", tmp_path / "TH-ABCDEFGH.v01")
    assert sticks.find(tmp_path) == ([], [])


def test_no_pack_is_fetched_or_given_under_such_a_version(tmp_path: Path, device: Device):
    store: Store = device.store
    with a_district(tmp_path) as district:
        for name in NAMES:
            assert not packs.is_wanted(store, name, "1")
            with pytest.raises(Refused):
                read_pack(district.server, name)


def test_a_scan_is_kept_by_its_content_and_its_name_is_only_data(device: Device, tmp_path: Path):
    dossier = a_dossier(device.store)
    before = files_of(tmp_path)
    kept = [name for name in NAMES if "\x00" not in name and "\udcff" not in name]
    for number, name in enumerate(kept[::10]):
        an_attachment(device, dossier, b"%PDF" + number.to_bytes(4, "big"), name=name)
    beside = (device.folder.sidecar.name, "-wal", "-shm")
    news = {each for each in files_of(tmp_path) - before if not each.endswith(beside)}
    assert {each for each in news if "/blobs" not in each} == set()
    assert {name for (name,) in device.rows("SELECT name FROM attachment")} == set(kept[::10])
