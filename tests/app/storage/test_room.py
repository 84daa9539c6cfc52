"""The file gives back what sealing freed, and old copies of it do not pile up."""

from app.storage import log_store, migrate
from app.storage.doctor import examine
from tests.support.builders import a_dossier
from tests.support.devices import Device


def pages(device: Device) -> tuple[int, int]:
    return device.value("PRAGMA page_count"), device.value("PRAGMA freelist_count")


def test_room_that_sealing_freed_is_given_back(device, monkeypatch):
    monkeypatch.setattr(log_store, "SPARE_PAGES", 20)
    for _ in range(60):
        a_dossier(device.store, note="x" * 4000)
    device.seal()
    before, free = pages(device)
    assert free > 40
    log_store.give_back_room(device.store)
    after, left = pages(device)
    assert left <= 20
    assert after <= before - (free - 20)
    assert all(check.is_sound for check in examine(device.profile, thorough=True))


def test_a_file_with_little_to_spare_is_left_alone(device):
    a_dossier(device.store)
    device.seal()
    before = pages(device)
    log_store.give_back_room(device.store)
    assert pages(device) == before


def test_only_the_last_two_copies_before_an_upgrade_are_kept(tmp_path):
    path = tmp_path / "soxa.db"
    for revision in ("0002", "0004", "0005", "0006"):
        (tmp_path / f"soxa-before-{revision}.db").write_bytes(b"")
    migrate._drop_old_copies(path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["soxa-before-0005.db", "soxa-before-0006.db"]
