"""What other desks wrote: applied whole, in order, once; concurrent values are kept; nobody is blocked."""

from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from app.changes import segment as segments
from app.changes.changeset import RowRef, Stamp
from app.changes.registry import (
    APPLICANT,
    CLERK,
    DOSSIER,
    DOSSIER_COMPONENT,
    DOSSIER_EVENT,
    PRINT_ACT,
    SCHEMA,
    Command,
)
from app.domain.dossier import EventKind
from app.progress import Stopped
from app.storage import applier
from app.storage.applier import Applied, apply_pending
from app.storage.doctor import examine
from app.storage.journal import Act
from app.storage.log_store import Incoming, keep_incoming
from tests.support.builders import a_clerk, a_dossier, an_event, edit
from tests.support.changes import Author, write
from tests.support.devices import Device, Feed, SettableClock, a_device, exchange, hand_over, world


def its_dossier(device: Device) -> int:
    return device.value("SELECT max(id) FROM dossier")


def receive(
    device: Device, *sealed: bytes, origin: bytes = b"desk-one", received_ms: int | None = None
) -> Applied:
    """Take in an author's segments and apply what can be."""
    with device.store.write_local() as connection:
        items = [
            Incoming(n, received_ms or device.clock.now_ms(), origin, h.first_seq, h.last_seq, data)
            for n, data in enumerate(sealed, 1)
            for h in [segments.read(data).header]
        ]
        keep_incoming(connection, items, len(items))
    return apply_pending(device.store)


@pytest.fixture
def shared(device: Device, other: Device) -> int:
    """A dossier that both desks have; its id on the first."""
    dossier = a_dossier(device.store, "Giàng A Páo")
    exchange(device, other)
    return dossier


def test_two_desks_that_exchange_segments_have_the_same_rows(device, other):
    a_dossier(device.store, "Giàng A Páo", note="Gấp")
    a_dossier(other.store, "Lò Thị Mẫu")
    a_clerk(other.store)
    exchange(device, other)
    assert world(device) == world(other)
    assert len(world(device)["dossier"]) == 2


def test_what_is_derived_is_there_too(device, other):
    dossier = a_dossier(device.store, "Giàng A Páo")
    an_event(device.store, dossier, EventKind.FINISHED)
    hand_over(device, other)
    assert other.value("SELECT state FROM dossier_state") == 9
    assert other.value("SELECT count(*) FROM dossier_search WHERE dossier_search MATCH 'pao'") == 1
    assert all(check.is_sound for check in examine(other.profile, thorough=True))


def test_edits_of_different_groups_merge_without_a_conflict(device, other, shared):
    edit(device.store, "dossier", shared, note="Ghi chú")
    edit(other.store, "dossier", its_dossier(other), fee_paid=8000)
    exchange(device, other)
    assert world(device) == world(other)
    assert device.rows("SELECT note, fee_paid FROM dossier") == [("Ghi chú", 8000)]
    assert device.value("SELECT count(*) FROM conflict") == other.value("SELECT count(*) FROM conflict") == 0


def conflict(device: Device) -> list[tuple[int, list[Any]]]:
    return [
        (group, msgspec.msgpack.decode(cells))
        for group, cells in device.rows("SELECT group_no, loser_cells FROM conflict ORDER BY id")
    ]


def test_concurrent_edits_of_one_group_keep_both_values_and_end_alike(device, other, shared):
    edit(device.store, "dossier", shared, note="Của máy một")
    other.clock.advance(seconds=5)
    edit(other.store, "dossier", its_dossier(other), note="Của máy hai")
    exchange(device, other)
    assert world(device) == world(other)
    assert device.value("SELECT note FROM dossier") == "Của máy hai"
    assert conflict(device) == conflict(other) == [(6, ["Của máy một"])]


def test_the_earlier_of_two_concurrent_edits_loses_wherever_it_arrives_last(device, other, shared):
    edit(other.store, "dossier", its_dossier(other), note="Sớm")
    device.clock.advance(seconds=5)
    edit(device.store, "dossier", shared, note="Muộn")
    exchange(other, device)
    assert world(device) == world(other)
    assert device.value("SELECT note FROM dossier") == "Muộn"
    assert conflict(device) == [(6, ["Sớm"])]


