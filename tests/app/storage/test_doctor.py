"""The doctor: silent on a sound profile, and each kind of damage is named."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.changes import segment as segments
from app.domain.dossier import EventKind
from app.storage.doctor import examine, repair
from app.storage.doctor.report import Checked
from app.storage.keys import read_slots
from app.storage.sidecar_file import SidecarFile
from tests.support.builders import a_dossier, an_attachment, an_event, edit
from tests.support.damage import PAGE_BYTES, flip, torn_under_the_log, with_another_last_byte
from tests.support.devices import Device, hand_over
from tests.support.office import grant_numbers


def found(device: Device, *, thorough: bool = True) -> dict[str, list[str]]:
    """What is wrong, by check: the places named."""
    return {
        c.name: [f.where for f in c.findings]
        for c in examine(device.profile, thorough=thorough)
        if c.findings
    }


def checked(device: Device, name: str) -> Checked:
    return next(c for c in examine(device.profile, thorough=True) if c.name == name)


@pytest.fixture
def busy(device: Device) -> Device:
    """A desk with sealed and unsealed changesets, edits, and a scan."""
    first = a_dossier(device.store, "Giàng A Páo")
    an_attachment(device, first)
    edit(device.store, "dossier", first, note="Đã gọi điện")
    device.seal()
    an_event(device.store, first, EventKind.HANDED_OVER)
    a_dossier(device.store, "Lò Thị Mẫu")
    return device


def test_a_profile_that_was_only_used_is_sound(busy):
    assert found(busy) == {}


def test_what_another_desk_wrote_is_sound_here_too(busy, other):
    hand_over(busy, other)
    assert all(c.is_sound for c in examine(other.profile, thorough=True))


def test_a_flipped_byte_in_a_page_is_named_by_its_page(busy):
    busy.profile.close()  # everything is in the file now, not in the log beside it
    flip(busy.folder.database, 7 * PAGE_BYTES + 1000)
    assert found(busy, thorough=False)["pages"] == ["page 8"]


def test_a_page_that_is_torn_in_the_file_and_whole_in_the_log_is_sound(busy):
    """As a power cut leaves it in the middle of writing back."""
    page = torn_under_the_log(busy)
    assert found(busy) == {}
    busy.profile.close()
    flip(busy.folder.database, (page - 1) * PAGE_BYTES + 1000)
    assert found(busy, thorough=False)["pages"] == [f"page {page}"]


@pytest.mark.parametrize("place", ["header", "signature", "body"])
def test_a_flipped_byte_in_a_stored_segment_is_named_by_its_segment(busy, place):
    data = busy.value("SELECT bytes FROM segment WHERE id = 1")
    at = {"header": 10, "signature": data.index(segments.read(data).signature), "body": len(data) - 20}[place]
    damaged = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    busy.tamper("UPDATE segment SET bytes = ? WHERE id = 1", damaged)
    last = busy.value("SELECT last_seq FROM segment WHERE id = 1")
    assert f"segment 1 {busy.origin.hex()} 1-{last}" in found(busy)["chain"]


def test_a_segment_that_is_gone_leaves_a_gap_that_is_named(busy):
    a_dossier(busy.store)
    busy.seal()
    a_dossier(busy.store)
    busy.seal()
    busy.tamper("DELETE FROM segment WHERE id = 2")
    assert [place.split()[1] for place in found(busy)["chain"]] == ["3"]


def test_the_newest_segment_that_is_gone_is_missed_at_the_head(busy):
    busy.seal()
    busy.tamper("DELETE FROM segment WHERE id = (SELECT max(id) FROM segment)")
    assert found(busy)["chain"] == [f"origin {busy.origin.hex()}"]


def test_an_unsealed_changeset_that_was_altered_is_named_by_its_number(busy):
    seq, payload = busy.rows("SELECT seq, payload FROM changeset ORDER BY seq LIMIT 1")[0]
    busy.tamper("UPDATE changeset SET payload = ? WHERE seq = ?", with_another_last_byte(payload), seq)
    assert f"changeset {busy.origin.hex()} {seq}" in found(busy)["chain"]


def test_the_newest_changeset_that_is_gone_is_missed(busy):
    busy.tamper("DELETE FROM changeset WHERE seq = (SELECT max(seq) FROM changeset)")
    assert found(busy)["chain"] == [f"origin {busy.origin.hex()}"]


def test_a_dropped_trigger_is_named(busy):
    busy.tamper("DROP TRIGGER capture_dossier_update")
    assert found(busy, thorough=False) == {"triggers": ["capture_dossier_update"]}


def test_an_altered_trigger_is_named(busy):
    busy.tamper("DROP TRIGGER capture_clerk_insert")
    busy.tamper("CREATE TRIGGER capture_clerk_insert AFTER INSERT ON clerk BEGIN SELECT 1; END")
    assert found(busy, thorough=False) == {"triggers": ["capture_clerk_insert"]}


def test_a_row_altered_with_capture_off_is_named_with_its_group(busy):
    (row_id,) = busy.rows("SELECT id FROM applicant WHERE full_name = 'Lò Thị Mẫu'")[0]
    busy.tamper("UPDATE applicant SET phone = '0900000999' WHERE id = ?", row_id)
    assert found(busy)["rows"] == [f"applicant {row_id} contact"]


def test_an_edited_group_altered_with_capture_off_is_named(busy):
    row_id = busy.value("SELECT id FROM dossier WHERE note <> ''")
    busy.tamper("UPDATE dossier SET note = 'Khác' WHERE id = ?", row_id)
    assert found(busy)["rows"] == [f"dossier {row_id} note"]


def test_a_group_that_was_never_written_and_is_filled_with_capture_off_is_named(busy):
    row_id = busy.value("SELECT id FROM dossier WHERE note = ''")
    busy.tamper("UPDATE dossier SET return_address = 'Bản Mẫu' WHERE id = ?", row_id)
    assert found(busy)["rows"] == [f"dossier {row_id} delivery"]


def test_a_row_inserted_with_capture_off_is_named(busy):
    busy.tamper("INSERT INTO clerk(id, full_name) VALUES (77, 'Người lạ')")
    assert found(busy)["rows"] == ["clerk 77"]


def test_a_row_deleted_with_capture_off_is_named(busy):
    dossier_id = busy.value("SELECT min(id) FROM dossier")
    busy.tamper("DELETE FROM dossier_component WHERE dossier_id = ? AND ordinal = 2", dossier_id)
    assert found(busy)["rows"] == [f"dossier_component {dossier_id}/2"]


def test_capture_left_off_and_changes_left_in_it_are_named(busy):
    with busy.store.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        raw.execute("INSERT INTO capture(table_no, op, row_id) VALUES (5, 'U', 1)")
        raw.execute("UPDATE capture_switch SET is_on = 0")
    assert found(busy, thorough=False) == {"capture": ["capture_switch", "capture"]}


def test_a_state_that_its_events_do_not_lead_to_is_named_and_repaired(busy):
    dossier_id = busy.value("SELECT min(id) FROM dossier")
    busy.tamper("UPDATE dossier_state SET is_open = 0 WHERE dossier_id = ?", dossier_id)
    assert found(busy) == {"states": [f"dossier_state {dossier_id}"]}
    repair(busy.profile)
    assert found(busy) == {}


def test_a_missing_search_entry_is_named_and_repaired(busy):
    dossier_id = busy.value("SELECT min(id) FROM dossier")
    busy.tamper("DELETE FROM dossier_search WHERE rowid = ?", dossier_id)
    assert found(busy) == {"search": [f"dossier_search {dossier_id}"]}
    repair(busy.profile)
    assert found(busy) == {}


def test_dropped_triggers_are_made_anew_by_a_repair(busy):
    busy.tamper("DROP TRIGGER capture_dossier_update")
    repair(busy.profile)
    assert found(busy) == {}


def the_scan(device: Device) -> Path:
    return next((device.root / "blobs").glob("*/*"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: flip(path, 40_000),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
    ],
    ids=["cut", "altered", "empty", "gone"],
)
def test_a_damaged_scan_is_named_by_its_row(busy, damage: Callable[[Path], object]):
    damage(the_scan(busy))
    assert found(busy) == {"blobs": [f"attachment {busy.value('SELECT id FROM attachment')}"]}


def test_a_scan_that_another_desk_made_and_that_has_not_come_yet_is_no_fault(busy, other):
    hand_over(busy, other)
    result = checked(other, "blobs")
    assert result.is_sound
    assert [finding.is_fault for finding in result.findings] == [False]


def test_a_sidecar_that_is_ahead_of_the_database_is_a_fault(busy):
    file = SidecarFile(busy.folder.sidecar)
    ahead = msgspec.structs.replace(file.read(), seq=99)
    busy.folder.sidecar.write_bytes(msgspec.msgpack.encode(ahead))
    assert found(busy, thorough=False) == {"sidecar": ["sidecar"]}


def test_missing_key_slots_are_a_fault(busy):
    assert read_slots(busy.folder.slots)
    busy.folder.slots.unlink()
    assert found(busy, thorough=False) == {"key_slots": ["keyslots 1"]}


def test_a_lease_that_is_not_what_was_signed_is_named(busy):
    busy.tamper(
        "INSERT INTO lease(serial, origin, first, last, bytes) VALUES (12, ?, 1, 999, ?)",
        busy.origin,
        b"\x90",
    )
    assert found(busy, thorough=False) == {"leases": ["lease 12"]}


def test_a_range_that_a_desk_without_a_server_gave_itself_is_noted(busy):
    grant_numbers(busy, 1, 500)
    result = checked(busy, "leases")
    assert result.is_sound
    assert [finding.where for finding in result.findings] == ["lease 1"]


def test_every_fault_tells_what_to_do(busy):
    busy.tamper("DROP TRIGGER capture_dossier_update")
    assert "soxa doctor --repair" in checked(busy, "triggers").advice


def test_a_look_that_the_database_refuses_is_a_finding_and_the_others_go_on(busy):
    page = busy.value("SELECT rootpage FROM sqlite_master WHERE name = 'dossier_event'")
    busy.profile.close()
    flip(busy.folder.database, (page - 1) * PAGE_BYTES + 100)
    places = found(busy)
    assert places["pages"] == [f"page {page}"]
    assert places["states"] == ["states"]
    assert "segment" not in places
