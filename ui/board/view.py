"""The board: figures of the day, filters, the list, and the chosen dossier with its next acts."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.identifiers import is_dossier_code
from app.services.board import Board, BoardGroup, BoardRow, GroupKind
from app.services.queue import QueueStanding
from app.services.watched import WatchedGroup
from ui.board.figures import figures_in_words, queue_in_words
from ui.board.filters import FILTERS, LISTS, filter_tabs, rows_of
from ui.board.footer import BoardFooter, NextActs
from ui.board.table_model import BoardModel
from ui.theme.look import Look
from ui.theme.measures import EDGE, ICON_SMALL, Room, TextSize
from ui.widgets.desk import Desk
from ui.widgets.figures import FigureStrip
from ui.widgets.inputs import SearchBox
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.paged_model import Asker, Fetch
from ui.widgets.panels import Panel
from ui.widgets.row_layout import Group
from ui.widgets.tab_strip import TabStrip
from ui.widgets.text import Drawing, Text

EMPTY = "Hôm nay chưa có hồ sơ. Nhấn F2 để tiếp nhận."
NOTHING_FOUND = "Không tìm thấy hồ sơ nào. Nhấn Esc để về danh sách."
EMPTY_LISTS = {
    GroupKind.TO_ACCEPT: "Không có hồ sơ nào đang chờ nhận.",
    GroupKind.REMIND: "Không có hồ sơ nào cần thư xin lỗi hoặc cần nhắc cấp trên.",
}
# The first tab's words stand 4 px right of the screen's edge, as its line begins left of it.
TABS_LEFT = 8
SEARCH_HINT = "Tìm mã hồ sơ, họ tên, số định danh, điện thoại"


class BoardView(Desk):
    """Shows what it is handed and says what is wanted; it asks no service itself.

    ``show_board`` fills it, ``show_found`` answers ``search_asked``, ``show_next`` answers ``chosen``.
    """

    receive_asked = Signal()
    search_asked = Signal(str)
    chosen = Signal(object)
    opened = Signal(object)
    acted = Signal(str)
    failed = Signal(Exception)
    slip_scanned = Signal(str)
    oversight_asked = Signal()

    def __init__(self, look: Look, asker: Asker, parent: QWidget | None = None) -> None:
        super().__init__(look, "Bàn làm việc", parent=parent)
        self._board: Board | None = None
        self._queue = QueueStanding()
        self._fetch: Fetch[BoardRow] = _no_rows
        self._filter = GroupKind.OPEN
        self._watched: Sequence[WatchedGroup] = ()
        self._fetch_watched: WatchedFetch = _no_watched_rows
        self.search = SearchBox(look, SEARCH_HINT)
        self.figures = FigureStrip(look)
        self.tabs = TabStrip(look, "Lọc theo hạn")
        self.notice = _Notice(look)
        self.model = BoardModel(asker, self)
        self.table = LedgerTable(look, "Hồ sơ đang xử lý", self.model, lambda row: row.dossier_id)
        self.footer = BoardFooter(look)
        self.table.say_when_empty(EMPTY)
        self._fill_top()
        self._lay_out()
        self._connect()

    def _fill_top(self) -> None:
        # F2 is heard by the window, on every desk.
        receive = KeyButton(self.look, "F2", "Tiếp nhận", kind=Kind.PRIMARY, hears_key=False)
        receive.clicked.connect(self.receive_asked)
        self.top.add(receive)
        self.top.add(self.search, gap=4)
        self.top.add_stretch()
        self.oversight = KeyButton(self.look, "Alt+L", "Việc cần xem")
        self.oversight.clicked.connect(self.oversight_asked)
        self.oversight.hide()
        self.top.add(self.oversight)

    def _lay_out(self) -> None:
        filters = Panel("window", "bottom")
        row = QHBoxLayout(filters)
        row.setContentsMargins(TABS_LEFT, 0, EDGE, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self.notice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.figures, filters, self.table, self.footer):
            column.addWidget(part)
        column.setStretch(2, 1)

    def _connect(self) -> None:
        self.search.searched.connect(self._search)
        self.search.entered.connect(self._go_to_list)
        self.search.left.connect(self._leave_search)
        self.tabs.currentChanged.connect(self._choose_filter)
        self.table.chosen.connect(self._show_chosen)
        self.table.opened.connect(self.opened)
        self.footer.acted.connect(self.acted)
        self.model.failed.connect(self.failed)

    def show_watched(self, groups: Sequence[WatchedGroup], fetch: "WatchedFetch") -> None:
        """What the lists beside the board hold, before it is shown; rows come from ``fetch(tab, ...)``."""
        self._watched, self._fetch_watched = groups, fetch

    @property
    def takes_slips(self) -> bool:
        """Whether a slip that is scanned now is one that is being taken over."""
        return self._filter is GroupKind.TO_ACCEPT and not self.search.text()

    def show_board(self, board: Board, fetch: Fetch[BoardRow]) -> None:
        """Show the board, or the same board read anew; rows come from ``fetch(offset, limit)``."""
        is_new = self._board is None
        self._board, self._fetch = board, fetch
        self._show_figures()
        self.tabs.show_tabs(filter_tabs(board.groups, self._watched))
        self.notice.say(board.notice)
        if not self.search.text():
            self._show_filtered(keeps_place=not is_new)

    def show_queue(self, standing: QueueStanding) -> None:
        """Show the hall beside the day's figures."""
        self._queue = standing
        self._show_figures()

    def _show_figures(self) -> None:
        if self._board is not None:
            self.figures.show_figures([*figures_in_words(self._board.figures), *queue_in_words(self._queue)])

    def show_found(self, count: int, fetch: Fetch[BoardRow], drafts: int = 0) -> None:
        """Show what was found in place of the board; ``drafts`` rows come before the dossiers."""
        self.table.say_when_empty(NOTHING_FOUND)
        found = Group(f"Tìm “{self.search.text()}”", count, f"{count} hồ sơ")
        self.table.show_groups([Group("Nháp trên máy này", drafts, f"{drafts} nháp"), found], fetch)

    def show_next(self, following: NextActs) -> None:
        """Say what is next for the chosen dossier."""
        self.footer.show_next(following)

    def _show_filtered(self, keeps_place: bool = False) -> None:
        if self._filter in LISTS:
            self._show_list(self._filter, keeps_place)
            return
        groups = self._board.groups if self._board else ()
        shown, first = rows_of(groups, self._filter)
        self.table.say_when_empty(EMPTY)
        headed = [_headed(group) for group in shown]
        self.table.show_groups(headed, self._fetch, first, keeps_place=keeps_place)

    def _show_list(self, tab: GroupKind, keeps_place: bool) -> None:
        self.table.say_when_empty(EMPTY_LISTS[tab])
        headed = [
            Group(each.title, len(each.ids), f"{len(each.ids)} hồ sơ")
            for each in self._watched
            if each.tab is tab
        ]
        self.table.show_groups(headed, partial(self._fetch_watched, tab), keeps_place=keeps_place)

    def _search(self, text: str) -> None:
        if text:
            self.search_asked.emit(text)
        else:
            self._show_filtered()

    def _go_to_list(self, text: str) -> None:
        if self._filter is GroupKind.TO_ACCEPT and is_dossier_code(text.upper()):
            self.search.edit.clear()
            self.slip_scanned.emit(text.upper())
            return
        self._search(text)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_search(self) -> None:
        self._show_filtered()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_filter(self, place: int) -> None:
        self._filter = FILTERS[place]
        self._show_filtered()

    def _show_chosen(self, row: BoardRow | None) -> None:
        self.footer.show_row(row)
        self.chosen.emit(row)

    def fit(self, room: Room) -> None:
        super().fit(room)
        self.figures.fit(room)
        self.table.fit(room)
        self.footer.fit(room)
        self.tabs.fit(room)
        self.notice.setVisible(not room.is_narrow)

    def enter(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


WatchedFetch = Callable[[GroupKind, int, int], Sequence[BoardRow]]


class _Notice(QWidget):
    """What the calendar has to say, at the right of the filters."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._drawing = Drawing(look, "calendar", ICON_SMALL)
        self._words = Text(look, size=TextSize.HINT, tone="text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._drawing)
        row.addWidget(self._words)

    def say(self, words: str) -> None:
        self._words.setText(words)
        self._drawing.setVisible(bool(words))


def _headed(group: BoardGroup) -> Group:
    return Group(group.title, group.count, f"{group.count} hồ sơ")


def _no_watched_rows(_tab: GroupKind, _offset: int, _limit: int) -> Sequence[BoardRow]:
    return ()


def _no_rows(_offset: int, _limit: int) -> Sequence[BoardRow]:
    return ()
