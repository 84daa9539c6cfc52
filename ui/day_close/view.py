"""S11, the day compared: three figures, what is missing by name, the till, a leader's signature."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from app.domain.day_close import DayItem
from app.domain.time_words import day_in_words
from app.services.day_close import DayView, lacks_in_words
from ui.day_close.side_panel import SidePanel
from ui.day_close.three_columns import ThreeColumns
from ui.terms import SYNC_MARKS, SYNC_WORDS_SHORT
from ui.theme.measures import Room
from ui.widgets.desk import Desk
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.paged_model import Column, PagedModel
from ui.widgets.panels import FooterBar, Panel
from ui.widgets.row_layout import Group
from ui.widgets.text import Text
from ui.workplace import Workplace

EMPTY = "Ngày này chưa có hồ sơ, chưa có bản chứng thực nào."
WAITING_WORDS = "Chờ cấp trên xác nhận"
COLUMNS: tuple[Column[DayItem], ...] = (
    Column("Mã, số", lambda item: item.code, 118),
    Column("Người nộp", lambda item: item.person, 140, stretch=2),
    Column("Việc", lambda item: item.what, 140, stretch=3, folds=True),
    Column("Tình trạng", lambda item: lacks_in_words(item) or _state(item), 190, stretch=1),
    Column(
        "Đồng bộ",
        lambda item: SYNC_WORDS_SHORT[item.sync_state],
        116,
        mark=lambda item: SYNC_MARKS[item.sync_state],
    ),
)


def _state(item: DayItem) -> str:
    return WAITING_WORDS if item.is_waiting else "Đủ"


class DayCloseView(Desk):
    """Shows what it is handed and says what is wanted; it asks no service itself."""

    close_asked = Signal()
    sign_asked = Signal()
    reprint_asked = Signal(object)
    paper_asked = Signal()
    send_asked = Signal()
    leave_asked = Signal()
    turned = Signal(int)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.look, "Đối soát")
        look = workplace.look
        self.columns = ThreeColumns(look)
        self.voided = Text(look, tone="text2", wraps=True)
        self.model: PagedModel[DayItem] = PagedModel(COLUMNS, workplace.runner, self)
        self.table = LedgerTable(
            look, "Việc trong ngày", self.model, lambda item: (item.is_sitting, item.ref)
        )
        self.side = SidePanel(look)
        self.footer = FooterBar(look)
        self.table.say_when_empty(EMPTY)
        self.top.add_title("Đối soát cuối ngày")  # type: ignore[attr-defined]
        self._subject = self.top.add_subject()  # type: ignore[attr-defined]
        self.top.add_stretch()
        self._add_days()
        self._fill_footer()
        self._lay_out()

    def _add_days(self) -> None:
        """A day that moved after its close is looked at, and closed, again; ``turned`` by so many days."""
        self.before = KeyButton(self.look, "Alt+Up", "Ngày trước")
        self.after = KeyButton(self.look, "Alt+Down", "Ngày sau")
        self.before.clicked.connect(lambda: self.turned.emit(-1))
        self.after.clicked.connect(lambda: self.turned.emit(1))
        for button in (self.before, self.after):
            self.top.add(button)

    def _fill_footer(self) -> None:
        look = self.look
        self.send = KeyButton(look, "F5", "Gửi lại", hears_key=False)
        self.reprint = KeyButton(look, "Ctrl+P", "In lại giấy đang chọn")
        self.sign = KeyButton(look, "F8", "Lãnh đạo ký")
        self.paper = KeyButton(look, "Alt+B", "In biên bản")
        self.leave = KeyButton(look, "Esc", "Về bàn làm việc", kind=Kind.FLAT)
        self.close_button = KeyButton(look, "F9", "Chốt ngày và in", kind=Kind.PRIMARY, is_tall=True)
        self.send.clicked.connect(self.send_asked)
        self.reprint.clicked.connect(lambda: self.reprint_asked.emit(self.table.chosen_row()))
        self.sign.clicked.connect(self.sign_asked)
        self.paper.clicked.connect(self.paper_asked)
        self.leave.clicked.connect(self.leave_asked)
        self.close_button.clicked.connect(self.close_asked)
        for button in (self.send, self.reprint, self.sign, self.paper, self.leave):
            self.footer.add(button)
        self.footer.add_stretch()
        self.footer.add(self.close_button)

    def _lay_out(self) -> None:
        left = Panel("surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.voided.setContentsMargins(16, 6, 16, 6)
        for part in (self.columns, self.voided):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        self.lay_beside(left, self.side, self.footer)

    def show_day(self, day: DayView, *, is_today: bool = True) -> None:
        """Show the day; what lacks something comes first, then what waits, then what is whole."""
        self._subject.setText(day_in_words(day.day))
        self.after.setEnabled(not is_today)
        self.columns.show_figures(day.figures)
        self.side.show_day(day)
        self.voided.setText("; ".join(day.voided))
        self.voided.setVisible(bool(day.voided))
        groups = (
            ("Thiếu", [item for item in day.items if item.lacks]),
            (WAITING_WORDS, [item for item in day.items if not item.lacks and item.is_waiting]),
            ("Đủ", [item for item in day.items if not item.lacks and not item.is_waiting]),
        )
        rows = [item for _, found in groups for item in found]
        self.table.show_groups(
            [Group(title, len(found), f"{len(found)} việc") for title, found in groups],
            lambda offset, limit: rows[offset : offset + limit],
            keeps_place=True,
        )
        self.paper.setEnabled(day.close is not None)

    def fit(self, room: Room) -> None:
        super().fit(room)
        self.columns.fit(room)
        self.table.fit(room)
        self.side.fit(room)
        self.footer.fit(room)
        self.reprint.say("In lại" if room.is_narrow else "In lại giấy đang chọn")
        self.leave.setVisible(not room.is_narrow)

    def enter(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
