"""What a desk sees of its dossiers: groups by time, pages, search, figures."""

from datetime import datetime
from pathlib import Path

import pytest

from app.domain.applicant import Applicant
from app.domain.deadline import TimeState
from app.domain.sync_state import SyncState
from app.services import board, processing, results
from app.services.board import GroupKind
from app.services.results import Collector
from tests.support.office import SAME_DAY, Counter, a_counter


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return a_counter(tmp_path)


def _counts(counter: Counter) -> dict[GroupKind, int]:
    return {group.kind: group.count for group in board.board(counter.desk).groups}


def test_dossiers_lie_in_the_group_of_their_promise(counter: Counter) -> None:
    counter.receive(procedure_code=SAME_DAY)
    counter.receive()
    paused = counter.receive().dossier_id
    processing.request_supplement(counter.desk, counter.officer, paused, "Thiếu bản sao")
    assert _counts(counter) == {
        GroupKind.LATE: 0,
        GroupKind.TODAY: 1,
        GroupKind.NEXT_DAY: 0,
        GroupKind.LATER: 1,
        GroupKind.DONE: 0,
        GroupKind.PAUSED: 1,
    }
    counter.clock.set(datetime(2026, 11, 25, 9, 0))
    assert _counts(counter)[GroupKind.LATE] == 1


def test_what_is_settled_is_never_late(counter: Counter) -> None:
    id_ = counter.receive(procedure_code=SAME_DAY).dossier_id
    processing.finish(counter.desk, counter.officer, id_, "Lãnh Đạo Mẫu")
    counter.clock.set(datetime(2026, 11, 26, 9, 0))
    counts = _counts(counter)
    assert (counts[GroupKind.LATE], counts[GroupKind.DONE]) == (0, 1)


def test_a_page_runs_across_groups_in_order_of_the_promise(counter: Counter) -> None:
    for code in (SAME_DAY, "1.004873", SAME_DAY):
        counter.receive(procedure_code=code)
    rows = board.open_page(counter.desk, GroupKind.OPEN, 0, 10)
    assert [row.short_code for row in rows] == ["261123-0001", "261123-0003", "261123-0002"]
    assert [row.short_code for row in board.open_page(counter.desk, GroupKind.OPEN, 1, 1)] == ["261123-0003"]
    assert [row.short_code for row in board.open_page(counter.desk, GroupKind.LATER, 0, 9)] == ["261123-0002"]


def test_every_page_of_all_dossiers_together_is_every_dossier_once(counter: Counter) -> None:
    codes = [counter.receive().code for _ in range(7)]
    pages = [board.all_page(counter.desk, offset, 2, 7) for offset in range(0, 8, 2)]
    assert [row.code for page in pages for row in page] == codes[::-1]


def test_time_is_said_in_words_and_shape(counter: Counter) -> None:
    counter.receive(procedure_code=SAME_DAY)
    row = board.open_page(counter.desk, GroupKind.TODAY, 0, 1)[0]
    assert (row.time_state, row.time_text, row.due_text) == (TimeState.NEW, "Mới nhận", "17:00")
    counter.clock.set(datetime(2026, 11, 23, 16, 17))
    row = board.open_page(counter.desk, GroupKind.TODAY, 0, 1)[0]
    assert (row.time_state, row.time_text) == (TimeState.NEAR, "Còn 43 phút")
    counter.clock.set(datetime(2026, 11, 25, 8, 30))
    row = board.open_page(counter.desk, GroupKind.LATE, 0, 1)[0]
    assert (row.time_state, row.time_text) == (TimeState.LATE, "Quá 1 giờ")


def test_an_unsent_dossier_says_that_it_is_on_this_machine(counter: Counter) -> None:
    counter.receive()
    assert board.all_page(counter.desk, 0, 1, 1)[0].sync_state is SyncState.HERE
    counter.device.seal()
    assert board.all_page(counter.desk, 0, 1, 1)[0].sync_state is SyncState.PACKED


@pytest.mark.parametrize(
    "typed",
    ["đoàn thị", "doan thi", "THUY", "000194013412", "3412", "0900000218", "261123-0001", "khôi"],
)
def test_one_box_finds_by_name_id_phone_code_and_text(counter: Counter, typed: str) -> None:
    person = Applicant("Đoàn Thị Thủy Mẫu", id_number="000194013412", phone="0900000218")
    counter.receive(applicant=person, content="Khai sinh cho cháu Khôi")
    counter.receive("Lò Văn Pản")
    found = board.found_page(counter.desk, typed, 0, 10)
    assert [row.applicant_name for row in found] == ["Đoàn Thị Thủy Mẫu"]
    assert board.count_found(counter.desk, typed) == 1


def test_exact_marks_come_before_newer_names_without_them(counter: Counter) -> None:
    for name in ("Hồ Hồng Mẫu", "Hồ Hông Mẫu", "Hồ Hổng Mẫu"):
        counter.receive(name)
    found = [row.applicant_name for row in board.found_page(counter.desk, "hồng", 0, 10)]
    assert found == ["Hồ Hồng Mẫu", "Hồ Hổng Mẫu", "Hồ Hông Mẫu"]
    paged = [board.found_page(counter.desk, "hồng", offset, 1)[0].applicant_name for offset in range(3)]
    assert paged == found


@pytest.mark.parametrize("typed", ['"', "AND", "col:", "a*b(", "'; DROP TABLE dossier; --", "NEAR(", "-", ""])
def test_no_query_is_taken_for_a_command(counter: Counter, typed: str) -> None:
    counter.receive()
    assert board.found_page(counter.desk, typed, 0, 10) == []
    assert board.count_all(counter.desk) == 1


def test_the_figures_of_the_day_are_counted_from_the_store(counter: Counter) -> None:
    late = counter.receive(procedure_code=SAME_DAY).dossier_id
    quick = counter.receive(procedure_code=SAME_DAY).dossier_id
    processing.finish(counter.desk, counter.officer, quick, "Lãnh Đạo Mẫu")
    results.return_result(counter.desk, counter.officer, quick, Collector("Người Nhận Mẫu"))
    counter.clock.set(datetime(2026, 11, 25, 9, 0))
    processing.finish(counter.desk, counter.officer, late, "Lãnh Đạo Mẫu")
    figures = board.board(counter.desk).figures
    assert (figures.received_today, figures.returned_today, figures.on_time_percent) == (0, 0, 50.0)


def test_the_coming_holiday_is_announced(counter: Counter) -> None:
    assert board.board(counter.desk).notice == ("Thứ Ba 24/11 nghỉ Ngày Văn hóa Việt Nam")