def test_two_who_wrote_the_same_have_no_conflict(device, other, shared):
    edit(device.store, "dossier", shared, note="Giống nhau")
    edit(other.store, "dossier", its_dossier(other), note="Giống nhau")
    exchange(device, other)
    assert world(device) == world(other)
    assert device.value("SELECT count(*) FROM conflict WHERE settled_ms IS NULL") == 0
    edit(device.store, "dossier", shared, note="Sửa tiếp")
    exchange(device, other)
    assert device.rows("SELECT * FROM conflict") == other.rows("SELECT * FROM conflict") == []


def test_an_edit_made_knowing_the_other_is_no_conflict_even_with_a_slow_clock(device, other, shared):
    edit(device.store, "dossier", shared, note="Một")
    exchange(device, other)
    other.clock = SettableClock()
    other.clock.advance(days=-3650)
    other.reopen()
    edit(other.store, "dossier", its_dossier(other), note="Hai")
    exchange(device, other)
    assert world(device) == world(other)
    assert device.value("SELECT note FROM dossier") == "Hai"
    assert device.value("SELECT count(*) FROM conflict") == 0


def test_who_writes_over_a_loser_knowing_it_ends_the_choice(device, other, shared):
    edit(device.store, "dossier", shared, note="Thua")
    edit(device.store, "dossier", shared, note="Thua rồi sửa")
    other.clock.advance(seconds=5)
    edit(other.store, "dossier", its_dossier(other), note="Thắng")
    exchange(device, other)
    assert world(device) == world(other)
    assert len(conflict(device)) == len(conflict(other)) == 1


def test_a_clock_in_2050_counts_only_up_to_the_minute_of_receipt(device, other, tmp_path):
    feed = Feed(device.clock)
    other.clock = SettableClock()
    dossier = a_dossier(device.store)
    for desk in (device, other, device):
        feed.exchange(desk)
    other.clock.advance(days=24 * 365)
    other.reopen()
    edit(other.store, "dossier", its_dossier(other), note="Của năm 2050")
    feed.exchange(other)
    device.clock.advance(minutes=10)
    edit(device.store, "dossier", dossier, note="Của hôm nay, sau đó")
    for desk in (device, other, device, other):
        feed.exchange(desk)
    assert world(device) == world(other)
    assert device.value("SELECT note FROM dossier") == "Của hôm nay, sau đó"


class Skewed(SettableClock):
    """The clock of a PC that is off by a while."""

    def __init__(self, right: SettableClock, **off: float) -> None:
        super().__init__()
        self._right = right
        self._off = timedelta(**off) // timedelta(milliseconds=1)

    def now_ms(self) -> int:
        return self._right.now_ms() + self._off


def test_a_third_edit_that_comes_late_ends_alike_though_a_slow_pc_wrote_the_last(tmp_path):
    """B's edit, then C's that replaced it a day behind, then A's that knew neither: in another order on A."""
    clock = SettableClock()
    feed = Feed(clock)
    a, b, c = (
        a_device(tmp_path, name, Skewed(clock, days=off)) for name, off in (("A", 0), ("B", 0), ("C", -1))
    )
    a_dossier(a.store)
    for desk in (a, b, c):
        feed.exchange(desk)
    clock.advance(minutes=1)
    edit(a.store, "dossier", its_dossier(a), note="A")
    clock.advance(minutes=1)
    edit(b.store, "dossier", its_dossier(b), note="B")
    feed.exchange(b)
    feed.exchange(c)
    clock.advance(minutes=1)
    edit(c.store, "dossier", its_dossier(c), note="C")
    for desk in (c, a, b, c, a):
        feed.exchange(desk)
    assert [desk.value("SELECT note FROM dossier") for desk in (a, b, c)] == ["C", "C", "C"]
    assert conflict(a) == conflict(b) == conflict(c)


