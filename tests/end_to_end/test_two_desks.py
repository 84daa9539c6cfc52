"""Two desks of one commune, each alone for a while, become one set of books through the district."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.applicant import Applicant
from app.domain.dossier import DossierState
from app.domain.sync_state import SyncState
from app.services import (
    board,
    corrections,
    endings,
    extension,
    extra_papers,
    guidance,
    officers,
    processing,
    undoing,
)
from app.services.dossier import find_by_code
from app.services.reception import ReceptionDraft
from app.storage import applicants, dossiers
from sync.peers import picture
from tests.support.counter import OFFICE, StaffedCounter, first_counter, next_counter
from tests.support.district import District, a_district, converge
from tests.support.office import THREE_DAYS


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with a_district(tmp_path, plain=False) as made:
        yield made


@pytest.fixture
def one(district: District) -> StaffedCounter:
    return first_counter(district)


@pytest.fixture
def two(district: District, one: StaffedCounter) -> StaffedCounter:
    return next_counter(district, "Bàn 2")


def shown(counter: StaffedCounter) -> list[tuple[str, str, str, str]]:
    """What the board says, without what is each desk's own."""
    total = board.count_all(counter.desk)
    rows = board.all_page(counter.desk, 0, 100, total)
    return sorted((row.code, row.applicant_name, row.step, row.due_text) for row in rows)


def person_of(counter: StaffedCounter, code: str) -> int:
    found = find_by_code(counter.desk, code)
    assert found is not None
    with counter.desk.store.read() as connection:
        return dossiers.load(connection, found).applicant_id


def correct(counter: StaffedCounter, code: str, **fields: str) -> None:
    found = find_by_code(counter.desk, code)
    assert found is not None
    with counter.desk.store.read() as connection:
        before = applicants.load(connection, dossiers.load(connection, found).applicant_id)
    corrections.correct_applicant(counter.desk, counter.officer, found, replace(before, **fields))


def test_the_second_desk_finds_the_office_and_its_clerks_there(two: StaffedCounter):
    assert officers.office(two.desk) == OFFICE
    assert {clerk.full_name for clerk in officers.active_clerks(two.desk)} == {"Cán Bộ Bàn 1", "Cán Bộ Bàn 2"}


def test_a_morning_apart_ends_in_the_same_books(district: District, one: StaffedCounter, two: StaffedCounter):
    receipts = []
    for number in range(4):
        receipts.append(one.receive(f"Giàng A Mẫu {number}"))
        receipts.append(two.receive(f"Vàng Thị Mẫu {number}"))
        district.clock.advance(minutes=7)
    assert len({receipt.code for receipt in receipts}) == 8, "no code twice, without a line"
    converge(one.synced, two.synced)
    assert shown(one) == shown(two)
    assert {row[0] for row in shown(one)} == {receipt.code for receipt in receipts}
    assert not district.rows("SELECT * FROM quarantine"), "the district could apply all of it"
    assert district.rows("SELECT count(*) FROM dossier") == [(8,)]
    states = {row.sync_state for row in board.all_page(one.desk, 0, 10, 8)}
    assert states == {SyncState.ANSWERED}


def test_one_desk_receives_and_the_other_goes_on(
    district: District, one: StaffedCounter, two: StaffedCounter
):
    receipt = one.receive("Lò Văn Mẫu")
    converge(one.synced, two.synced)
    there = find_by_code(two.desk, receipt.code)
    assert there is not None
    processing.finish(two.desk, two.officer, there, signer="Lãnh Đạo Mẫu")
    converge(two.synced, one.synced)
    with one.desk.store.read() as connection:
        assert dossiers.state(connection, receipt.dossier_id).state is DossierState.FINISHED
    assert shown(one) == shown(two)


