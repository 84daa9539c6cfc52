"""The lock: choose a name, type the PIN. What was being typed stays behind it as it was."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from app.services import officers
from app.services.desk import Officer
from app.storage.clerks import ClerkRecord
from ui.terms import ROLE_WORDS
from ui.theme.measures import EDGE, TextSize
from ui.widgets.inputs import FieldRow
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.panels import Panel
from ui.widgets.text import Text
from ui.workplace import Workplace

WIDTH = 380
Role = Qt.ItemDataRole


class LoginPage(Panel):
    """``unlocked`` carries who logged in."""

    unlocked = Signal(Officer)

    def __init__(self, workplace: Workplace, office_name: str) -> None:
        super().__init__("window")
        look = workplace.look
        self._workplace = workplace
        self.title = Text(look, office_name, size=TextSize.TITLE, is_bold=True)
        self.clerks = QListWidget()
        self.pin = QLineEdit()
        self.enter = KeyButton(look, "Enter", "Vào làm việc", kind=Kind.PRIMARY, is_tall=True)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.clerks.setAccessibleName("Người làm việc")
        self.pin_row = FieldRow(look, "Mã PIN", self.pin)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        look = self._workplace.look
        card = Panel("surface")
        card.setFixedWidth(look.px(WIDTH))
        column = QVBoxLayout(card)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(Text(look, "Chọn tên rồi gõ mã PIN.", tone="text2"))
        column.addWidget(self.clerks)
        column.addWidget(self.pin_row)
        column.addWidget(self.enter)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)

    def _connect(self) -> None:
        self.clerks.itemActivated.connect(lambda _item: self.pin.setFocus())
        self.clerks.currentRowChanged.connect(lambda _row: self.pin_row.set_error(""))
        self.pin.textEdited.connect(lambda _text: self.pin_row.set_error(""))
        self.pin.returnPressed.connect(self._try)
        self.enter.clicked.connect(self._try)

    def show_clerks(self, clerks: Sequence[ClerkRecord]) -> None:
        """List who may log in, the last one chosen again."""
        chosen = self.clerks.currentRow()
        self.clerks.clear()
        for clerk in clerks:
            item = QListWidgetItem(f"{clerk.full_name} · {_roles(clerk)}")
            item.setData(Role.UserRole, clerk)
            self.clerks.addItem(item)
        self.clerks.setCurrentRow(max(0, chosen))

    def _try(self) -> None:
        item = self.clerks.currentItem()
        if item is None or not self.enter.isEnabled():
            return
        clerk, pin = item.data(Role.UserRole), self.pin.text()
        self.enter.setEnabled(False)
        self._workplace.runner.start(
            lambda _report: officers.log_in(self._workplace.desk, clerk.id, pin), self._let_in, self._refuse
        )

    def _let_in(self, officer: Officer) -> None:
        self.enter.setEnabled(True)
        self.pin.clear()
        self.unlocked.emit(officer)

    def _refuse(self, error: Exception) -> None:
        self.enter.setEnabled(True)
        self.pin.clear()
        self.pin.setFocus()
        self.pin_row.set_error(self._workplace.sentence(error))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.pin.setFocus()


def _roles(clerk: ClerkRecord) -> str:
    return ", ".join(ROLE_WORDS[role] for role in clerk.roles)