def test_two_acts_after_the_same_one_are_both_kept_and_contested_everywhere(device, other, shared):
    an_event(device.store, shared, EventKind.FINISHED)
    an_event(other.store, its_dossier(other), EventKind.SUPPLEMENT_REQUESTED)
    exchange(device, other)
    assert world(device) == world(other)
    for desk in (device, other):
        assert desk.value("SELECT is_contested FROM dossier_state") == 1
        assert desk.value("SELECT count(*) FROM dossier_event") == 3


def test_applying_adds_nothing_to_this_desks_log(device, other):
    before = other.rows("SELECT seq, head FROM origin WHERE is_own = 1")
    a_dossier(device.store)
    hand_over(device, other)
    assert other.rows("SELECT seq, head FROM origin WHERE is_own = 1") == before
    assert other.value("SELECT is_on FROM capture_switch") == 1
    assert other.value("SELECT count(*) FROM capture") == 0


def test_what_is_written_after_applying_is_later_than_what_was_applied(device, other):
    other.clock = SettableClock()
    other.reopen()
    other.clock.advance(milliseconds=-1)
    a_dossier(device.store)
    applied = device.value("SELECT hlc FROM log_state")
    hand_over(device, other, received_ms=device.clock.now_ms() + 1)
    a_dossier(other.store)
    assert other.value("SELECT hlc FROM log_state") > applied


def test_a_changeset_waits_for_what_it_depends_on_and_is_applied_when_that_comes(tmp_path):
    first, second, third = (a_device(tmp_path, f"Máy {n}") for n in (1, 2, 3))
    a_dossier(first.store, "Giàng A Páo")
    hand_over(first, second)
    edit(second.store, "dossier", its_dossier(second), note="Thêm")

    receive(third, *_only(second, second.origin), origin=second.origin)
    assert third.value("SELECT count(*) FROM dossier") == 0
    assert third.rows("SELECT seq, reason FROM waiting") == [(2, "missing_dependency")]

    hand_over(first, third)
    assert third.rows("SELECT count(*) FROM waiting") == [(0,)]
    assert world(third)["dossier"] == world(second)["dossier"]


def _only(device: Device, origin: bytes) -> list[bytes]:
    device.seal()
    return [
        row[0]
        for row in device.rows(
            "SELECT s.bytes FROM segment s JOIN origin o ON o.no = s.origin_no WHERE o.origin = ?", origin
        )
    ]


def test_a_gap_is_waited_for_and_shown_and_never_forced(device):
    author = Author()
    author.receive_dossier("H00-261123-0001")
    first = author.seal()
    author.receive_dossier("H00-261123-0002")
    second = author.seal()
    assert receive(device, *second) == Applied(0, 0, 1)
    assert device.rows("SELECT seq, reason FROM waiting") == [(1, "gap")]
    assert receive(device, *first) == Applied(2, 0, 0)
    assert device.value("SELECT count(*) FROM dossier") == 2


def test_a_segment_that_comes_again_changes_nothing(device):
    author = Author()
    author.receive_dossier("H00-261123-0001")
    (data,) = author.seal()
    receive(device, data)
    before = world(device)
    assert receive(device, data, data) == Applied(0, 0, 0)
    assert world(device) == before


def test_a_newer_programs_changeset_waits_whole_until_this_one_is_upgraded(device):
    author = Author()
    author.receive_dossier("H00-261123-0001")
    author.receive_dossier("H00-261123-0002", schema=SCHEMA + 1)
    author.receive_dossier("H00-261123-0003")
    assert receive(device, *author.seal()) == Applied(1, 0, 1)
    assert device.rows("SELECT seq, reason, detail FROM waiting") == [(2, "newer_schema", str(SCHEMA + 1))]
    assert device.rows("SELECT code FROM dossier") == [("H00-261123-0001",)]


def bad(*ops: Any) -> list[Any]:
    """Operations of which the first is good and the last is not."""
    return [write(CLERK, 50, full_name="Trước đó", is_active=1), *ops]


