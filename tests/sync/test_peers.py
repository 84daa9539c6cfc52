"""The sync screen says of every record where it is, and of each that waits why."""

import pytest

from app.domain.dossier import EventKind
from app.domain.sync_state import SyncState
from app.storage import log_store
from sync.errors import NoLine
from sync.peers import picture, records
from sync.reasons import reason_words
from tests.support.builders import a_clerk, a_dossier, an_event, edit
from tests.support.district import District, SyncedDesk, converge
from tests.support.memory_transport import Interposed

HERE, PACKED, RECEIVED, ANSWERED = (
    SyncState.HERE,
    SyncState.PACKED,
    SyncState.RECEIVED,
    SyncState.ANSWERED,
)


def counts(desk: SyncedDesk, day_start_ms: int = 0) -> dict[SyncState, int]:
    return {state: n for state, n in picture(desk.store, day_start_ms).counts.items() if n}


def codes(desk: SyncedDesk, state: SyncState) -> list[str]:
    return [record.code for record in records(desk.store, state, 0, 50)]


def test_a_dossier_goes_through_the_four_states_in_order(district: District, one: SyncedDesk):
    one.sync()
    a_dossier(one.store, code="000-261123-0001")
    assert counts(one) == {HERE: 1}
    log_store.seal_pending(one.store, one.device.key)
    assert counts(one) == {PACKED: 1}
    one.sync()
    assert counts(one) == {ANSWERED: 1}
    one.device.tamper("UPDATE origin SET applied_seq = 1 WHERE is_own = 1")
    assert counts(one) == {RECEIVED: 1}
    assert codes(one, RECEIVED) == ["000-261123-0001"]


def test_green_needs_a_receipt_not_a_line(one: SyncedDesk):
    a_dossier(one.store)

    def cut(*_: object) -> None:
        raise NoLine

    with pytest.raises(NoLine):
        one.sync(through=lambda line: Interposed(line, cut))
    assert counts(one) == {PACKED: 1}


def test_touched_again_a_dossier_starts_over_from_this_machine(one: SyncedDesk):
    dossier = a_dossier(one.store)
    one.sync()
    an_event(one.store, dossier, EventKind.CORRECTED)
    assert counts(one) == {HERE: 1}


def test_what_another_desk_did_is_not_counted_as_ours(one: SyncedDesk, two: SyncedDesk):
    a_dossier(one.store)
    converge(one, two)
    assert counts(two) == {}


def test_yesterdays_work_is_left_out_once_it_has_arrived_but_never_while_it_waits(
    district: District, one: SyncedDesk
):
    a_dossier(one.store, code="000-261123-0001")
    one.sync()
    waiting = a_dossier(one.store, code="000-261123-0002")
    log_store.seal_pending(one.store, one.device.key)
    district.clock.advance(hours=24)
    day_start_ms = district.clock.now_ms() - 3600_000
    assert counts(one, day_start_ms) == {PACKED: 1}
    a_dossier(one.store, code="000-261124-0001")
    assert counts(one, day_start_ms) == {HERE: 1, PACKED: 1}
    one.sync()
    assert counts(one, day_start_ms) == {ANSWERED: 1}
    an_event(one.store, waiting, EventKind.CORRECTED)
    one.sync()
    assert counts(one, day_start_ms) == {ANSWERED: 2}


def test_lists_come_in_pages_the_last_touched_first(one: SyncedDesk):
    for number in range(5):
        a_dossier(one.store, code=f"000-261123-000{number}")
    pages = [records(one.store, HERE, 0, 2, offset) for offset in (0, 2, 4)]
    assert [[record.code[-1] for record in page] for page in pages] == [["4", "3"], ["2", "1"], ["0"]]


