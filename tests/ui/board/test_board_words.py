"""Figures and filters of the board in words."""

import pytest

from app.services.board import BoardFigures, BoardGroup, GroupKind
from ui.board.figures import figures_in_words
from ui.board.filters import filter_tabs, rows_of

LATE = BoardGroup(GroupKind.LATE, "Quá hạn", 2)
LATER = BoardGroup(GroupKind.LATER, "Các ngày sau", 5)
PAUSED = BoardGroup(GroupKind.PAUSED, "Tạm dừng", 3)


def test_figures_are_written_as_the_office_writes_them() -> None:
    figures = figures_in_words(BoardFigures(1234, 41, 98.6, 5))
    assert [(figure.number, figure.words) for figure in figures] == [
        ("1.234", "nhận hôm nay"),
        ("41", "đã trả"),
        ("98,6 %", "đúng hạn tháng này"),
        ("5", "chờ bổ sung"),
    ]


@pytest.mark.parametrize(("percent", "words"), [(100.0, "100 %"), (96.25, "96,2 %"), (0.0, "0 %")])
def test_a_share_has_one_decimal_where_it_needs_one(percent: float, words: str) -> None:
    assert figures_in_words(BoardFigures(0, 0, percent, 0))[2].number == words


def test_nothing_settled_has_no_share() -> None:
    words = [figure.words for figure in figures_in_words(BoardFigures(0, 0, None, 0))]
    assert "đúng hạn tháng này" not in words


def test_everything_open_is_every_group_from_the_first_row() -> None:
    assert rows_of([LATE, LATER, PAUSED], GroupKind.OPEN) == ([LATE, LATER, PAUSED], 0)


def test_a_group_starts_after_those_before_it() -> None:
    assert rows_of([LATE, LATER, PAUSED], GroupKind.PAUSED) == ([PAUSED], 7)


def test_a_group_that_is_not_there_has_no_rows() -> None:
    assert rows_of([LATE], GroupKind.TODAY) == ([], 0)


def test_a_state_nobody_is_in_wears_no_colour() -> None:
    tabs = {tab.words: tab for tab in filter_tabs([LATE])}
    assert tabs["Quá hạn"].mark.tone == "late"
    assert tabs["Hôm nay"].mark is None
    assert tabs["Hôm nay"].count == 0