DOSSIER_CELLS = ["H00", 1, "1.000001", "", "", "", "", 0]
NONSENSE: dict[str, list[Any]] = {
    "unknown table": bad([99, 1, [[1, []]]]),
    "unknown group": bad([CLERK.number, 51, [[9, []]]]),
    "number for text": bad([CLERK.number, 51, [[1, [5]]]]),
    "text for number": bad([CLERK.number, 51, [[1, ["A", "", "", "yes"]]]]),
    "list for text": bad([CLERK.number, 51, [[1, [["A"]]]]]),
    "map for text": bad([CLERK.number, 51, [[1, [{"A": 1}]]]]),
    "boolean for number": bad([CLERK.number, 51, [[1, ["A", "", "", True]]]]),
    "fraction for number": bad([CLERK.number, 51, [[1, ["A", "", "", 1.5]]]]),
    "nothing for text": bad([CLERK.number, 51, [[1, [None]]]]),
    "number beyond 64 bits": bad([CLERK.number, 51, [[1, ["A", "", "", 2**64 - 1]]]]),
    "origin that is not named": bad([DOSSIER.number, 51, [[1, ["H00", [7, 1]]]]]),
    "row that cannot be": bad([CLERK.number, -1, [[1, ["A"]]]]),
    "row beyond the counter": bad([CLERK.number, 2**50, [[1, ["A"]]]]),
    "row that is text": bad([CLERK.number, "A", [[1, ["A"]]]]),
    "child without ordinal": bad([DOSSIER_COMPONENT.number, 5, [[1, ["A"]]]]),
    "child beyond 64 bits": bad([DOSSIER_COMPONENT.number, [5, 2**63], [[1, ["A"]]]]),
    "row that must point somewhere": bad([DOSSIER.number, 51, [[1, ["H00", None]]]]),
    "bytes that must be there": bad([PRINT_ACT.number, 51, [[1, [50, "01"]]]]),
    "act of an unknown kind": bad([DOSSIER_EVENT.number, 51, [[1, [50, None, 99]]]]),
    "act in an unknown role": bad([DOSSIER_EVENT.number, 51, [[1, [50, None, 1, 0, None, 77]]]]),
    "applicant of an unknown kind": bad([APPLICANT.number, 51, [[1, [9, "A"]]]]),
}


@pytest.mark.parametrize("ops", NONSENSE.values(), ids=NONSENSE)
def test_a_changeset_that_is_nonsense_is_named_set_aside_whole_and_blocks_nobody(device, ops):
    author = Author()
    author.receive_dossier("H00-261123-0001")
    author.commit(Command.EDIT_DOSSIER, ops)
    author.receive_dossier("H00-261123-0003")
    assert receive(device, *author.seal()) == Applied(3, 0, 0)
    assert device.rows("SELECT seq, code FROM returned") == [(2, "malformed")]
    assert device.rows("SELECT code FROM dossier ORDER BY id") == [("H00-261123-0001",), ("H00-261123-0003",)]
    assert device.value("SELECT count(*) FROM clerk") == 0
    assert all(check.is_sound for check in examine(device.profile, thorough=False))


@pytest.mark.parametrize("payload", [b"", b"\xc1\xff", b"\x91\x93\x05\x01\x91\x92\x01\x91\xa1\x90"])
def test_a_payload_that_cannot_be_read_blocks_nobody(device, payload):
    author = Author()
    author.commit(Command.EDIT_DOSSIER, [], payload=payload)
    author.receive_dossier("H00-261123-0002")
    assert receive(device, *author.seal()) == Applied(2, 0, 0)
    assert device.rows("SELECT code FROM dossier") == [("H00-261123-0002",)]


def test_a_reference_to_a_row_that_never_came_waits_and_others_go_on(device):
    author, good = Author(), Author(origin=b"desk-two")
    act = write(DOSSIER_EVENT, 9, dossier_id=777, kind=1)
    author.commit(Command.HAND_OVER, [act])
    good.receive_dossier("H00-261123-0002")
    receive(device, *author.seal())
    receive(device, *good.seal(), origin=b"desk-two")
    assert device.rows("SELECT reason FROM waiting") == [("missing_row",)]
    assert device.rows("SELECT code FROM dossier") == [("H00-261123-0002",)]