def test_two_values_of_one_field_are_shown_with_who_wrote_them_where_and_when(
    district: District, one: SyncedDesk, two: SyncedDesk
):
    dossier = a_dossier(one.store, "Bế Thị Mẫu", code="000-261123-0031")
    converge(one, two)
    edit(one.store, "dossier", dossier, note="Nộp thay mẹ")
    district.clock.advance(minutes=8)
    edit(two.store, "dossier", two.device.value("SELECT id FROM dossier"), note="Đã gọi điện")
    converge(one, two)
    for desk, own in ((one, "Bàn 1"), (two, "Bàn 2")):
        (clash,) = picture(desk.store, 0).clashes
        assert (clash.code, clash.applicant_name) == ("000-261123-0031", "Bế Thị Mẫu")
        assert (clash.table.name, clash.differing) == ("dossier", ("note",))
        sides = {side.device_name: side for side in (clash.present, clash.kept)}
        assert sides["Bàn 1"].cells == ("Nộp thay mẹ",)
        assert sides["Bàn 2"].cells == ("Đã gọi điện",)
        assert sides["Bàn 2"].at_ms - sides["Bàn 1"].at_ms == 8 * 60_000
        assert [side.device_name for side in sides.values() if side.is_own] == [own]


def test_an_applicants_two_phone_numbers_name_the_newest_dossier(one: SyncedDesk, two: SyncedDesk):
    a_dossier(one.store, code="000-261123-0001")
    converge(one, two)
    for desk, phone in ((one, "0900000218"), (two, "0900000281")):
        edit(desk.store, "applicant", desk.device.value("SELECT id FROM applicant"), phone=phone)
    converge(one, two)
    (clash,) = picture(one.store, 0).clashes
    assert clash.code == "000-261123-0001"
    assert clash.differing == ("phone",)
    assert {clash.present.cells[0], clash.kept.cells[0]} == {"0900000218", "0900000281"}


def test_two_acts_after_the_same_act_are_shown_as_contested(one: SyncedDesk, two: SyncedDesk):
    dossier = a_dossier(one.store, code="000-261123-0001")
    clerk = a_clerk(one.store)
    converge(one, two)
    an_event(one.store, dossier, EventKind.HANDED_OVER, holder_id=clerk)
    there = two.device.value("SELECT id FROM dossier")
    an_event(two.store, there, EventKind.HANDED_OVER, holder_id=two.device.value("SELECT id FROM clerk"))
    converge(one, two)
    for desk in (one, two):
        assert [record.code for record in picture(desk.store, 0).contested] == ["000-261123-0001"]


def test_what_the_server_set_aside_is_shown_with_its_reason(one: SyncedDesk):
    a_dossier(one.store, code="000-261123-9999")  # no lease covers it
    one.sync()
    (explained,) = picture(one.store, 0).sent_back
    assert (explained.code, explained.device_name) == ("000-261123-9999", "Bàn 1")
    assert explained.reason == reason_words("code_not_leased")


def test_what_waits_for_a_colleague_names_the_colleague(district: District, one: SyncedDesk, two: SyncedDesk):
    three = district.desk("Bàn 3")
    dossier = a_dossier(one.store)
    one.sync()
    two.sync()
    an_event(two.store, two.device.value("SELECT id FROM dossier"), EventKind.CORRECTED)
    two.sync()
    three.sync()
    three.device.tamper(
        "INSERT INTO waiting(origin_no, seq, reason, since_ms) "
        "SELECT no, seq + 1, 'missing_dependency', 1 FROM origin WHERE origin = ?",
        two.device.origin,
    )
    (explained,) = picture(three.store, 0).waiting
    assert explained.device_name == "Bàn 2"
    assert explained.reason == reason_words("missing_dependency")
    assert dossier


def test_before_enrolment_everything_is_on_this_machine(district: District):
    desk = district.stranger("Bàn 9")
    a_dossier(desk.store)
    shown = picture(desk.store, 0)
    assert not shown.is_enrolled
    assert shown.counts[HERE] == 1
    assert shown.changes_waiting == 2
    assert shown.received_up_to_ms is None


def test_the_newest_receipt_dates_what_was_received(district: District, one: SyncedDesk):
    one.sync()
    district.clock.advance(minutes=3)
    one.sync()
    assert picture(one.store, 0).received_up_to_ms == district.clock.now_ms()
