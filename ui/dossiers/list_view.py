"""Every dossier of this desk, the last received first, or what the search found."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from app.services.board import BoardRow
from ui.board.footer import Act, BoardFooter, NextActs
from ui.board.table_model import BoardModel
from ui.board.view import NOTHING_FOUND, SEARCH_HINT
from ui.theme.look import Look
from ui.theme.measures import Room
from ui.widgets.inputs import SearchBox
from ui.widgets.key_button import KeyButton
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.paged_model import Asker, Fetch
from ui.widgets.panels import Panel, TopBar
from ui.widgets.row_layout import Group

EMPTY = "Máy này chưa có hồ sơ nào. Nhấn F2 để tiếp nhận."
OPEN = "open"


class DossierList(Panel):
    """Shows what it is handed; ``head`` belongs into the window's top strip.

    ``searched`` carries what is looked for, "" for all; ``opened`` a row and its offset in the list.
    """

    searched = Signal(str)
    opened = Signal(object, int)
    failed = Signal(Exception)

    def __init__(self, look: Look, asker: Asker) -> None:
        super().__init__("window")
        self._look = look
        self.head = TopBar(look)
        self.search = SearchBox(look, SEARCH_HINT)
        self.model = BoardModel(asker, self)
        self.table = LedgerTable(look, "Mọi hồ sơ", self.model, lambda row: row.dossier_id)
        self.footer = BoardFooter(look)
        self.print_register = KeyButton(look, "Ctrl+P", "In sổ theo dõi")
        self.head.add_title("Hồ sơ")
        self.head.add(self.search, gap=8)
        self.head.add_stretch()
        self.export = KeyButton(look, "Ctrl+E", "Xuất Excel")
        for key in (self.print_register, self.export):
            self.head.add(key)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.footer)
        self.table.say_when_empty(EMPTY)
        self._connect()

    def _connect(self) -> None:
        self.search.searched.connect(self.searched)
        self.search.entered.connect(self._go_to_list)
        self.search.left.connect(self._leave_search)
        self.table.chosen.connect(self._show_chosen)
        self.table.opened.connect(self._open)
        self.footer.acted.connect(lambda _name: self._open(self.table.chosen_row()))
        self.model.failed.connect(self.failed)

    def show_all(self, count: int, fetch: Fetch[BoardRow], *, keeps_place: bool = True) -> None:
        """Show every dossier there is."""
        self.table.say_when_empty(EMPTY)
        group = Group("Mọi hồ sơ", count, f"{_whole(count)} hồ sơ, mới nhận trước")
        self.table.show_groups([group], fetch, keeps_place=keeps_place)

    def show_found(self, count: int, fetch: Fetch[BoardRow]) -> None:
        """Show what was found instead."""
        self.table.say_when_empty(NOTHING_FOUND)
        group = Group(f"Tìm “{self.search.text()}”", count, f"{_whole(count)} hồ sơ")
        self.table.show_groups([group], fetch)

    def _go_to_list(self, text: str) -> None:
        self.searched.emit(text)
        self.enter()

    def _leave_search(self) -> None:
        self.searched.emit("")
        self.enter()

    def _show_chosen(self, row: BoardRow | None) -> None:
        self.footer.show_row(row)
        if row is not None:
            self.footer.show_next(NextActs(_remark(row), [Act(OPEN, "Enter", "Mở hồ sơ")]))

    def _open(self, row: object) -> None:
        offset = self.model.layout_of_rows.offset_at(self.table.currentIndex().row())
        if isinstance(row, BoardRow) and offset is not None:
            self.opened.emit(row, offset)

    # what the desk asks

    def fit(self, room: Room) -> None:
        self.head.fit(room)
        self.table.fit(room)
        self.footer.fit(room)

    def enter(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _remark(row: BoardRow) -> str:
    where = f"{row.step}, đang ở {row.holder}." if row.holder else f"{row.step}."
    return f"{row.procedure_name}. {where}"


def _whole(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def no_rows(_offset: int, _limit: int) -> Sequence[BoardRow]:
    """The Fetch of a list that has not been read yet."""
    return ()