def test_an_edit_of_a_row_that_was_deleted_elsewhere_is_kept_for_a_clerk(device, other):
    clerk = a_clerk(device.store)
    exchange(device, other)
    theirs = other.value("SELECT id FROM clerk")
    edit(other.store, "clerk", theirs, title="Phó trưởng")
    with device.store.write(Act(Command.EDIT_DOSSIER)) as unit:
        unit.connection.exec_driver_sql(f"DELETE FROM clerk WHERE id = {clerk}")
    hand_over(other, device)
    assert device.value("SELECT count(*) FROM clerk") == 0
    assert [cells[1] for _, cells in conflict(device)] == ["Phó trưởng"]
    assert device.value("SELECT count(*) FROM waiting") == 0


def test_an_erased_changeset_is_passed_and_what_follows_is_applied(device):
    author = Author()
    author.receive_dossier("H00-261123-0001")
    author.receive_dossier("H00-261123-0002")
    (data,) = author.seal()
    assert receive(device, segments.erase(segments.read(data), {1}).to_bytes()) == Applied(2, 0, 0)
    assert device.rows("SELECT code FROM dossier") == [("H00-261123-0002",)]


def test_fields_of_a_later_version_are_skipped_and_stay_in_the_stored_bytes(device):
    author = Author()
    author.commit(Command.REGISTER_CLERK, [[CLERK.number, 1, [[1, ["A", "Chức", "1", 1, "trường mới"]]]]])
    (data,) = author.seal()
    receive(device, data)
    assert device.rows("SELECT full_name, is_active FROM clerk") == [("A", 1)]
    assert device.value("SELECT bytes FROM segment") == data


def test_applying_that_was_stopped_goes_on_where_it_was(device, monkeypatch):
    monkeypatch.setattr(applier, "AT_ONCE", 1)
    author = Author()
    sealed = []
    for number in range(1, 4):
        author.receive_dossier(f"H00-261123-{number:04d}")
        sealed += author.seal()
    with device.store.write_local() as connection:
        keep_incoming(
            connection, [Incoming(n, 1, b"desk-one", n, n, data) for n, data in enumerate(sealed, 1)], 3
        )

    def stop(done: int) -> None:
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        apply_pending(device.store, stop)
    assert device.value("SELECT count(*) FROM dossier") == 2
    assert apply_pending(device.store) == Applied(1, 0, 0)


def test_an_act_on_anothers_row_names_it_by_index(device):
    author, second = Author(), Author(origin=b"desk-two")
    dossier = author.receive_dossier("H00-261123-0001")
    second.act(
        dossier, EventKind.HANDED_OVER, RowRef(b"desk-one", dossier.counter + 1), deps=[Stamp(b"desk-one", 1)]
    )
    receive(device, *author.seal())
    assert receive(device, *second.seal(), origin=b"desk-two") == Applied(1, 0, 0)
    assert device.value("SELECT state FROM dossier_state") == 4


@pytest.mark.parametrize("seed", range(6))
def test_desks_that_worked_apart_end_with_the_same_rows(tmp_path: Path, seed: int):
    """Three desks, a server, random acts and exchanges; then everybody hears everything."""
    random = Random(seed)
    clock = SettableClock()
    feed = Feed(clock)
    desks = [a_device(tmp_path, f"Máy {n}", clock) for n in range(3)]
    for desk in desks:
        a_dossier(desk.store)
    for _ in range(3):
        for desk in desks:
            feed.exchange(desk)
    for step in range(40):
        clock.advance(seconds=random.randint(1, 100))
        desk = random.choice(desks)
        ids = [row[0] for row in desk.rows("SELECT id FROM dossier")]
        match random.randrange(4):
            case 0:
                edit(desk.store, "dossier", random.choice(ids), note=f"{seed}-{step}")
            case 1:
                edit(desk.store, "dossier", random.choice(ids), fee_paid=step, content=f"{step}")
            case 2:
                an_event(desk.store, random.choice(ids), random.choice(list(EventKind)))
            case _:
                feed.exchange(desk)
    for _ in range(3):
        for desk in desks:
            feed.exchange(desk)
    first = world(desks[0])
    assert all(world(desk) == first for desk in desks)
    open_choices = [set(map(repr, conflict(desk))) for desk in desks]
    assert all(each == open_choices[0] for each in open_choices)
    assert all(c.is_sound for c in examine(desks[0].profile, thorough=True))
