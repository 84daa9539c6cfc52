"""Pairs of records that may be one person: proposed, and joined by nobody but a clerk."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from app.services.likely_people import Proposal
from ui.applicants.columns import LIKELY
from ui.theme.look import Look
from ui.theme.measures import Room
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.paged_model import Asker, PagedModel
from ui.widgets.panels import FooterBar, Panel, TopBar
from ui.widgets.row_layout import Group

READING = "Đang tìm những người có thể trùng nhau."
EMPTY = "Chưa thấy hai bản ghi nào có thể là một người."
NOT_ALL = "Chưa tìm được hết những người có thể trùng. Xin về danh sách rồi mở lại."
BROKEN = ", chưa tìm hết; về danh sách rồi mở lại để tìm"
SO_FAR, CUT = ", đang tìm tiếp", " đầu tiên; xử lý rồi mở lại để thấy tiếp"
ASIDE = "Máy chỉ gợi ý, cán bộ quyết định"


class LikelyList(Panel):
    """``opened`` carries the pair to look at, ``left`` leads back."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, look: Look, asker: Asker) -> None:
        super().__init__("window")
        self.head = TopBar(look)
        self.model: PagedModel[Proposal] = PagedModel(LIKELY, asker, self)
        self.table = LedgerTable(
            look, "Có thể trùng", self.model, lambda pair: (pair.first.id, pair.second.id)
        )
        self.footer = FooterBar(look)
        back = KeyButton(look, "Esc", "Về danh sách", kind=Kind.FLAT)
        self.compare = KeyButton(look, "Enter", "So hai bản ghi")
        self.head.add_title("Có thể trùng")
        self.head.add_subject(ASIDE)
        self.head.add_stretch()
        self.footer.add(back)
        self.footer.add_stretch()
        self.footer.add(self.compare)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.footer)
        back.clicked.connect(self.left)
        self.table.opened.connect(self.opened)
        self.compare.clicked.connect(self._open)

    def show_reading(self) -> None:
        """The pairs are being looked for."""
        self.table.say_when_empty(READING)
        self.table.show_groups([], lambda _offset, _limit: ())

    def show_pairs(
        self,
        pairs: Sequence[Proposal],
        *,
        is_reading: bool = False,
        is_cut: bool = False,
        is_broken: bool = False,
    ) -> None:
        """Show what was found so far; once all is read, whether there is more than a list holds."""
        self.table.say_when_empty(READING if is_reading else NOT_ALL if is_broken else EMPTY)
        words = f"{len(pairs)} cặp{SO_FAR * is_reading}{CUT * is_cut}{BROKEN * is_broken}"
        group = Group("Có thể là một người", len(pairs), words)
        self.table.show_groups([group], lambda first, most: pairs[first : first + most], keeps_place=True)

    def _open(self) -> None:
        pair = self.table.chosen_row()
        if pair is not None:
            self.opened.emit(pair)

    def fit(self, room: Room) -> None:
        self.head.fit(room)
        self.table.fit(room)
        self.footer.fit(room)

    def enter(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
