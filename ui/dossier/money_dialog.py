"""A dossier's money: what it costs, what came in on which receipt, taking the rest, voiding with a reason."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.clock import wall_of
from app.domain.fees import PaymentMethod
from app.domain.ids import DossierId
from app.services import fees
from app.services.fees import DossierMoney
from app.storage.payments import StoredPayment
from ui.certification.words import METHOD_WORDS
from ui.printing.receipts import money
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, EDGE, TextSize
from ui.widgets.dialog_size import size_within
from ui.widgets.inputs import ChoiceBox, FieldRow
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.paged_model import Column, PagedModel
from ui.widgets.row_layout import Group
from ui.widgets.text import Text
from ui.widgets.words_edit import WordsEdit
from ui.workplace import Workplace

SIZE = (860, 420)
EMPTY = "Chưa có biên lai nào."
COLUMNS: tuple[Column[StoredPayment], ...] = (
    Column("Biên lai", lambda each: each.record.receipt_number, 140),
    Column("Lúc", lambda each: f"{wall_of(each.record.at_ms):%H:%M %d/%m/%Y}", 128),
    Column("Phải thu", lambda each: money(each.record.owed), 92, is_right=True),
    Column("Đã thu", lambda each: money(each.record.amount), 92, is_right=True),
    Column("Cách trả, lý do", lambda each: _remark(each), 150, stretch=2),
    Column("Người thu", lambda each: each.clerk_name, 120, stretch=1),
)


def _remark(each: StoredPayment) -> str:
    record = each.record
    if record.void_reason:
        return f"Đã hủy: {record.void_reason}"
    if record.exemption:
        return f"Miễn, giảm: {record.exemption}"
    known = {int(method): words for method, words in METHOD_WORDS.items()}
    return known.get(record.method, "")


class MoneyDialog(QDialog):
    """F9 takes what is typed; less than what is owed needs a reason."""

    def __init__(self, workplace: Workplace, dossier_id: DossierId, parent: QWidget) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._id = dossier_id
        self._is_busy = False
        look = workplace.look
        self.facts = Text(look, tone="text2", wraps=True)
        self.error = Text(look, tone="late", wraps=True)
        self.model: PagedModel[StoredPayment] = PagedModel(COLUMNS, workplace.runner, self)
        self.table = LedgerTable(look, "Các biên lai", self.model, lambda each: each.id)
        self.amount = WordsEdit()
        self.method = ChoiceBox()
        self.reason = WordsEdit()
        self.setWindowTitle("Phí, lệ phí của hồ sơ")
        self.table.say_when_empty(EMPTY)
        self._lay_out(look)
        self.error.hide()
        size_within(self, *SIZE)
        self.refresh()

    def _lay_out(self, look: Look) -> None:
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.method.setAccessibleName("Cách trả")
        self.reason.setPlaceholderText("Khi thu ít hơn, hoặc khi hủy biên lai")
        for method in PaymentMethod:
            self.method.addItem(METHOD_WORDS[method].capitalize(), method)
        fields = QHBoxLayout()
        fields.setSpacing(CELL_PADDING)
        fields.addWidget(FieldRow(look, "Số thu", self.amount, label_width=48))
        fields.addWidget(self.method)
        fields.addWidget(FieldRow(look, "Lý do", self.reason, label_width=40), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, CELL_PADDING, EDGE, CELL_PADDING)
        column.setSpacing(CELL_PADDING)
        column.addWidget(Text(look, "Phí, lệ phí của hồ sơ", size=TextSize.TITLE, is_bold=True))
        column.addWidget(self.facts)
        column.addWidget(self.table, 1)
        column.addLayout(fields)
        column.addWidget(self.error)
        column.addLayout(self._buttons(look))

    def _buttons(self, look: Look) -> QHBoxLayout:
        close = KeyButton(look, "Esc", "Đóng", kind=Kind.FLAT)
        void = KeyButton(look, "Alt+H", "Hủy biên lai đang chọn")
        take = KeyButton(look, "F9", "Thu tiền", kind=Kind.PRIMARY)
        close.clicked.connect(self.reject)
        void.clicked.connect(self._void)
        take.clicked.connect(self._take)
        row = QHBoxLayout()
        row.addWidget(close)
        row.addWidget(void)
        row.addStretch(1)
        row.addWidget(take)
        return row

    def refresh(self) -> None:
        """Read the money anew."""
        desk = self._workplace.desk
        self._workplace.ask(lambda: fees.of_dossier(desk, self._id), self._show)

    def _show(self, read: DossierMoney) -> None:
        left = max(0, read.owed - read.paid)
        state = "Đã đủ." if read.is_settled else f"Còn phải thu {money(left)}."
        basis = next((each.record.legal_basis for each in read.payments if each.record.legal_basis), "")
        ground = f" Căn cứ: {basis.rstrip('.')}." if basis else ""
        self.facts.setText(f"Phải thu {money(read.owed)}, đã thu {money(read.paid)}. {state}{ground}")
        self.amount.fill(str(left) if left and not read.is_settled else "")
        rows: Sequence[StoredPayment] = list(reversed(read.payments))
        self.table.show_groups(
            [Group("", len(rows))], lambda offset, limit: rows[offset : offset + limit], keeps_place=True
        )
        self.amount.setFocus(Qt.FocusReason.TabFocusReason)

    def _take(self) -> None:
        digits = "".join(sign for sign in self.amount.words() if sign.isascii() and sign.isdigit())
        if not digits or len(digits) > 12:
            self._say("Xin ghi số tiền thu bằng chữ số. Chưa ghi gì.")
            return
        desk, officer, amount = self._workplace.desk, self._workplace.officer, int(digits)
        method, reason = PaymentMethod(self.method.currentData()), self.reason.words()
        self._act(lambda: fees.take_payment(desk, officer, self._id, amount, method=method, exemption=reason))

    def _void(self) -> None:
        chosen = self.table.chosen_row()
        if not isinstance(chosen, StoredPayment):
            self._say("Chưa có biên lai nào để hủy.")
            return
        desk, officer, reason = self._workplace.desk, self._workplace.officer, self.reason.words()
        self._act(lambda: fees.void_payment(desk, officer, chosen.id, reason))

    def _act(self, work: Callable[[], object]) -> None:
        """A second key while the first is being written does nothing."""
        if not self._is_busy:
            self._is_busy = True
            self._workplace.act(work, lambda _done: self._has_acted(), self._tell)

    def _has_acted(self) -> None:
        self._is_busy = False
        self._say("")
        self.reason.fill("")
        self.refresh()

    def _tell(self, error: Exception) -> None:
        self._is_busy = False
        self._say(self._workplace.sentence(error))

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