def test_visits_without_reception_and_every_new_act_reach_the_district_and_the_other_desk(
    district: District, one: StaffedCounter, two: StaffedCounter
):
    draft = ReceptionDraft(applicant=Applicant("Hờ Thị Mẫu"), procedure_code=THREE_DAYS)
    guided = guidance.guide(one.desk, one.officer, draft, "Bổ sung: Tờ khai. Lý do: chưa có")
    turned_down = guidance.refuse_at_counter(one.desk, one.officer, draft, "Nơi khác giải quyết")
    undone = one.receive("Sùng Thị Mẫu").dossier_id
    undoing.undo_reception(one.desk, one.officer, undone)
    ended = one.receive("Lý Thị Mẫu").dossier_id
    extra_papers.ask_extra_paper(one.desk, one.officer, ended, "Giấy xác nhận", "Cần đối chiếu")
    calendar = one.desk.catalogue.calendar
    new_due = calendar.closing(calendar.next_working_day(one.desk.today() + timedelta(days=20)))
    extension.extend(one.desk, one.officer, ended, "Thiếu người", new_due)
    endings.withdraw(one.desk, one.officer, ended, "Không cần nữa")
    converge(one.synced, two.synced)
    assert not district.rows("SELECT * FROM quarantine"), "the district could apply all of it"
    assert shown(one) == shown(two)
    with two.desk.store.read() as connection:
        rows = (
            connection.exec_driver_sql("SELECT state FROM dossier_state ORDER BY dossier_id").scalars().all()
        )
    assert list(map(DossierState, rows)) == [
        DossierState.GUIDED,
        DossierState.REFUSED,
        DossierState.UNDONE,
        DossierState.WITHDRAWN,
    ]
    assert board.count_all(two.desk) == 2, "who was guided or turned down handed nothing in"
    assert {guided, turned_down}.isdisjoint(row.dossier_id for row in board.all_page(one.desk, 0, 10, 2))


def test_papers_that_two_desks_ask_for_apart_are_two_lines(
    district: District, one: StaffedCounter, two: StaffedCounter
):
    code = one.receive("Thào A Mẫu").code
    converge(one.synced, two.synced)
    for counter, papers in ((one, ("Giấy của bàn 1", "Ảnh thẻ")), (two, ("Giấy của bàn 2",))):
        found = find_by_code(counter.desk, code)
        assert found is not None
        for paper in papers:
            extra_papers.ask_extra_paper(counter.desk, counter.officer, found, paper, "Cần đối chiếu")
    converge(one.synced, two.synced)
    lists = []
    for counter in (one, two):
        found = find_by_code(counter.desk, code)
        assert found is not None
        with counter.desk.store.read() as connection:
            lines = dossiers.components(connection, found)
        lists.append([each.title for each in lines if extra_papers.is_extra(each.ordinal)])
    assert lists[0] == lists[1]
    assert sorted(lists[0]) == ["Giấy của bàn 1", "Giấy của bàn 2", "Ảnh thẻ"]
    assert lists[0][-1] == "Ảnh thẻ", "what a desk asked for second stands second"
    assert not district.rows("SELECT * FROM quarantine")


def test_both_values_of_one_field_are_kept_and_other_fields_merge(
    district: District, one: StaffedCounter, two: StaffedCounter
):
    code = one.receive("Bế Thị Mẫu", id_number="000000000031", phone="0900000200").code
    converge(one.synced, two.synced)
    correct(one, code, phone="0900000218")
    correct(two, code, phone="0900000281", address="Thôn Cầu Mẫu")
    converge(one.synced, two.synced)
    people = []
    for counter in (one, two):
        clashes = picture(counter.desk.store, 0).clashes
        assert [clash.differing for clash in clashes] == [("phone",)]
        assert {clashes[0].present.cells[0], clashes[0].kept.cells[0]} == {"0900000218", "0900000281"}
        assert {clashes[0].present.clerk_name, clashes[0].kept.clerk_name} == {"Cán Bộ Bàn 1", "Cán Bộ Bàn 2"}
        with counter.desk.store.read() as connection:
            people.append(applicants.load(connection, person_of(counter, code)))
    assert people[0] == people[1]
    assert people[0].address == "Thôn Cầu Mẫu"
    state = board.rows_of(one.desk, [find_by_code(one.desk, code)])[0].sync_state
    assert state is SyncState.TO_CHOOSE


def test_once_both_agree_nothing_is_asked_or_written_any_more(
    district: District, one: StaffedCounter, two: StaffedCounter
):
    one.receive("Lò Văn Mẫu")
    converge(one.synced, two.synced)
    segments = district.rows("SELECT count(*) FROM segment")
    for counter in (one, two, one, two):
        outcome = counter.synced.sync()
        assert (outcome.requests, outcome.sent_segments, outcome.received_segments) == (1, 0, 0)
    assert district.rows("SELECT count(*) FROM segment") == segments
