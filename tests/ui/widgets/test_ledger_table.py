"""The table: one row is always chosen, headings are passed over, places are kept."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import Room
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.paged_model import Column, PagedModel
from ui.widgets.row_layout import Group

MARK = Mark("shape-disc", "ok")
COLUMNS = (
    Column[int]("Hạn", lambda n: f"Còn {n} ngày", 120, mark=lambda n: MARK),
    Column[int]("Tên", str, 100, stretch=1),
    Column[int]("Đang ở", str, 140, folds=True),
)
GROUPS = [Group("Quá hạn", 1), Group("Hôm nay", 2), Group("Tạm dừng", 3)]


def numbers(offset: int, limit: int) -> Sequence[int]:
    return range(offset, min(offset + limit, 6))


@pytest.fixture
def table(look: Look, at_once, qtbot) -> LedgerTable:
    table = LedgerTable(look, "Hồ sơ", PagedModel(COLUMNS, at_once), lambda row: row)
    qtbot.addWidget(table)
    table.resize(600, 300)
    table.show()
    qtbot.waitExposed(table)
    table.activateWindow()
    table.setFocus()
    table.show_groups(GROUPS, numbers)
    return table


def test_the_worst_row_is_chosen_to_begin_with(table: LedgerTable) -> None:
    assert table.chosen_row() == 0
    assert table.currentIndex().row() == 1


def test_arrows_pass_over_headings(table: LedgerTable) -> None:
    chosen: list[object] = []
    table.chosen.connect(chosen.append)
    for _ in range(3):
        QTest.keyClick(table, Qt.Key.Key_Down)
    assert chosen == [1, 2, 3]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_opens_the_chosen_row(table: LedgerTable, qtbot, key: Qt.Key) -> None:
    with qtbot.waitSignal(table.opened) as opened:
        QTest.keyClick(table, key)
    assert opened.args == [0]


def test_tab_leaves_the_list(table: LedgerTable) -> None:
    assert not table.tabKeyNavigation()


def test_a_list_read_anew_keeps_the_chosen_row(table: LedgerTable) -> None:
    table.choose_line(4)
    assert table.chosen_row() == 2
    rows = [0, 9, 1, 2, 3, 4]
    moved = [Group("Quá hạn", 1), Group("Hôm nay", 3), Group("Tạm dừng", 2)]
    table.show_groups(moved, lambda offset, limit: rows[offset : offset + limit], keeps_place=True)
    assert table.chosen_row() == 2


def test_when_the_chosen_row_is_gone_the_next_takes_its_place(table: LedgerTable) -> None:
    table.choose_line(3)
    rest = [Group("Quá hạn", 1), Group("Hôm nay", 1), Group("Tạm dừng", 3)]
    table.show_groups(rest, lambda offset, limit: [0, 2, 3, 4, 5][offset : offset + limit], keeps_place=True)
    assert table.chosen_row() == 2


def test_another_list_starts_at_its_top(table: LedgerTable) -> None:
    table.choose_line(4)
    table.show_groups([Group("Tìm", 6)], lambda offset, limit: [9, 8, 7, 6, 5, 4][offset : offset + limit])
    assert table.chosen_row() == 9


def test_an_empty_list_has_no_chosen_row(table: LedgerTable, qtbot) -> None:
    with qtbot.waitSignal(table.chosen) as chosen:
        table.show_groups([], numbers)
    assert chosen.args == [None]


def test_columns_fill_the_width_and_never_more(table: LedgerTable) -> None:
    for width in (300, 420, 900, 1900):
        table.resize(width, 300)
        assert table.horizontalHeader().length() == table.viewport().width()
        assert table.columnWidth(0) == 120


def test_a_narrow_window_leaves_columns_out(table: LedgerTable) -> None:
    table.fit(Room(is_narrow=True, is_short=False))
    assert [table.isColumnHidden(place) for place in range(3)] == [False, False, True]
    assert table.horizontalHeader().length() == table.viewport().width()


def test_rows_and_headings_have_their_heights(table: LedgerTable, look: Look) -> None:
    assert [table.rowHeight(line) for line in range(3)] == [27, 28, 27]
    look.scale(140)
    assert [table.rowHeight(line) for line in range(3)] == [38, 39, 38]
    assert table.columnSpan(0, 0) == 3


def test_the_keyboard_is_seen_around_the_row(table: LedgerTable, qtbot) -> None:
    qtbot.waitUntil(table.hasFocus)
    focused = table.grab().toImage()
    table.clearFocus()
    assert table.grab().toImage() != focused


def test_a_list_of_two_hundred_thousand_rows_asks_for_what_is_in_sight(look: Look, at_once, qtbot) -> None:
    table = LedgerTable(look, "Hồ sơ", PagedModel(COLUMNS, at_once), lambda row: row)
    qtbot.addWidget(table)
    table.resize(600, 300)
    table.show()
    table.show_groups([Group("", 200_000)], lambda offset, limit: range(offset, offset + limit))
    QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: table.chosen_row() == 199_999)
    assert at_once.questions < 8
