"""Before another version opens the books they are copied; the copy comes back only if nothing was written."""

from pathlib import Path

import pytest

from app.storage import update_copy
from app.storage.errors import DamagedDatabase, NewerDatabase
from app.storage.update_copy import WrittenSinceUpdate
from tests.support.builders import a_dossier, edit
from tests.support.damage import PAGE_BYTES, flip
from tests.support.devices import Device, a_device

NEXT = "0.1.1"


@pytest.fixture
def device(tmp_path: Path) -> Device:
    device = a_device(tmp_path)
    a_dossier(device.store, content="trước khi cập nhật")
    return device


def migrate_on(device: Device) -> None:
    """What a later version does to the books when it opens them: here only its mark."""
    device.tamper("CREATE TABLE of_tomorrow(id INTEGER PRIMARY KEY)")
    device.tamper("UPDATE alembic_version SET version_num = '9999'")


def dossiers(device: Device) -> int:
    return int(device.value("SELECT count(*) FROM dossier"))


def test_the_copy_opens_under_the_same_key_and_holds_the_same_books(device: Device):
    card = update_copy.make(device.profile, NEXT, device.clock.now_ms())
    assert update_copy.card_of(device.root) == card
    with update_copy.to_spend(device.root) as spent:
        copied = Device(spent, device.vault, device.clock, device.profile, "")
        copied.reopen()
        assert dossiers(copied) == 1
        copied.profile.close()
    assert not spent.exists()


def test_books_that_a_later_version_only_migrated_are_put_back(device: Device):
    update_copy.make(device.profile, NEXT, device.clock.now_ms())
    migrate_on(device)
    with pytest.raises(NewerDatabase):
        device.reopen()
    update_copy.put_back(device.root, device.vault)
    device.reopen()
    assert dossiers(device) == 1
    assert not device.profile.was_put_back
    assert (device.root / update_copy.FOLDER / update_copy.NEWER).exists()


@pytest.mark.parametrize("written", ["dossier", "edit", "feed", "sealed"])
def test_books_that_a_later_version_wrote_to_are_kept_beside_the_copy(device: Device, written: str):
    update_copy.make(device.profile, NEXT, device.clock.now_ms())
    match written:
        case "dossier":
            a_dossier(device.store, content="sau khi cập nhật")
        case "edit":
            edit(device.store, "dossier", device.value("SELECT id FROM dossier"), note="x")
        case "feed":
            device.tamper("UPDATE device SET cursor = cursor + 1")
        case "sealed":
            device.seal()
    migrate_on(device)
    device.profile.close()
    before = device.folder.database.read_bytes()
    with pytest.raises(WrittenSinceUpdate):
        update_copy.put_back(device.root, device.vault)
    assert device.folder.database.read_bytes() == before
    assert update_copy.card_of(device.root) is not None


def test_books_whose_tables_are_not_known_any_more_are_kept(device: Device):
    update_copy.make(device.profile, NEXT, device.clock.now_ms())
    migrate_on(device)
    device.tamper("ALTER TABLE log_state RENAME TO log_state_of_tomorrow")
    device.profile.close()
    with pytest.raises(WrittenSinceUpdate):
        update_copy.put_back(device.root, device.vault)


def test_without_a_copy_a_later_versions_books_are_refused_as_ever(device: Device):
    device.profile.close()
    with pytest.raises(NewerDatabase):
        update_copy.put_back(device.root, device.vault)


def test_a_copy_whose_pages_do_not_verify_is_never_put_back(device: Device):
    update_copy.make(device.profile, NEXT, device.clock.now_ms())
    migrate_on(device)
    device.profile.close()
    copy = device.root / update_copy.FOLDER / "soxa.db"
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    with pytest.raises(DamagedDatabase):
        update_copy.put_back(device.root, device.vault)


def test_the_end_of_a_long_value_that_does_not_verify_is_not_copied_as_an_empty_one(device: Device):
    device.tamper("INSERT INTO segment(id, bytes) VALUES (99, ?)", b"\xab" * 9000)
    pages = device.value("PRAGMA page_count")
    device.profile.close()
    flip(device.folder.database, (pages - 1) * PAGE_BYTES + 100)
    with pytest.raises(DamagedDatabase):
        update_copy.make(device.profile, NEXT, device.clock.now_ms())
    assert update_copy.card_of(device.root) is None


def test_a_copy_is_made_only_of_books_that_are_whole(device: Device):
    a_dossier(device.store, content="để có trang mà hỏng")
    device.profile.close()
    data = bytearray(device.folder.database.read_bytes())
    data[len(data) - 2000] ^= 1
    device.folder.database.write_bytes(data)
    with pytest.raises(DamagedDatabase):
        update_copy.make(device.profile, NEXT, device.clock.now_ms())
    assert update_copy.card_of(device.root) is None
