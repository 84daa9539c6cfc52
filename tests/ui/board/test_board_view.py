"""The board as a clerk meets it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.deadline import TimeState
from app.domain.sync_state import SyncState
from app.services.board import Board, BoardFigures, BoardGroup, BoardRow, GroupKind
from ui.board.footer import Act, NextActs
from ui.board.table_model import COLUMNS, BoardModel
from ui.board.view import EMPTY, NOTHING_FOUND, BoardView
from ui.theme.look import Look
from ui.theme.measures import EDGE, Room
from ui.widgets.key_button import KeyButton
from ui.widgets.painting import width_of
from ui.widgets.row_painter import MARK_GAP

GROUPS = (
    BoardGroup(GroupKind.LATE, "Quá hạn", 1),
    BoardGroup(GroupKind.TODAY, "Hôm nay, thứ Hai 23/11", 7),
    BoardGroup(GroupKind.NEXT_DAY, "Ngày làm việc tới, thứ Tư 25/11", 12),
    BoardGroup(GroupKind.PAUSED, "Tạm dừng, chờ bổ sung", 4),
)
BOARD = Board(BoardFigures(63, 41, 98.6, 5), GROUPS, "Thứ Ba 24/11 nghỉ, không tính vào hạn")
STATES = [TimeState.LATE, *[TimeState.NEAR] * 7, *[TimeState.IN_TIME] * 12, *[TimeState.PAUSED] * 4]


def a_row(number: int) -> BoardRow:
    return BoardRow(
        dossier_id=number,
        code=f"H99.45.17-261123-{number:04}",
        short_code=f"261123-{number:04}",
        applicant_name="Giàng A Páo",
        procedure_name="Đăng ký khai sinh",
        step="Giải quyết",
        holder="Bùi Thị Thu Hà",
        due_at=None,
        due_text="25/11 17:00",
        time_state=STATES[number % len(STATES)],
        time_text="Còn 1 ngày",
        sync_state=SyncState.HERE,
    )


ROWS = [a_row(number) for number in range(24)]


def fetch(offset: int, limit: int) -> Sequence[BoardRow]:
    return ROWS[offset : offset + limit]


@pytest.fixture
def board(look: Look, at_once, qtbot) -> Iterator[BoardView]:
    page = QWidget()
    board = BoardView(look, at_once)
    column = QVBoxLayout(page)
    column.addWidget(board.top)
    column.addWidget(board)
    qtbot.addWidget(page)
    page.resize(1190, 640)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    board.show_board(BOARD, fetch)
    board.enter()
    yield board
    page.close()


def shown_numbers(board: BoardView) -> list[int]:
    rows = (board.model.row_at(line) for line in range(board.model.rowCount()))
    return [row.dossier_id for row in rows if row is not None]


def test_qts_own_tester_finds_nothing_wrong(at_once, look: Look) -> None:
    model = BoardModel(at_once)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    board = BoardView(look, at_once)
    QAbstractItemModelTester(board.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    board.show_board(BOARD, fetch)
    board.model.need(0, 30)


def test_the_worst_dossier_is_chosen_and_named_below(look: Look, at_once, qtbot) -> None:
    board = BoardView(look, at_once)
    qtbot.addWidget(board)
    with qtbot.waitSignal(board.chosen, check_params_cb=lambda row: row is ROWS[0]):
        board.show_board(BOARD, fetch)


def test_filters_count_what_they_show(board: BoardView) -> None:
    words = [board.tabs.tabText(place) for place in range(board.tabs.count())]
    slices = ["Đang xử lý 24", "Quá hạn 1", "Hôm nay 7", "Thứ Tư 25/11 12", "Tạm dừng 4"]
    assert words == [*slices, "Chờ tôi nhận 0", "Cần nhắc 0"]


def test_a_filter_shows_its_own_rows_only(board: BoardView) -> None:
    board.tabs.setCurrentIndex(2)
    assert shown_numbers(board) == list(range(1, 8))
    board.tabs.setCurrentIndex(4)
    assert shown_numbers(board) == list(range(20, 24))


def test_a_filter_without_dossiers_is_an_empty_list(board: BoardView) -> None:
    nobody_late = [replace(group, count=0) if group.kind is GroupKind.LATE else group for group in GROUPS]
    board.tabs.setCurrentIndex(1)
    board.show_board(replace(BOARD, groups=nobody_late), fetch)
    assert board.model.rowCount() == 0


def test_the_board_read_anew_keeps_filter_and_place(board: BoardView) -> None:
    board.tabs.setCurrentIndex(2)
    board.table.choose_line(3)
    board.show_board(BOARD, fetch)
    assert board.tabs.currentIndex() == 2
    assert board.table.chosen_row() is ROWS[3]


def test_a_chosen_dossier_is_answered_with_its_next_acts(board: BoardView, qtbot) -> None:
    board.show_next(NextActs("Đủ kết quả.", [Act("move", "F8", "Chuyển bước")]))
    with qtbot.waitSignal(board.acted) as acted:
        board.footer.findChild(KeyButton).click()
    assert acted.args == ["move"]


def test_acts_of_one_dossier_are_not_offered_for_another(board: BoardView) -> None:
    board.show_next(NextActs("Đủ kết quả.", [Act("move", "F8", "Chuyển bước")]))
    QTest.keyClick(board.table, Qt.Key.Key_Down)
    assert [button for button in board.footer.findChildren(KeyButton) if button.isVisible()] == []


def test_enter_opens_the_chosen_dossier(board: BoardView, qtbot) -> None:
    with qtbot.waitSignal(board.opened) as opened:
        QTest.keyClick(board.table, Qt.Key.Key_Return)
    assert opened.args == [ROWS[0]]


def test_what_was_found_takes_the_boards_place_until_escape(board: BoardView, qtbot) -> None:
    with qtbot.waitSignal(board.search_asked) as asked:
        QTest.keyClicks(board.search.edit, "pao")
    assert asked.args == ["pao"]
    board.show_found(2, lambda offset, limit: ROWS[5:7][offset : offset + limit])
    assert shown_numbers(board) == [5, 6]
    QTest.keyClick(board.search.edit, Qt.Key.Key_Escape)
    assert len(shown_numbers(board)) == 24


def test_a_board_read_anew_does_not_disturb_a_search(board: BoardView, qtbot) -> None:
    QTest.keyClicks(board.search.edit, "pao")
    board.show_found(2, lambda offset, limit: ROWS[5:7][offset : offset + limit])
    board.show_board(BOARD, fetch)
    assert shown_numbers(board) == [5, 6]


def test_enter_in_the_search_goes_to_the_list(board: BoardView, qtbot) -> None:
    board.search.setFocus()
    QTest.keyClick(board.search.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(board.table.hasFocus)


def test_an_empty_board_says_what_to_do(board: BoardView) -> None:
    assert "F2" in EMPTY
    assert "Esc" in NOTHING_FOUND
    before = board.table.grab().toImage()
    board.show_board(replace(BOARD, groups=()), fetch)
    assert board.model.rowCount() == 0
    assert board.table.grab().toImage() != before


def test_two_hundred_thousand_dossiers_are_never_all_read(look: Look, at_once, qtbot) -> None:
    board = BoardView(look, at_once)
    qtbot.addWidget(board)
    board.resize(1190, 640)
    board.show()
    many = [BoardGroup(GroupKind.LATER, "Các ngày sau", 200_000)]
    board.show_board(
        replace(BOARD, groups=many), lambda first, limit: [a_row(n) for n in range(first, first + limit)]
    )
    QTest.keyClick(board.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: board.table.chosen_row() is not None)
    assert board.table.chosen_row().dossier_id == 199_999
    assert at_once.questions < 8


@pytest.mark.parametrize("words", ["Quá 128 ngày 5 giờ", "Còn 11 giờ 45", "Xong, chờ trả", "Vừa quá hạn"])
def test_the_word_of_a_time_is_never_cut(look: Look, words: str) -> None:
    room = COLUMNS[0].width - EDGE - 12 - MARK_GAP - 8
    assert width_of(look.font(is_bold=True), words) <= room


@pytest.mark.parametrize("words", ["Đã phản hồi", "Bị trả lại", "Cần chọn", "Đã xếp lô"])
def test_the_word_of_the_way_to_the_district_is_never_cut(look: Look, words: str) -> None:
    room = COLUMNS[-1].width - 8 - 16 - MARK_GAP - 8
    assert width_of(look.font(is_bold=words in ("Bị trả lại", "Cần chọn")), words) <= room


def test_a_narrow_window_still_names_the_step(board: BoardView) -> None:
    board.fit(Room(is_narrow=True, is_short=True))
    assert board.table.isColumnHidden(5)
    assert "Giải quyết" in board.footer.state_words()
