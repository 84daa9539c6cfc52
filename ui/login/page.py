"""The lock: choose a name by its number, type the PIN. Drafts and open dialogs wait behind it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from app.services import officers
from app.services.desk import Officer
from app.storage.clerks import ClerkRecord
from ui.settings.clerk_form import pin_edit
from ui.terms import ROLE_WORDS
from ui.theme.measures import EDGE, TextSize
from ui.training.door import door_of
from ui.widgets.inputs import FieldRow
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.panels import Panel
from ui.widgets.shortcuts import hear
from ui.widgets.side_list import SideList, SideRow
from ui.widgets.text import Text
from ui.workplace import Workplace

WIDTH = 380
WITHIN = Qt.ShortcutContext.WidgetWithChildrenShortcut
NUMBERED = 9  # of a longer list the rest is chosen by the arrows


class LoginPage(Panel):
    """``unlocked`` carries who logged in."""

    unlocked = Signal(Officer)

    def __init__(self, workplace: Workplace, office_name: str) -> None:
        super().__init__("window")
        look = workplace.look
        self._workplace = workplace
        self.title = Text(look, office_name, size=TextSize.TITLE, is_bold=True)
        self.clerks = SideList(look, "Người làm việc", "surface", shows_choice=True)
        self.pin = pin_edit()
        self.enter = KeyButton(look, "Enter", "Vào làm việc", kind=Kind.PRIMARY, is_tall=True)
        self.pin_row = FieldRow(look, "Mã PIN", self.pin)
        self.training = door_of(workplace, "Alt+T")
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
        column.addWidget(Text(look, "Chọn tên bằng Alt và số, rồi gõ mã PIN.", tone="text2"))
        column.addWidget(self.clerks)
        column.addWidget(self.pin_row)
        column.addWidget(self.enter)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addWidget(self.training, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)

    def _connect(self) -> None:
        self.clerks.opened.connect(lambda _clerk: self.pin.setFocus())
        self.clerks.currentRowChanged.connect(lambda _row: self.pin_row.set_error(""))
        self.pin.textEdited.connect(lambda _text: self.pin_row.set_error(""))
        self.pin.returnPressed.connect(self._try)
        self.enter.clicked.connect(self._try)
        for number in range(1, NUMBERED + 1):
            choose = partial(self._choose, number - 1)
            hear(f"Alt+{number}", f"Chọn người thứ {number}", self, choose, WITHIN)

    def _choose(self, place: int) -> None:
        """A colleague takes over: their number, then their PIN."""
        if place < self.clerks.count():
            self.clerks.setCurrentRow(place)
            self.pin.clear()
            self.pin.setFocus()

    def show_clerks(self, clerks: Sequence[ClerkRecord]) -> None:
        """List who may log in, the last one chosen again."""
        chosen = self.clerks.currentRow()
        self.clerks.show_rows([_row(number, clerk) for number, clerk in enumerate(clerks, 1)])
        self.clerks.setCurrentRow(max(0, chosen))

    def _try(self) -> None:
        clerk, pin = self.clerks.current_value(), self.pin.text()
        if not isinstance(clerk, ClerkRecord) or not self.enter.isEnabled():
            return
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

    # Qt's own names from here on

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows choose a name while the PIN has the keyboard."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            place = self.clerks.currentRow() + step
            self.clerks.setCurrentRow(min(max(place, 0), self.clerks.count() - 1))
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.pin.setFocus()


def _row(number: int, clerk: ClerkRecord) -> SideRow:
    roles = ", ".join(ROLE_WORDS[role] for role in clerk.roles)
    return SideRow(clerk.full_name, roles, f"Alt+{number}" if number <= NUMBERED else "", clerk)
