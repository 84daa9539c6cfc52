"""The device's own log: chained, ordered, based on what it replaced, sealed once and signed."""

from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from app.changes import segment as segments
from app.changes.chain import first_head, next_head
from app.changes.changeset import Header, Op, decode_header, decode_payload
from app.changes.clock import milliseconds
from app.changes.registry import Command
from app.domain.dossier import Role
from app.storage import log_store
from app.storage.journal import Act
from app.storage.sidecar_file import SidecarFile
from tests.support.builders import a_clerk, a_dossier, edit
from tests.support.devices import MONDAY_MORNING, Device, exchange, hand_over

TEN_YEARS = timedelta(days=3652)


def headers(device: Device) -> list[Header]:
    return [
        decode_header(row[0]) for row in device.rows("SELECT header FROM changeset ORDER BY origin_no, seq")
    ]


def last(device: Device) -> tuple[Header, list[Op]]:
    header, payload = device.rows(
        "SELECT header, payload FROM changeset ORDER BY origin_no, seq DESC LIMIT 1"
    )[0]
    return decode_header(header), decode_payload(payload)


def test_a_header_says_who_when_why_and_under_which_catalogue(device):
    clerk = a_clerk(device.store)
    act = Act(Command.EDIT_DOSSIER, clerk, Role.LEADER, "Công dân báo", "2026.1")
    with device.store.write(act) as unit:
        unit.connection.exec_driver_sql("UPDATE clerk SET title = 'x'")
    header, _ = last(device)
    assert (header.clerk, header.role, header.command) == (clerk, Role.LEADER, Command.EDIT_DOSSIER)
    assert (header.reason, header.catalogue, header.schema) == ("Công dân báo", "2026.1", 1)
    assert milliseconds(header.hlc) == device.clock.now_ms()
    assert (header.wall_offset_ms, header.trusted_age_s, header.deps) == (0, None, [])


def test_sequence_numbers_follow_each_other_and_the_chain_leads_to_the_head(device):
    for _ in range(5):
        a_dossier(device.store)
    head = first_head(device.origin)
    rows = device.rows("SELECT seq, header, payload, head FROM changeset ORDER BY seq")
    for number, (seq, header, payload, stored) in enumerate(rows, 1):
        head = next_head(head, header, sha256(payload).digest())
        assert (seq, stored) == (number, head)
    assert device.rows("SELECT seq, head FROM origin") == [(len(rows), head)]


def test_the_sidecar_follows_every_act(device):
    a_dossier(device.store, code="H00-261123-0007")
    sidecar = SidecarFile(device.folder.sidecar).read()
    assert [(sidecar.seq, sidecar.head)] == device.rows("SELECT seq, head FROM origin")
    assert (sidecar.origin, sidecar.last_number) == (device.origin, "H00-261123-0007")


def test_a_clock_set_back_ten_years_writes_later_all_the_same_and_says_by_how_much(device):
    a_dossier(device.store)
    device.clock.set(MONDAY_MORNING - TEN_YEARS)
    a_dossier(device.store)
    device.reopen()
    a_dossier(device.store)
    written = headers(device)
    assert [h.hlc for h in written] == sorted({h.hlc for h in written})
    assert written[-1].wall_offset_ms == -int(TEN_YEARS / timedelta(milliseconds=1))


def test_a_clock_set_forward_and_back_keeps_the_order_of_acts(device):
    for wall in (datetime(2036, 1, 1), MONDAY_MORNING, datetime(2030, 1, 1), MONDAY_MORNING):
        device.clock.set(wall)
        a_dossier(device.store)
    written = headers(device)
    assert [h.hlc for h in written] == sorted({h.hlc for h in written})


def test_the_age_of_the_last_trusted_time_is_written(device):
    with device.store.write_local() as connection:
        connection.exec_driver_sql("UPDATE log_state SET trusted_wall_ms = ?", (device.clock.now_ms(),))
    device.clock.advance(minutes=2)
    a_dossier(device.store)
    assert last(device)[0].trusted_age_s == 120
    device.clock.set(MONDAY_MORNING - TEN_YEARS)
    a_dossier(device.store)
    assert last(device)[0].trusted_age_s == 0


