"""The acts beside the straight way: each rule with its case."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.changes.registry import Command
from app.domain.applicant import Applicant
from app.domain.dossier import DossierState, EventKind, IllegalAct, Role, RoleNotAllowed
from app.domain.ids import DossierId
from app.domain.separation import ALONE, DecidedAlone
from app.services import (
    board,
    corrections,
    dossier,
    endings,
    extension,
    extra_papers,
    guidance,
    handing,
    officers,
    oversight,
    processing,
    results,
    undoing,
    watched,
)
from app.services.acts import ReasonMissing
from app.services.approvals import Approval, NotAnApprover
from app.services.board import GroupKind
from app.services.desk import Officer
from app.services.dossier import DossierView
from app.services.extension import AlreadyExtended, NoNewPromise
from app.services.handing import CannotTake, NothingToAccept
from app.services.reception import ReceptionDraft
from app.services.results import Collector, ProxyUnclear, ProxyUnproven
from app.services.undoing import MoneyOfAnother, SomebodyElses, TooLateToUndo
from app.storage import clerks, dossiers, handed_rows, oversight_rows, payments
from app.storage.board_rows import DueRange
from app.storage.clerks import OfficeRecord
from app.storage.journal import Act
from app.storage.payments import PaymentRecord
from app.storage.projections import Lane
from tests.support.office import ALL_ROLES, THREE_DAYS, Counter, a_counter


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return a_counter(tmp_path)


def view_of(counter: Counter, id_: DossierId, officer: Officer | None = None) -> DossierView:
    return dossier.view(counter.desk, officer or counter.officer, id_)


def a_clerk(counter: Counter, name: str, *roles: Role) -> Officer:
    return officers.register_clerk(counter.desk, name, "", roles, "1357")


def closing(counter: Counter, days: int) -> datetime:
    calendar = counter.desk.catalogue.calendar
    return calendar.closing(calendar.next_working_day(counter.desk.today() + timedelta(days=days)))


def tab(
    counter: Counter, kind: GroupKind, officer: Officer | None = None
) -> list[tuple[str, list[DossierId]]]:
    groups = watched.watched(counter.desk, officer or counter.officer)
    return [(group.title, list(group.ids)) for group in groups if group.tab is kind]


# a visit without reception


def test_a_visit_is_on_record_and_counts_as_no_reception(counter: Counter) -> None:
    desk, officer = counter.desk, counter.officer
    draft = ReceptionDraft(applicant=Applicant("Hờ Thị Mẫu"), procedure_code=THREE_DAYS)
    guided = guidance.guide(desk, officer, draft, "Bổ sung: Tờ khai đăng ký. Lý do: chưa đủ")
    refused = guidance.refuse_at_counter(desk, officer, draft, "Việc của nơi khác", "Điều 3")
    assert [view_of(counter, id_).state for id_ in (guided, refused)] == [
        DossierState.GUIDED,
        DossierState.REFUSED,
    ]
    assert view_of(counter, guided).received == desk.now()
    assert not view_of(counter, guided).acts
    assert (board.count_all(desk), board.board(desk).figures.received_today) == (0, 0)
    counter.receive()
    rows = board.all_page(desk, 0, 10, board.count_all(desk))
    assert [row.code != "" for row in rows] == [True]
    for words, id_ in (("to khai dang ky", guided), ("tu choi tiep nhan", refused)):
        assert [row.dossier_id for row in board.found_page(desk, words, 0, 5)] == [id_]


def test_nobody_is_turned_down_without_a_written_reason(counter: Counter) -> None:
    draft = ReceptionDraft(applicant=Applicant("Hờ Thị Mẫu"), procedure_code=THREE_DAYS)
    with pytest.raises(ReasonMissing):
        guidance.refuse_at_counter(counter.desk, counter.officer, draft, " ")
    id_ = counter.receive().dossier_id
    for end in (endings.refuse, endings.stop, endings.withdraw):
        with pytest.raises(ReasonMissing):
            end(counter.desk, counter.officer, id_, " ")
    assert view_of(counter, id_).state is DossierState.RECEIVED


@pytest.mark.parametrize(
    ("end", "state"),
    [
        (endings.refuse, DossierState.REFUSED),
        (endings.stop, DossierState.STOPPED),
        (endings.withdraw, DossierState.WITHDRAWN),
    ],
)
def test_an_ending_closes_the_dossier_and_its_clock(
    counter: Counter, end: object, state: DossierState
) -> None:
    id_ = counter.receive().dossier_id
    end(counter.desk, counter.officer, id_, "Lý do mẫu")  # type: ignore[operator]
    counter.clock.advance(days=30)
    view = view_of(counter, id_)
    assert (view.state, view.acts, view.term[0]) == (state, (), 0)
    assert view.timeline[0].note == "Lý do mẫu"


def test_a_name_written_otherwise_afterwards_starts_no_clock_again(counter: Counter) -> None:
    sample = Applicant("Nguyễn Thị Mẫu", id_number="000194000001", phone="0900000001")
    id_ = counter.receive(applicant=sample).dossier_id
    counter.clock.advance(hours=2)
    endings.withdraw(counter.desk, counter.officer, id_, "Lý do mẫu")
    ended = view_of(counter, id_)
    counter.clock.advance(days=9)
    counter.receive(applicant=replace(sample, full_name="Nguyễn Thị Mẫu Hồng"))
    view = view_of(counter, id_)
    assert view.timeline[0].kind is EventKind.CORRECTED
    assert (view.term, view.strip) == (ended.term, ended.strip)


def test_only_a_leader_or_a_head_stops_a_dossier(counter: Counter) -> None:
    id_ = counter.receive().dossier_id
    with pytest.raises(RoleNotAllowed):
        endings.stop(counter.desk, a_clerk(counter, "Chuyên Môn Mẫu", Role.SPECIALIST), id_, "Lý do")
    endings.stop(counter.desk, a_clerk(counter, "Phụ Trách Mẫu", Role.HEAD), id_, "Lý do")
    assert view_of(counter, id_).state is DossierState.STOPPED


# one new promise


def test_a_new_day_is_promised_once_and_the_printed_one_stays(counter: Counter) -> None:
    receipt = counter.receive()
    new_due = closing(counter, 9)
    extension.extend(counter.desk, counter.officer, receipt.dossier_id, "Thiếu người", new_due)
    view = view_of(counter, receipt.dossier_id)
    assert (view.due, view.promised, view.calendar_note) == (new_due, receipt.due, "")
    assert EventKind.EXTENDED not in view.acts
    with pytest.raises(AlreadyExtended):
        extension.extend(counter.desk, counter.officer, receipt.dossier_id, "Lần nữa", closing(counter, 20))


def test_a_specialist_promises_a_new_day_only_on_a_leaders_or_heads_word(counter: Counter) -> None:
    desk, id_, new_due = counter.desk, counter.receive().dossier_id, closing(counter, 9)
    specialist = a_clerk(counter, "Chuyên Môn Mẫu", Role.SPECIALIST)
    head = a_clerk(counter, "Phụ Trách Mẫu", Role.HEAD)
    for approver in (None, specialist.id):
        with pytest.raises(NotAnApprover):
            extension.extend(desk, specialist, id_, "Thiếu người", new_due, approver)
    extension.extend(desk, specialist, id_, "Thiếu người", new_due, head.id)
    act = view_of(counter, id_).timeline[0]
    assert (act.clerk_name, act.approver_name) == ("Chuyên Môn Mẫu", "Phụ Trách Mẫu")


def test_a_new_day_is_a_working_day_after_the_promised_one(counter: Counter) -> None:
    receipt = counter.receive()
    sunday = datetime(2026, 11, 29, 16, 0)
    assert receipt.due is not None
    for day in (receipt.due, receipt.due - timedelta(days=1), sunday, sunday + timedelta(days=800)):
        with pytest.raises(NoNewPromise):
            extension.extend(counter.desk, counter.officer, receipt.dossier_id, "Thiếu người", day)
    offered = extension.choices(counter.desk.catalogue.calendar, receipt.due, counter.desk.now(), 30)
    assert offered[0].date() == datetime(2026, 11, 30).date()
    extension.extend(counter.desk, counter.officer, receipt.dossier_id, "Thiếu người", offered[0])


def test_a_new_promise_moves_by_what_stood_still_after_it(counter: Counter) -> None:
    id_, desk, officer = counter.receive().dossier_id, counter.desk, counter.officer
    new_due = closing(counter, 9)
    extension.extend(desk, officer, id_, "Thiếu người", new_due)
    processing.request_supplement(desk, officer, id_, "Thiếu bản sao")
    start = desk.now()
    counter.clock.advance(days=3)
    processing.take_in_supplement(desk, officer, id_)
    calendar = desk.catalogue.calendar
    assert view_of(counter, id_).due == calendar.after_minutes(
        new_due, calendar.working_minutes(start, desk.now())
    )


def test_the_board_reminds_a_day_ahead_and_names_who_was_not_told(counter: Counter) -> None:
    id_ = counter.receive().dossier_id  # due Friday 27/11 08:00
    assert tab(counter, GroupKind.REMIND) == []
    counter.clock.set(datetime(2026, 11, 26, 9, 0))
    ((title, ids),) = tab(counter, GroupKind.REMIND)
    assert ids == [id_]
    assert "thư xin lỗi trước" in title
    assert "hôm nay" in title
    assert board.rows_of(counter.desk, [id_])[0].letter_by == datetime(2026, 11, 26, 17, 0)
    counter.clock.set(datetime(2026, 11, 27, 9, 0))
    assert tab(counter, GroupKind.REMIND) == [(watched.LATE_UNTOLD, [id_])]
    extension.extend(counter.desk, counter.officer, id_, "Thiếu người", closing(counter, 3))
    assert tab(counter, GroupKind.REMIND) == []


# from hand to hand


def test_the_receiver_holds_it_at_once_and_accepts_it_with_the_slip(counter: Counter) -> None:
    desk, colleague = counter.desk, a_clerk(counter, "Bùi Thị Mẫu", Role.SPECIALIST)
    first, second = counter.receive("A Mẫu"), counter.receive("B Mẫu")
    for receipt in (first, second):
        processing.hand_over(desk, counter.officer, receipt.dossier_id, colleague.id)
    row = board.rows_of(desk, [first.dossier_id])[0]
    assert (row.step, row.holder) == ("Chờ nhận", "Bùi Thị Mẫu")
    assert tab(counter, GroupKind.TO_ACCEPT) == []
    assert tab(counter, GroupKind.TO_ACCEPT, colleague)[0][1] == [first.dossier_id, second.dossier_id]
    with pytest.raises(NothingToAccept, match="Bùi Thị Mẫu"):
        handing.accept_code(desk, counter.officer, first.code)
    assert handing.accept_code(desk, colleague, first.code).left == 1
    assert handing.accept_code(desk, colleague, second.code).left == 0
    with pytest.raises(NothingToAccept):
        handing.accept_code(desk, colleague, second.code)
    row = board.rows_of(desk, [first.dossier_id])[0]
    assert (row.step, row.holder) == ("Giải quyết", "Bùi Thị Mẫu")


def test_a_dossier_is_handed_only_to_another_at_work_who_may_accept_it(counter: Counter) -> None:
    desk, officer, id_ = counter.desk, counter.officer, counter.receive().dossier_id
    gone = a_clerk(counter, "Đã Nghỉ Mẫu", Role.SPECIALIST)
    with desk.store.write(Act(Command.REGISTER_CLERK, officer.id, Role.ADMINISTRATOR)) as unit:
        clerks.save_clerk(unit, gone.id, gone.full_name, "", gone.roles, is_active=False)
    registrar = a_clerk(counter, "Văn Thư Mẫu", Role.REGISTRAR, Role.ADMINISTRATOR)
    for to in (gone.id, officer.id, registrar.id):
        with pytest.raises(CannotTake):
            processing.hand_over(desk, officer, id_, to)
    assert view_of(counter, id_).state is DossierState.RECEIVED


def test_a_letter_and_a_correction_leave_open_whether_it_was_accepted(counter: Counter) -> None:
    colleague, id_ = a_clerk(counter, "Bùi Thị Mẫu", Role.SPECIALIST), counter.receive().dossier_id
    processing.hand_over(counter.desk, counter.officer, id_, colleague.id)
    extension.extend(counter.desk, counter.officer, id_, "Thiếu người", closing(counter, 9))
    extra_papers.ask_extra_paper(counter.desk, counter.officer, id_, "Giấy xác nhận", "Cần đối chiếu")
    assert view_of(counter, id_).awaits_acceptance
    assert EventKind.ACCEPTED in view_of(counter, id_, colleague).acts
    assert EventKind.ACCEPTED not in view_of(counter, id_).acts
    processing.finish(counter.desk, colleague, id_, "Lãnh Đạo Mẫu")
    assert not view_of(counter, id_).awaits_acceptance


def test_an_agency_above_owes_its_part_until_a_day_of_its_own(counter: Counter) -> None:
    id_, desk = counter.receive().dossier_id, counter.desk
    back_by = closing(counter, 0)
    processing.transfer_up(desk, counter.officer, id_, "Sở Mẫu", back_by=back_by, outside_code="S-12")
    step = view_of(counter, id_).timeline[0]
    assert (step.step_due, step.outside_code) == (back_by, "S-12")
    assert (watched.LATE_ABOVE, [id_]) not in tab(counter, GroupKind.REMIND)
    counter.clock.set(back_by + timedelta(minutes=1))
    assert (watched.LATE_ABOVE, [id_]) in tab(counter, GroupKind.REMIND)
    processing.take_back(desk, counter.officer, id_, outside_code="34/TB")
    assert (watched.LATE_ABOVE, [id_]) not in tab(counter, GroupKind.REMIND)


def test_what_waits_for_a_hand_is_found_without_walking_what_is_open(counter: Counter) -> None:
    asked: list[str] = []
    with counter.desk.store.read() as connection:
        connection.connection.driver_connection.set_trace_callback(asked.append)
        handed_rows.handed_to(connection, counter.officer.id)
        handed_rows.overdue_elsewhere(connection, counter.desk.now_ms())
        handed_rows.without_letter(connection, DueRange(Lane.RUNNING))
        connection.connection.driver_connection.set_trace_callback(None)
    plans = [
        str(counter.device.rows(f"EXPLAIN QUERY PLAN {query}")) for query in asked if "dossier_state" in query
    ]
    indexes = ("dossier_state_held (holder_id=?)", "dossier_state_away", "dossier_event_letter")
    assert [index in plan for index, plan in zip(indexes, plans, strict=True)] == [True] * 3
    assert "CORRELATED" not in plans[2]


# the result


def test_a_proxy_needs_an_id_and_a_paper(counter: Counter) -> None:
    id_ = counter.receive().dossier_id
    processing.finish(counter.desk, counter.officer, id_, "Lãnh Đạo Mẫu")
    for proxy in (
        Collector("Con Mẫu", "", "Con", "Giấy 1", True),
        Collector("Con Mẫu", "0001", "Con", "", True),
        Collector("Con Mẫu", " . ", "Con", "Giấy 1", True),
    ):
        with pytest.raises(ProxyUnproven):
            results.return_result(counter.desk, counter.officer, id_, proxy)
    for name, number in (("Con Mẫu", "0001"), ("Con Mẫu", "không có"), ("---", "000194013412")):
        proxy = Collector(name, number, "Con", "Giấy 1", is_proxy=True)
        with pytest.raises(ProxyUnclear):
            results.return_result(counter.desk, counter.officer, id_, proxy)
    results.note_not_collected(counter.desk, counter.officer, id_, "Hẹn ba lần không đến")
    assert view_of(counter, id_).state is DossierState.UNCOLLECTED
    proxy = Collector(" Con Mẫu ", " 000 194 013412 ", "Con", "Giấy ủy quyền số 1", is_proxy=True)
    results.return_result(counter.desk, counter.officer, id_, proxy)
    row = view_of(counter, id_).timeline[0]
    assert (row.person_name, row.note, row.paper) == ("Con Mẫu", "Con", "Giấy ủy quyền số 1")
    with counter.desk.store.read() as connection:
        assert dossiers.events(connection, id_)[-1].record.person_id_number == "000194013412"


# undoing


def test_a_mistaken_reception_is_undone_within_five_minutes_and_its_code_stays_used(counter: Counter) -> None:
    receipt = counter.receive()
    counter.clock.advance(minutes=4)
    undoing.undo_reception(counter.desk, counter.officer, receipt.dossier_id)
    view = view_of(counter, receipt.dossier_id)
    assert (view.state, view.acts) == (DossierState.UNDONE, ())
    assert board.board(counter.desk).figures.received_today == 0
    assert counter.receive().code != receipt.code
    assert dossier.find_by_code(counter.desk, receipt.code) == receipt.dossier_id


def test_five_minutes_later_handed_over_or_of_another_it_is_not_undone(counter: Counter) -> None:
    desk, officer = counter.desk, counter.officer
    colleague = a_clerk(counter, "Bùi Thị Mẫu", *ALL_ROLES)
    first, second = counter.receive().dossier_id, counter.receive().dossier_id
    with pytest.raises(SomebodyElses):
        undoing.undo_reception(desk, colleague, first)
    processing.hand_over(desk, officer, first, colleague.id)
    counter.clock.advance(minutes=5)
    for id_ in (first, second):
        with pytest.raises(TooLateToUndo, match="rút hồ sơ"):
            undoing.undo_reception(desk, officer, id_)
        assert EventKind.UNDONE not in view_of(counter, id_).acts


@pytest.mark.parametrize("kind", [EventKind.EXTENDED, EventKind.EXTRA_PAPER_ASKED, EventKind.CORRECTED])
def test_what_was_done_since_keeps_a_reception_from_being_undone(counter: Counter, kind: EventKind) -> None:
    desk, officer, id_ = counter.desk, counter.officer, counter.receive().dossier_id
    match kind:
        case EventKind.EXTENDED:
            extension.extend(desk, officer, id_, "Thiếu người", closing(counter, 9))
        case EventKind.EXTRA_PAPER_ASKED:
            extra_papers.ask_extra_paper(desk, officer, id_, "Giấy xác nhận", "Cần đối chiếu")
        case _:
            corrections.correct_applicant(desk, officer, id_, Applicant("Tên Đúng Mẫu"))
    assert view_of(counter, id_).timeline[0].kind is kind
    assert EventKind.UNDONE not in view_of(counter, id_).acts
    with pytest.raises(TooLateToUndo):
        undoing.undo_reception(desk, officer, id_)


def test_a_colleagues_money_keeps_a_reception_from_being_undone(counter: Counter) -> None:
    id_, colleague = counter.receive().dossier_id, a_clerk(counter, "Thu Tiền Mẫu", Role.RECEPTION)
    with counter.desk.store.write(Act(Command.TAKE_PAYMENT, colleague.id, Role.RECEPTION)) as unit:
        paid = payments.add(unit, PaymentRecord(dossier_id=id_, amount=8_000, clerk_id=colleague.id))
    with pytest.raises(MoneyOfAnother):
        undoing.undo_reception(counter.desk, counter.officer, id_)
    with counter.desk.store.write(Act(Command.VOID_PAYMENT, colleague.id, Role.RECEPTION)) as unit:
        payments.void(unit, paid, "Trả lại")
    undoing.undo_reception(counter.desk, counter.officer, id_)


# outside the catalogue


def test_a_paper_outside_the_catalogue_is_a_line_and_an_act_with_its_reason(counter: Counter) -> None:
    id_ = counter.receive().dossier_id
    with pytest.raises(ReasonMissing):
        extra_papers.ask_extra_paper(counter.desk, counter.officer, id_, "Giấy xác nhận", " ")
    for paper in ("Giấy xác nhận", "Ảnh thẻ"):
        extra_papers.ask_extra_paper(counter.desk, counter.officer, id_, paper, "Cần đối chiếu")
    view = view_of(counter, id_)
    extra = [each.title for each in view.components if extra_papers.is_extra(each.ordinal)]
    assert extra == ["Giấy xác nhận", "Ảnh thẻ"]
    assert (view.timeline[0].paper, view.timeline[0].note) == ("Ảnh thẻ", "Cần đối chiếu")
    assert view.state is DossierState.RECEIVED
    endings.withdraw(counter.desk, counter.officer, id_, "Thôi")
    with pytest.raises(IllegalAct):
        extra_papers.ask_extra_paper(counter.desk, counter.officer, id_, "Giấy khác", "Cần")


# reception is not decision


def test_nobody_takes_a_dossier_from_counter_to_result_alone(counter: Counter) -> None:
    desk, both = counter.desk, a_clerk(counter, "Một Mình Mẫu", Role.RECEPTION, Role.SPECIALIST)
    counter.officer = both
    alone, together = counter.receive().dossier_id, counter.receive().dossier_id
    with pytest.raises(DecidedAlone, match="bàn giao"):
        processing.finish(desk, both, alone, "Lãnh Đạo Mẫu")
    colleague = a_clerk(counter, "Bùi Thị Mẫu", Role.SPECIALIST)
    processing.hand_over(desk, both, together, colleague.id)
    handing.accept(desk, colleague, together)
    processing.hand_over(desk, colleague, together, both.id)
    processing.finish(desk, both, together, "Lãnh Đạo Mẫu")
    assert view_of(counter, together).timeline[0].note == ""


def test_a_small_office_allows_it_and_the_act_says_so(counter: Counter) -> None:
    desk, both = counter.desk, a_clerk(counter, "Một Mình Mẫu", Role.RECEPTION, Role.SPECIALIST)
    officers.set_up_office(desk, OfficeRecord("Xã Mẫu", agency_code="H99.45.17", is_small=1), counter.officer)
    counter.officer = both
    id_ = counter.receive().dossier_id
    processing.finish(desk, both, id_, "Lãnh Đạo Mẫu")
    assert view_of(counter, id_).timeline[0].note == ALONE


def test_one_who_holds_all_roles_may_and_the_act_says_so(counter: Counter) -> None:
    id_ = counter.receive().dossier_id
    processing.finish(counter.desk, counter.officer, id_, "Lãnh Đạo Mẫu")
    assert view_of(counter, id_).timeline[0].note == ALONE


def test_the_counter_turns_down_only_what_it_still_has_and_not_alone(counter: Counter) -> None:
    desk, both = counter.desk, a_clerk(counter, "Một Mình Mẫu", Role.RECEPTION, Role.SPECIALIST)
    reception = a_clerk(counter, "Tiếp Nhận Mẫu", Role.RECEPTION)
    counter.officer = both
    first, second = counter.receive().dossier_id, counter.receive().dossier_id
    with pytest.raises(DecidedAlone):
        endings.refuse(desk, both, first, "Lý do")
    endings.refuse(desk, reception, first, "Lý do")
    processing.hand_over(desk, both, second, a_clerk(counter, "Bùi Thị Mẫu", Role.SPECIALIST).id)
    assert EventKind.REFUSED not in view_of(counter, second, reception).acts
    with pytest.raises(RoleNotAllowed):
        endings.refuse(desk, reception, second, "Lý do")
    assert view_of(counter, second).state is DossierState.PROCESSING


def test_one_who_holds_all_roles_refuses_alone_and_the_act_says_so(counter: Counter) -> None:
    id_ = counter.receive().dossier_id
    endings.refuse(counter.desk, counter.officer, id_, "Lý do")
    refused = view_of(counter, id_).timeline[0]
    assert (refused.note, refused.paper) == ("Lý do", ALONE)
    assert [act.kind for act in oversight.overseen(counter.desk, counter.officer)] == [EventKind.REFUSED]


# what a leader sees listed


def test_whoever_answers_for_the_office_sees_what_was_done_on_a_ground_of_its_own(counter: Counter) -> None:
    desk, officer, id_ = counter.desk, counter.officer, counter.receive().dossier_id
    extra_papers.ask_extra_paper(desk, officer, id_, "Giấy xác nhận", "Cần đối chiếu")
    processing.request_supplement(desk, officer, id_, "Thiếu bản sao")
    processing.take_in_supplement(desk, officer, id_)
    processing.request_supplement(desk, officer, id_, "Thiếu nữa", Approval("Điều 9", officer.id))
    undoing.undo_reception(desk, officer, counter.receive().dossier_id)
    finished = counter.receive().dossier_id
    processing.finish(desk, officer, finished, "Lãnh Đạo Mẫu")
    seen = {act.kind: act for act in oversight.overseen(desk, officer)}
    assert set(seen) == {
        EventKind.EXTRA_PAPER_ASKED,
        EventKind.SUPPLEMENT_REQUESTED,
        EventKind.UNDONE,
        EventKind.FINISHED,
    }
    assert seen[EventKind.EXTRA_PAPER_ASKED].note == "Cần đối chiếu"
    assert seen[EventKind.SUPPLEMENT_REQUESTED].approver_name == officer.full_name
    plan = counter.device.rows(
        f"EXPLAIN QUERY PLAN SELECT * FROM dossier_event WHERE ({oversight_rows.TO_OVERSEE}) AND at_ms >= 0 "
        "ORDER BY at_ms DESC LIMIT 9"
    )
    assert "dossier_event_to_oversee" in str(plan)
    with pytest.raises(RoleNotAllowed):
        oversight.overseen(desk, a_clerk(counter, "Tiếp Nhận Mẫu", Role.RECEPTION))
