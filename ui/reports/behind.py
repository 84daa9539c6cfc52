"""The dossiers behind one figure."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from app.services.board import BoardRow
from ui.board.table_model import BoardModel
from ui.reports.charts import whole
from ui.theme.look import Look
from ui.theme.measures import Room
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.paged_model import Asker, Fetch
from ui.widgets.panels import FooterBar, Panel, TopBar
from ui.widgets.row_layout import Group
from ui.widgets.text import Text

NONE = "Không có hồ sơ nào. Nhấn Esc để về số liệu."


class BehindList(Panel):
    """A list of dossiers under the words of their figure; Esc goes back to the figures."""

    left = Signal()
    opened = Signal(object)
    export_asked = Signal()

    def __init__(self, look: Look, asker: Asker) -> None:
        super().__init__("window")
        self.head = TopBar(look)
        self.head.add_title("Báo cáo")
        self.head.add_stretch()
        self.words = ""
        self.model = BoardModel(asker, self)
        self.table = LedgerTable(look, "Hồ sơ của con số", self.model, lambda row: row.dossier_id)
        self.table.say_when_empty(NONE)
        self.footer = FooterBar(look)
        back = KeyButton(look, "Esc", "Về số liệu", kind=Kind.FLAT)
        export = KeyButton(look, "Ctrl+E", "Xuất Excel")
        open_ = KeyButton(look, "Enter", "Mở hồ sơ")
        self.footer.row.addWidget(Text(look), 1)
        for button in (back, export, open_):
            self.footer.add(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.footer)
        back.clicked.connect(self.left)
        export.clicked.connect(self.export_asked)
        open_.clicked.connect(lambda: self._open(self.table.chosen_row()))
        self.table.opened.connect(self._open)

    def show_list(self, words: str, count: int, fetch: Fetch[BoardRow]) -> None:
        """Show what a figure counts."""
        self.words = words
        group = Group(words, count, f"{whole(count)} hồ sơ, mới nhận trước")
        self.table.show_groups([group], fetch)

    def _open(self, row: object) -> None:
        if isinstance(row, BoardRow):
            self.opened.emit(row)

    # what the desk asks

    def fit(self, room: Room) -> None:
        self.head.fit(room)
        self.table.fit(room)
        self.footer.fit(room)

    def enter(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
