"""A leader signs the day at any desk: by name and PIN, whoever is logged in."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.ids import ClerkId
from app.services import approvals, day_close, officers
from app.storage.clerks import ClerkRecord
from app.storage.closes import DayCloseRecord
from ui.theme.measures import CELL_PADDING, EDGE, TextSize
from ui.widgets.inputs import ChoiceBox, FieldRow
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.text import Text
from ui.widgets.words_edit import WordsEdit
from ui.workplace import Workplace

WIDTH = 460
NO_LEADER = "Trên máy này chưa có lãnh đạo nào có mã PIN. Xin nhờ quản trị đặt mã; giấy vẫn ký tay được."


class SignDialog(QDialog):
    """``signed`` is called with the day once it carries the leader's name; ``closes`` are offered to sign."""

    def __init__(
        self,
        workplace: Workplace,
        closes: Sequence[DayCloseRecord],
        signed: Callable[[date], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._signed = signed
        look = workplace.look
        self.leader = ChoiceBox()
        self.day = ChoiceBox()
        self.missing = Text(look, wraps=True)
        self.pin = QLineEdit()
        self.note = WordsEdit()
        self.error = Text(look, tone="late", wraps=True)
        self.ok = KeyButton(look, "F9", "Ký", kind=Kind.PRIMARY)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.returnPressed.connect(self._sign)
        self.ok.clicked.connect(self._sign)
        self.setWindowTitle("Lãnh đạo ký đối soát")
        self.setMinimumWidth(look.px(WIDTH))
        self._lay_out()
        for close in closes:
            self.day.addItem(f"{date.fromisoformat(close.day):%d/%m/%Y}", close)
        self.day.currentIndexChanged.connect(self._say_missing)
        self._say_missing()
        workplace.ask(lambda: approvals.approving_clerks(workplace.desk), self._offer)

    def _lay_out(self) -> None:
        look = self._workplace.look
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(CELL_PADDING)
        column.addWidget(Text(look, "Lãnh đạo ký đối soát", size=TextSize.TITLE, is_bold=True))
        column.addWidget(self.missing)
        fields = (("Ngày", self.day), ("Người ký", self.leader), ("Ý kiến", self.note), ("Mã PIN", self.pin))
        for label, field in fields:
            column.addWidget(FieldRow(look, label, field))
        column.addWidget(self.error)
        close = KeyButton(look, "Esc", "Thôi", kind=Kind.FLAT)
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(close)
        row.addStretch(1)
        row.addWidget(self.ok)
        column.addLayout(row)
        self.error.hide()

    def _offer(self, clerks: Sequence[ClerkRecord]) -> None:
        for clerk in clerks:
            if clerk.has_pin:
                self.leader.addItem(f"{clerk.full_name}, {clerk.title}", clerk.id)
        if not self.leader.count():
            self._say(NO_LEADER)
            self.ok.setEnabled(False)
        (self.note if not self.note.words() else self.pin).setFocus(Qt.FocusReason.TabFocusReason)

    def _say_missing(self) -> None:
        missing = len(self.day.currentData().missing.splitlines())
        self.missing.setText(
            f"Còn {missing} mục thiếu, cần ghi ý kiến." if missing else "Không có mục thiếu."
        )
        self.missing.set_tone("due" if missing else "text2")

    def _sign(self) -> None:
        day = date.fromisoformat(self.day.currentData().day)
        desk, pin, note = self._workplace.desk, self.pin.text(), self.note.words()
        if self.leader.currentData() is None:
            return
        clerk_id = ClerkId(self.leader.currentData())
        self.pin.clear()

        def sign() -> None:
            day_close.sign_day(desk, officers.log_in(desk, clerk_id, pin), note, day)

        self._workplace.act(sign, lambda _none: self._has_signed(day), self._tell)

    def _has_signed(self, day: date) -> None:
        self.accept()
        self._signed(day)

    def _tell(self, error: Exception) -> None:
        self._say(self._workplace.sentence(error))
        self.pin.setFocus(Qt.FocusReason.TabFocusReason)

    def _say(self, sentence: str) -> None:
        self.error.setText(sentence)
        self.error.show()
