"""The right column: what saving now would promise, cost and print."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.deadline import Deadline, TimeState
from app.domain.dossier_code import short_code
from app.domain.procedure import Fee
from app.domain.time_words import day_in_words, promise_in_words
from app.printing.forms import PrintedForm
from app.services.numbering import NumberOutlook
from app.services.reception import Assessment
from ui.printing.receipts import money
from ui.reception.slip_preview import SlipPreview
from ui.terms import TIME_MARKS
from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import EDGE, TextSize
from ui.widgets.inputs import FieldRow
from ui.widgets.panels import Panel
from ui.widgets.sections import SectionHead, ValueRow
from ui.widgets.text import ShapeLabel, Text
from ui.widgets.words_edit import WordsEdit

TODAY_MARK = Mark("shape-disc", "ok", is_bold=True)
NOTHING_MARK = Mark("shape-ring", "text3", is_bold=True)
TRAP_MARK = Mark("shape-triangle", "due")
NO_TERM = "Danh mục chưa quy định thời hạn của thủ tục này."
LATER_MARK = TIME_MARKS[TimeState.IN_TIME]


class PromisePanel(Panel):
    """Due date in words and colour, fee, code, and the slip as it would be printed."""

    edited = Signal()
    preview_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__("window", "left")
        self._look = look
        self._is_folded = False
        self._next_code = ""
        self.due = ShapeLabel(look, size=TextSize.DUE, wraps=True)
        self.reason = Text(look, tone="text2", wraps=True)
        self.trap = ShapeLabel(look, size=TextSize.HINT, wraps=True)
        self.fee = ValueRow(look, "Lệ phí")
        self.fee_note = Text(look, size=TextSize.HINT, tone="text2", wraps=True)
        self.paid = WordsEdit()
        self.code = ValueRow(look, "Mã hồ sơ")
        self.numbers = Text(look, size=TextSize.HINT, tone="text2")
        self.preview_head = SectionHead(look, "Giấy tiếp nhận (mẫu 01)", "Ctrl+P xem lớn")
        self.preview = SlipPreview(look)
        self.preview_line = ValueRow(look, "Xem bản in", "Ctrl+P")
        self.saved = ShapeLabel(look, size=TextSize.HINT)
        self._lay_out()
        self.paid.typed.connect(self.edited)
        self.preview.clicked.connect(self.preview_asked)

    def _lay_out(self) -> None:
        self.paid_row = FieldRow(self._look, "Đã thu", self.paid, label_width=76)
        self.paid.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.paid.setPlaceholderText("0")
        self.numbers.setAlignment(Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 8, EDGE, 8)
        column.setSpacing(6)
        column.addWidget(SectionHead(self._look, "Hẹn trả kết quả"))
        for part in (self.due, self.reason, self.trap, self.fee, self.fee_note, self.paid_row, self.code):
            column.addWidget(part)
        column.addWidget(self.numbers)
        column.addWidget(self.preview_line)
        column.addWidget(self.preview_head)
        column.addWidget(self.preview, 1)
        column.addStretch(0)
        column.addWidget(self.saved)

    def fit(self, is_folded: bool) -> None:
        """In a narrow window the slip is a key away, and the draft is told here instead of on top."""
        self._is_folded = is_folded
        self._say_code()
        beside: tuple[QWidget, ...] = (self.preview_head, self.preview)
        instead: tuple[QWidget, ...] = (self.preview_line, self.saved)
        for part in beside:
            part.setVisible(not is_folded)
        for part in instead:
            part.setVisible(is_folded)
        self.numbers.setVisible(not is_folded)
        self.fee_note.setVisible(not is_folded and bool(self.fee_note.text()))

    def show_assessment(self, assessment: Assessment, now: datetime) -> None:
        """Say what saving now would promise."""
        procedure = assessment.procedure
        self._show_due(assessment.promise, now, has_procedure=procedure is not None)
        self.trap.setVisible(assessment.trap is not None)
        if assessment.trap:
            self.trap.show_state(TRAP_MARK, assessment.trap)
        self._show_fee(procedure.fee if procedure else None)

    def _show_due(self, promise: Deadline | None, now: datetime, *, has_procedure: bool) -> None:
        if promise is None or promise.due is None:
            self.due.show_state(NOTHING_MARK, "Không hẹn giờ" if has_procedure else "Chưa có giờ hẹn")
            self.reason.setText(NO_TERM if has_procedure else "Chọn thủ tục để biết giờ hẹn.")
            self.reason.setToolTip("")
            return
        is_today = promise.due.date() == now.date()
        mark = TODAY_MARK if is_today else Mark(LATER_MARK.drawing, LATER_MARK.tone, is_bold=True)
        self.due.show_state(mark, promise_in_words(promise.due, now))
        self.reason.setText(reason_in_words(promise, is_today=is_today))
        self.reason.setToolTip(promise.explanation)

    def _show_fee(self, fee: Fee | None) -> None:
        amount = fee.amount_vnd if fee else None
        self.fee.set_value("" if fee is None else "Theo quy định" if amount is None else money(amount))
        self.fee_note.setText(fee.note if fee else "")
        self.fee_note.setVisible(bool(fee and fee.note) and not self._is_folded)
        self.paid_row.setVisible(fee is not None and amount != 0)

    def show_numbers(self, desk_name: str, outlook: NumberOutlook) -> None:
        """Say the code to come and how far the desk's numbers reach."""
        self._next_code = outlook.next_code
        self._say_code()
        left = f"còn {outlook.left} số, dùng được không cần mạng" if outlook.left else "đã hết số"
        self.numbers.setText(f"{desk_name} {left}")

    def _say_code(self) -> None:
        """The office's prefix gives way where there is no room for it: a code is never cut."""
        code = short_code(self._next_code) if self._is_folded else self._next_code
        self.code.set_value(code or "Chưa có số")

    def show_slip(self, form: PrintedForm | None) -> None:
        self.preview.show_form(form)

    def show_saved(self, mark: Mark, words: str) -> None:
        self.saved.show_state(mark, words)


def reason_in_words(promise: Deadline, *, is_today: bool) -> str:
    """The day, then why: the explanation without its first and last facts, which stand above already."""
    sentences = promise.explanation.split(". ")[1:-1]
    told = [sentence for sentence in sentences if not sentence.startswith("Tính: ")]
    day = day_in_words(promise.due) if promise.due else ""
    opening = [day[0].upper() + day[1:]] if is_today else []
    return ". ".join([*opening, *told, *(warning.rstrip(".") for warning in promise.warnings)]) + "."
