"""A model that holds a few pages of a list of any length."""

from collections.abc import Sequence

import pytest
import shiboken6
from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from ui.widgets.paged_model import NOT_HERE_YET, Column, PagedModel
from ui.widgets.pages import PAGE_ROWS, PAGES_KEPT, Pages
from ui.widgets.row_layout import Group

COLUMNS = (Column[int]("Số", str, 80, is_right=True), Column[int]("Gấp đôi", lambda n: str(2 * n), 80))
Role = Qt.ItemDataRole


def numbers(offset: int, limit: int) -> Sequence[int]:
    return range(offset, offset + limit)


class Later:
    """Keeps questions until they are answered."""

    def __init__(self) -> None:
        self.waiting: list = []

    def ask(self, question, answered, failed) -> None:
        self.waiting.append((question, answered, failed))

    def answer(self) -> None:
        for question, answered, _failed in self.waiting:
            answered(question())
        self.waiting.clear()

    def fail(self) -> None:
        for _question, _answered, failed in self.waiting:
            failed(OSError())
        self.waiting.clear()


def texts(model: PagedModel[int], lines: Sequence[int]) -> list[str]:
    return [model.index(line, 0).data() for line in lines]


def test_qts_own_tester_finds_nothing_wrong(look, at_once) -> None:
    model = PagedModel(COLUMNS, at_once)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show([Group("Quá hạn", 3), Group("Hôm nay", 200)], numbers)
    model.need(0, 100)
    model.show([Group("Hôm nay", 70)], numbers, first=3)
    model.need(0, 70)
    model.show([], numbers)
    assert model.rowCount() == 0


def test_an_answer_that_comes_when_the_window_is_gone_is_let_go() -> None:
    asker = Later()
    model = PagedModel(COLUMNS, asker)
    model.show([Group("", 100)], numbers)
    model.need(0, 10)
    shiboken6.delete(model)
    asker.answer()


def test_a_failure_that_comes_when_the_window_is_gone_is_let_go() -> None:
    asker = Later()
    model = PagedModel(COLUMNS, asker)
    model.show([Group("", 100)], numbers)
    model.need(0, 10)
    shiboken6.delete(model)
    asker.fail()


def test_looking_at_data_asks_for_nothing(at_once) -> None:
    model = PagedModel(COLUMNS, at_once)
    model.show([Group("", 200_000)], numbers)
    assert texts(model, [0, 199_999]) == [NOT_HERE_YET, NOT_HERE_YET]
    assert at_once.questions == 0


def test_only_the_pages_in_sight_are_asked_for(at_once) -> None:
    model = PagedModel(COLUMNS, at_once)
    model.show([Group("", 200_000)], numbers)
    model.need(100_000, 100_030)
    assert at_once.questions <= 2
    assert texts(model, [100_000, 100_030]) == ["100000", "100030"]


def test_memory_stays_bounded_however_far_one_scrolls(at_once) -> None:
    model = PagedModel(COLUMNS, at_once)
    model.show([Group("", 200_000)], numbers)
    for line in range(0, 20_000, PAGE_ROWS):
        model.need(line, line + 20)
    here = sum(model.row_at(line) is not None for line in range(20_100))
    assert here <= PAGES_KEPT * PAGE_ROWS


def test_a_page_is_asked_for_once(qapp) -> None:
    later = Later()
    model = PagedModel(COLUMNS, later)
    model.show([Group("", 100)], numbers)
    model.need(0, 10)
    model.need(0, 10)
    assert len(later.waiting) == 1
    later.answer()
    assert texts(model, [3]) == ["3"]


def test_a_late_answer_to_an_older_list_is_dropped(qapp) -> None:
    later = Later()
    model = PagedModel(COLUMNS, later)
    model.show([Group("", 100)], numbers)
    model.need(0, 10)
    model.show([Group("", 50)], lambda offset, limit: [-1] * limit)
    later.answer()
    assert texts(model, [3]) == [NOT_HERE_YET]


def test_the_same_list_read_anew_keeps_showing_what_it_had(qapp) -> None:
    later = Later()
    model = PagedModel(COLUMNS, later)
    groups = [Group("Hôm nay", 10)]
    model.show(groups, numbers)
    model.need(0, 10)
    later.answer()
    model.show(groups, lambda offset, limit: [-n for n in range(offset, offset + limit)])
    assert texts(model, [3]) == ["2"]
    model.need(0, 10)
    later.answer()
    assert texts(model, [3]) == ["-2"]


def test_a_failed_read_is_told_and_can_be_asked_again(at_once, qtbot) -> None:
    model = PagedModel(COLUMNS, at_once)

    def broken(offset: int, limit: int) -> Sequence[int]:
        raise OSError("disk")

    model.show([Group("", 100)], broken)
    with qtbot.waitSignal(model.failed):
        model.need(0, 10)
    with qtbot.waitSignal(model.failed):
        model.need(0, 10)


def test_a_heading_cannot_be_chosen(at_once) -> None:
    model = PagedModel(COLUMNS, at_once)
    model.show([Group("Hôm nay", 2, "2 hồ sơ")], numbers)
    assert model.flags(model.index(0, 0)) == Qt.ItemFlag.NoItemFlags
    assert model.index(0, 0).data() == "Hôm nay 2 hồ sơ"
    heading = model.layout_of_rows.heading_at(0)
    assert heading is not None
    assert heading.title == "Hôm nay"
    assert model.flags(model.index(1, 0)) & Qt.ItemFlag.ItemIsSelectable


def test_numbers_and_their_head_stand_at_the_right(at_once) -> None:
    model: QAbstractTableModel = PagedModel(COLUMNS, at_once)
    right = Qt.AlignmentFlag.AlignRight
    assert model.headerData(0, Qt.Orientation.Horizontal, Role.TextAlignmentRole) & right
    assert not model.headerData(1, Qt.Orientation.Horizontal, Role.TextAlignmentRole) & right


def test_the_page_longest_unseen_goes_first() -> None:
    pages: Pages[int] = Pages()
    for page in range(PAGES_KEPT):
        pages.put(page, [page])
    assert pages.missing(0, 0) == []
    pages.put(99, [99])
    assert pages.missing(0, 0) == []
    assert pages.missing(PAGE_ROWS, PAGE_ROWS) == [1]


@pytest.mark.parametrize("wanted", [5, 130])
def test_a_row_is_found_again_among_the_pages_here(at_once, wanted: int) -> None:
    model = PagedModel(COLUMNS, at_once)
    model.show([Group("Quá hạn", 3), Group("Hôm nay", 200)], numbers)
    model.need(0, 200)
    assert model.row_at(model.line_where(lambda row: row == wanted)) == wanted
