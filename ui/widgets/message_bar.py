"""The one line under the top bar that stays until what it says is solved."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import CELL_PADDING, EDGE, SELECTED_EDGE, SHAPE, TextSize
from ui.theme.tokens import TokenName
from ui.widgets.key_button import KeyButton
from ui.widgets.text import Drawing, Text

State = Literal["new", "ok", "due", "late", "pause"]

_MARKS: dict[State, Mark] = {
    "new": Mark("shape-ring", "new"),
    "ok": Mark("shape-tick", "ok"),
    "due": Mark("shape-triangle", "due"),
    "late": Mark("shape-alert", "late"),
    "pause": Mark("shape-bars", "pause"),
}
_GROUNDS: dict[State, TokenName] = {
    "new": "new_bg",
    "ok": "ok_bg",
    "due": "due_bg",
    "late": "late_bg",
    "pause": "pause_bg",
}
_GRAVITY: tuple[State, ...] = ("late", "due", "new", "pause", "ok")


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence, and at most one thing to do about it: the key and words of a button.

    A topic holds one message at a time: a later one replaces it, ``MessageBar.withdraw`` takes it away.
    It is the clerk's own, and goes when the clerk does, unless it is said to be the machine's.
    """

    topic: str
    sentence: str
    state: State = "due"
    key: str = ""
    act: str = ""
    is_machines: bool = False


class MessageBar(QWidget):
    """Shows the gravest of the messages that still stand."""

    acted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._messages: dict[str, Message] = {}
        self._button: KeyButton | None = None
        self._drawing = Drawing(look, size=SHAPE)
        self._words = Text(look, wraps=True, size=TextSize.BODY)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(EDGE, 4, EDGE, 5)
        self._row.setSpacing(CELL_PADDING)
        self._row.addWidget(self._drawing)
        self._row.addWidget(self._words, 1)
        self.hide()

    def show_message(self, message: Message) -> None:
        self._messages.pop(message.topic, None)  # said anew, it is the latest
        self._messages[message.topic] = message
        self._refresh()

    def withdraw(self, topic: str) -> None:
        """Take a solved message away; a topic that is not there is no matter."""
        self._messages.pop(topic, None)
        self._refresh()

    def withdraw_clerks(self) -> None:
        """Take away what only the clerk who leaves was told: it may name a citizen."""
        self._messages = {topic: each for topic, each in self._messages.items() if each.is_machines}
        self._refresh()

    def shown(self) -> Message | None:
        """The message in sight: the gravest, of equals the latest."""
        latest_first = reversed(self._messages.values())
        return min(latest_first, key=lambda message: _GRAVITY.index(message.state), default=None)

    def _refresh(self) -> None:
        message = self.shown()
        self._drop_button()
        if message is not None:
            mark = _MARKS[message.state]
            self._drawing.show_drawing(mark.drawing, mark.tone)
            self._words.setText(message.sentence)
            self.setAccessibleName(message.sentence)
            self._offer(message)
        self.setVisible(message is not None)
        self.update()

    def _offer(self, message: Message) -> None:
        if message.act:
            self._button = KeyButton(self._look, message.key, message.act)
            self._button.clicked.connect(lambda: self.acted.emit(message.topic))
            self._row.addWidget(self._button)

    def _drop_button(self) -> None:
        if self._button is not None:
            self._row.removeWidget(self._button)
            self._button.deleteLater()
            self._button.hide()
            self._button = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        message = self.shown()
        if message is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour(_GROUNDS[message.state]))
        painter.fillRect(0, 0, SELECTED_EDGE, self.height(), self._look.colour(message.state))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.colour("line"))
