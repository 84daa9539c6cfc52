"""The till of who is at the desk, and who closed and signed the day."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from app.domain.clock import wall_of
from app.domain.fees import PaymentMethod
from app.services.day_close import CashView, DayView, is_signed, signed_at
from app.storage.closes import DayCloseRecord
from ui.certification.words import METHOD_WORDS
from ui.printing.receipts import money
from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import EDGE, Room, TextSize
from ui.widgets.inputs import FieldRow
from ui.widgets.key_button import KeyButton
from ui.widgets.panels import Panel
from ui.widgets.sections import SectionHead, ValueRow
from ui.widgets.text import ShapeLabel, Text
from ui.widgets.words_edit import WordsEdit

WIDTH, WIDTH_NARROW, LABEL = 300, 262, 84
SIGNED, OPEN, MOVED = (
    Mark("check", "ok", is_bold=True),
    Mark("shape-ring", "text2"),
    Mark("shape-triangle", "due", is_bold=True),
)
UNCLOSED, UNSIGNED, HAS_MOVED = (
    "Chưa chốt ngày này.",
    "Đã chốt, chờ lãnh đạo ký.",
    "Sau khi chốt có thêm việc. Nhấn F9 để chốt lại.",
)


class SidePanel(Panel):
    """``counted`` carries what lies in the till and why it differs."""

    counted = Signal(int, str)

    def __init__(self, look: Look) -> None:
        super().__init__("window", "left")
        self._look = look
        self._cash = 0
        self._is_narrow = False
        self.head = SectionHead(look, "Quỹ")
        self.methods = {method: ValueRow(look, METHOD_WORDS[method].capitalize()) for method in PaymentMethod}
        self.receipts = ValueRow(look, "Biên lai", is_bold=False)
        self.count = WordsEdit()
        self.difference = ValueRow(look, "Chênh lệch", size=TextSize.TITLE)
        self.note = WordsEdit()
        self.button = KeyButton(look, "F6", "Chốt quỹ và in")
        self.cash_state = Text(look, size=TextSize.HINT, tone="text2", wraps=True)
        self.day_state = ShapeLabel(look, wraps=True)
        self.day_words = Text(look, size=TextSize.HINT, tone="text2", wraps=True)
        self._lay_out()
        self.count.typed.connect(self._say_difference)
        self.button.clicked.connect(self._press)
        look.changed.connect(self._measure)
        self._measure()

    def _lay_out(self) -> None:
        look = self._look
        self.count_row = FieldRow(look, "Đếm được", self.count, label_width=LABEL)
        self.note_row = FieldRow(look, "Lý do", self.note, label_width=LABEL)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.note.setPlaceholderText("Khi có chênh lệch")
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 8, EDGE, 8)
        column.setSpacing(4)
        parts = (self.head, *self.methods.values(), self.receipts, self.count_row, self.difference)
        for part in (*parts, self.note_row, self.button, self.cash_state):
            column.addWidget(part)
        column.addSpacing(8)
        self.day_head = SectionHead(look, "Chốt ngày")
        for part in (self.day_head, self.day_state, self.day_words):
            column.addWidget(part)
        column.addStretch(1)

    def show_cash(self, cash: CashView) -> None:
        """Say what must lie in the till, and the last count."""
        self._cash = cash.cash
        self.head.set_title(f"Quỹ hôm nay của {cash.clerk_name}")
        for method, row in self.methods.items():
            row.set_value(money(cash.expected.get(method, 0)))
        exempt = f", {cash.exempt} miễn" if cash.exempt else ""
        self.receipts.set_value(f"{cash.receipts}{exempt}, {cash.voided} hủy")
        close = cash.close
        self.cash_state.setText(
            f"Đã chốt lúc {wall_of(close.at_ms):%H:%M}: đếm được {money(close.counted)}." if close else ""
        )
        self._say_difference()

    def show_day(self, day: DayView) -> None:
        """Say whether the day is closed and signed."""
        close = day.close
        if close is None:
            self.day_state.show_state(OPEN, UNCLOSED)
            self.day_words.setText("")
            return
        closed = f"{close.clerk_name} chốt lúc {_moment(close, day)}."
        if day.has_moved:
            self.day_state.show_state(MOVED, HAS_MOVED)
        elif is_signed(close):
            self.day_state.show_state(SIGNED, f"{close.signer_name} đã ký lúc {signed_at(close):%H:%M}.")
        else:
            self.day_state.show_state(OPEN, UNSIGNED)
        self.day_words.setText("\n".join([closed, *map(_earlier_words, day.earlier)]))

    def fit(self, room: Room) -> None:
        self._is_narrow = room.is_narrow
        for method in (PaymentMethod.TRANSFER, PaymentMethod.PORTAL):
            self.methods[method].setVisible(not room.is_short)
        for part in (self.receipts, self.day_head, self.day_words):
            part.setVisible(not room.is_short)
        self._measure()

    def clear(self) -> None:
        """The count was written down."""
        self.count.fill("")
        self.note.fill("")
        self._say_difference()

    def _press(self) -> None:
        counted = self._typed()
        self.count_row.set_error("" if counted is not None else "Xin ghi số tiền mặt đếm được.")
        if counted is None:
            self.count.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.counted.emit(counted, self.note.words())

    def _say_difference(self) -> None:
        counted = self._typed()
        self.difference.set_value("" if counted is None else money(counted - self._cash))

    def _typed(self) -> int | None:
        digits = "".join(sign for sign in self.count.words() if sign.isascii() and sign.isdigit())
        return int(digits) if digits and len(digits) <= 12 else None

    def _measure(self) -> None:
        self.setFixedWidth(self._look.px(WIDTH_NARROW if self._is_narrow else WIDTH))


def _moment(close: DayCloseRecord, day: DayView) -> str:
    """When it was closed; a later day is named."""
    at = wall_of(close.at_ms)
    return f"{at:%H:%M}" if at.date() == day.day else f"{at:%H:%M %d/%m/%Y}"


def _earlier_words(close: DayCloseRecord) -> str:
    signed = ", đã ký" if is_signed(close) else ""
    return f"Lần trước: {close.clerk_name} chốt lúc {wall_of(close.at_ms):%H:%M %d/%m}{signed}."