def bases(device: Device) -> list[tuple[int, object]]:
    _, (op,) = last(device)
    return [(group.group, group.base) for group in op.groups]


def test_a_base_stamp_is_the_changeset_that_last_wrote_the_group(device):
    dossier = a_dossier(device.store)
    received = device.value("SELECT seq FROM origin")
    edit(device.store, "dossier", dossier, note="một")
    assert bases(device) == [(6, received)]
    edit(device.store, "dossier", dossier, note="hai", fee_paid=5)
    assert bases(device) == [(5, received), (6, received + 1)]
    edit(device.store, "dossier", dossier, fee_paid=6)
    assert bases(device) == [(5, received + 2)]


def test_a_base_stamp_of_another_device_is_by_its_index(device, other):
    dossier = a_dossier(device.store)
    hand_over(device, other)
    theirs = other.value("SELECT id FROM dossier")
    edit(other.store, "dossier", theirs, note="Sửa ở máy khác")
    header, (op,) = last(other)
    assert header.origins == [device.origin]
    assert op.key == [0, dossier]
    assert tuple(op.groups[0].base) == (0, 2)


def test_deps_are_what_was_seen_since_the_last_changeset_and_are_told_once(device, other):
    a_dossier(device.store)
    hand_over(device, other)
    a_clerk(other.store)
    header, _ = last(other)
    assert [(header.origins[index], seq) for index, seq in header.deps] == [(device.origin, 2)]
    a_clerk(other.store)
    assert last(other)[0].deps == []
    a_dossier(device.store)
    hand_over(device, other)
    a_clerk(other.store)
    header, _ = last(other)
    assert [(header.origins[index], seq) for index, seq in header.deps] == [(device.origin, 3)]


def test_row_ids_are_made_offline_and_never_twice(device, other):
    ids = [a_dossier(device.store) for _ in range(20)]
    assert len(set(ids)) == 20
    device.reopen()
    assert a_dossier(device.store) > max(ids)
    hand_over(device, other)
    theirs = a_dossier(other.store)
    assert other.value("SELECT count(*) FROM dossier WHERE id = ?", theirs) == 1
    assert other.value("SELECT count(*) FROM dossier") == 22


def test_sealing_signs_and_takes_the_bodies_away(device):
    a_dossier(device.store)
    (data,) = device.seal()
    read = segments.read(data)
    segments.verify_signature(read, bytes(device.key.verify_key))
    assert [c.header.seq for c, _ in segments.open_body(read)] == [1, 2]
    assert device.rows("SELECT count(*) FROM changeset") == [(0,)]
    assert device.rows("SELECT seq, sealed_seq FROM origin") == [(2, 2)]


def test_sealing_twice_seals_nothing_twice(device):
    a_dossier(device.store)
    assert device.seal() == device.seal()
    assert log_store.seal_pending(device.store, device.key) == 0


def test_segments_follow_each_other(device):
    sealed = []
    for _ in range(3):
        a_dossier(device.store)
        sealed = device.seal()
    read = [segments.read(data).header for data in sealed]
    assert [(h.first_seq, h.last_seq) for h in read] == [(1, 2), (3, 3), (4, 4)]
    assert [h.previous_head for h in read[1:]] == [h.head for h in read[:-1]]


def test_what_waits_is_counted(device):
    for _ in range(3):
        a_dossier(device.store)
    device.seal()
    a_dossier(device.store)
    with device.store.read() as connection:
        figures = log_store.figures(connection)
    assert (figures.unsealed, figures.packed) == (1, 4)
    assert figures.oldest_waiting_ms == device.clock.now_ms()


def test_an_idle_exchange_adds_no_sequence_number(device, other):
    a_dossier(device.store)
    exchange(device, other)
    before = [d.rows("SELECT origin, seq, head FROM origin ORDER BY origin") for d in (device, other)]
    exchange(device, other, rounds=3)
    assert [d.rows("SELECT origin, seq, head FROM origin ORDER BY origin") for d in (device, other)] == before


@pytest.mark.parametrize("acts", [0, 1, 5])
def test_the_log_grows_by_one_an_act(device, acts):
    for _ in range(acts):
        a_dossier(device.store)
    assert device.value("SELECT seq FROM origin") == 1 + acts
