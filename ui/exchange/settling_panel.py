"""What the two ways of settling have in common: keys, the line over F9, and who has the keyboard."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.theme.measures import EDGE, TextSize
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.text import Text
from ui.widgets.words_edit import ENTER_KEYS

Key = Qt.Key
STEPS: Mapping[int, int] = {Key.Key_Up: -1, Key.Key_Down: 1}


class SettlingPanel(QWidget):
    """``settle_asked`` carries a whole result; ``left`` wants the list back.

    ``holds_keyboard`` says whether Enter and Esc are heard here.
    """

    holds_keyboard = Signal(bool)
    settle_asked = Signal(object)
    left = Signal()

    def __init__(self, look: Look, act: str, places: int) -> None:
        super().__init__()
        self._places = places
        self._current = 0
        self._is_busy = False
        self.hint = Text(look, tone="text2", size=TextSize.HINT, wraps=True)
        self.settle = KeyButton(look, "F9", act, kind=Kind.PRIMARY, is_tall=True)
        self.settle.clicked.connect(self._settle_once)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)

    def add_last_line(self, top: int) -> None:
        """The hint, and F9 at the right."""
        last = QHBoxLayout()
        last.setContentsMargins(EDGE, top, EDGE, 0)
        last.setSpacing(EDGE)
        last.addWidget(self.hint, 1)
        last.addWidget(self.settle)
        self.column.addLayout(last)

    def choose(self, digit: int) -> None:
        """Do what a digit stands for, unless the act is being written: 0 for the first."""
        if not self._is_busy:
            self.choose_now(digit)

    def set_busy(self, is_busy: bool) -> None:
        """While the act is being written nothing more can be chosen."""
        self._is_busy = is_busy
        self.settle.setEnabled(not is_busy)

    def _settle_once(self) -> None:
        """Ask for a whole result; with something missing, the keyboard goes there instead."""
        result = None if self._is_busy else self.result()
        if result is not None:
            self.settle_asked.emit(result)
        elif not self._is_busy:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._show_state()

    def _move(self, step: int) -> None:
        self._current = min(max(0, self._current + step), self._places - 1)
        self._show_state()

    def _show_state(self) -> None:
        self.holds_keyboard.emit(self.has_keyboard())
        self.show_state()

    # what either panel says for itself

    def choose_now(self, digit: int) -> None:
        """Do what a digit stands for."""

    def result(self) -> object | None:
        """What is to be written; None while something is missing."""
        return None

    def show_state(self) -> None:
        """Draw what is chosen and where the keyboard is."""

    def has_keyboard(self) -> bool:
        """Whether keys arrive here."""
        return self.hasFocus()

    def wanted_in_sight(self) -> tuple[QWidget, ...]:
        """What a small window has to show of the panel, the most wanted last."""
        return (self.settle,)

    def takes(self, key: int) -> bool:
        """Act on a key of this panel's own; False where it has no meaning here."""
        return False

    # Qt's own names from here on

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        digit = digit_of(event)
        if digit is not None:
            self.choose(digit)
        elif key in STEPS:
            self._move(STEPS[key])
        elif key in ENTER_KEYS:
            self._settle_once()
        elif key == Key.Key_Escape:
            self.left.emit()
        elif not self.takes(key):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_state()  # the style sheet takes back a colour given before it dressed the words

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_state()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_state()


def digit_of(event: QKeyEvent) -> int | None:
    """Which place a bare digit means, 0 for the first; None for any other key."""
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return None
    place = event.key() - Key.Key_1
    return place if 0 <= place < 9 else None
