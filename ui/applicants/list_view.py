"""Everybody in the books, or whom the search found; the footer joins two that are chosen after each other."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from app.services.applicants_book import MOST_FOUND, PersonRow
from ui.applicants.columns import PEOPLE
from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import Room
from ui.widgets.inputs import SearchBox
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.paged_model import Asker, Fetch, PagedModel
from ui.widgets.panels import FooterBar, Panel, TopBar
from ui.widgets.row_layout import Group
from ui.widgets.text import ShapeLabel

HINT = "Tìm họ tên, số định danh, điện thoại"
EMPTY = "Máy này chưa có người nộp nào. Nhấn F2 để tiếp nhận."
NOTHING_FOUND = "Không tìm thấy ai. Nhấn Esc để về danh sách."
JOINING = Mark("git-compare-arrows", "due")


class PeopleList(Panel):
    """Shows what it is handed; ``head`` belongs into the window's top strip.

    ``opened`` and ``join_asked`` carry the chosen row; ``join_dropped`` ends a join that was begun.
    """

    searched = Signal(str)
    opened = Signal(object)
    join_asked = Signal(object)
    join_dropped = Signal()
    likely_asked = Signal()

    def __init__(self, look: Look, asker: Asker) -> None:
        super().__init__("window")
        self.head = TopBar(look)
        self.search = SearchBox(look, HINT)
        self.likely = KeyButton(look, "Ctrl+T", "Có thể trùng")
        self.export = KeyButton(look, "Ctrl+E", "Xuất Excel")
        self.model: PagedModel[PersonRow] = PagedModel(PEOPLE, asker, self)
        self.table = LedgerTable(look, "Người dân", self.model, lambda row: row.id)
        self.footer = FooterBar(look)
        self.state = ShapeLabel(look)
        self.drop = KeyButton(look, "Esc", "Thôi gộp", kind=Kind.FLAT)
        self.join = KeyButton(look, "Alt+G", "Gộp với người khác")
        self.open = KeyButton(look, "Enter", "Xem")
        self._lay_out()
        self._connect()
        self.say_joining("")

    def _lay_out(self) -> None:
        self.head.add_title("Người dân")
        self.head.add(self.search, gap=8)
        self.head.add_stretch()
        for key in (self.likely, self.export):
            self.head.add(key)
        self.footer.add(self.drop)
        self.footer.add(self.state)
        self.footer.add_stretch()
        for button in (self.join, self.open):
            self.footer.add(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.footer)
        self.table.say_when_empty(EMPTY)

    def _connect(self) -> None:
        self.search.searched.connect(self.searched)
        self.search.entered.connect(self._go_to_list)
        self.search.left.connect(lambda: self._go_to_list(""))
        self.table.opened.connect(self.opened)
        self.open.clicked.connect(lambda: self._with_chosen(self.opened.emit))
        self.join.clicked.connect(lambda: self._with_chosen(self.join_asked.emit))
        self.drop.clicked.connect(self.join_dropped)
        self.likely.clicked.connect(self.likely_asked)

    def _with_chosen(self, act: Callable[[object], None]) -> None:
        row = self.table.chosen_row()
        if row is not None:
            act(row)

    def _go_to_list(self, text: str) -> None:
        self.searched.emit(text)
        self.enter()

    def show_all(self, count: int, fetch: Fetch[PersonRow], *, keeps_place: bool) -> None:
        """Show everybody."""
        self.table.say_when_empty(EMPTY)
        group = Group("Mọi người", count, f"{_whole(count)} người")
        self.table.show_groups([group], fetch, keeps_place=keeps_place)

    def show_found(self, count: int, fetch: Fetch[PersonRow]) -> None:
        """Show who was found instead."""
        self.table.say_when_empty(NOTHING_FOUND)
        cut = " mới nhất; gõ thêm chữ để hẹp lại, xuất Excel thì đủ" if count >= MOST_FOUND else ""
        group = Group(f"Tìm “{self.search.text()}”", count, f"{_whole(count)} người{cut}")
        self.table.show_groups([group], fetch)

    def say_joining(self, name: str) -> None:
        """Somebody waits to be joined with whoever is chosen next; "" when nobody does."""
        if name:
            self.state.show_state(JOINING, f"Đang gộp {name}. Tìm người thứ hai rồi nhấn Alt+G.")
        for part in (self.state, self.drop):
            part.setVisible(bool(name))
        self.join.say("Gộp hai người này" if name else "Gộp với người khác")

    # what the desk asks

    def fit(self, room: Room) -> None:
        self.head.fit(room)
        self.table.fit(room)
        self.footer.fit(room)

    def enter(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def no_people(_offset: int, _limit: int) -> Sequence[PersonRow]:
    """The Fetch of a list that has not been read yet."""
    return ()


def _whole(number: int) -> str:
    return f"{number:,}".replace(",", ".")
