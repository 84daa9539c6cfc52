"""A plain dialog of steps: title, what to know, fields, and one button that goes on."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.theme.measures import EDGE, TextSize
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.text import Text

WIDTH, HEIGHT = 560, 480


class Step(QWidget):
    """One page; ``going_on`` is called by its button and goes to the next step itself."""

    def __init__(self, look: Look, title: str, words: str, act: str, going_on: Callable[[], None]) -> None:
        super().__init__()
        self.title = title
        self._look = look
        self._going_on = going_on
        self.error = Text(look, tone="late", wraps=True)
        self.error.hide()
        self.go_on = KeyButton(look, "F9", act, kind=Kind.PRIMARY, is_tall=True)
        self.buttons = QHBoxLayout()
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.go_on)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self.column.setSpacing(12)
        self.column.addWidget(Text(look, title, size=TextSize.TITLE, is_bold=True))
        self.column.addWidget(Text(look, words, tone="text2", wraps=True))
        self.go_on.clicked.connect(self._go)

    def finish(self) -> None:
        """Put the error and the buttons under the fields that were added."""
        self.column.addStretch(1)
        self.column.addWidget(self.error)
        self.column.addLayout(self.buttons)

    def complain(self, sentence: str) -> None:
        """Say why it does not go on."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self.set_busy(False)

    def set_busy(self, is_busy: bool) -> None:
        self.go_on.setEnabled(not is_busy)

    def _go(self) -> None:
        self.complain("")
        self._going_on()


class StepDialog(QDialog):
    """Shows one step after the other."""

    def __init__(self, look: Look, title: str) -> None:
        super().__init__()
        self.look = look
        self._pages = QStackedWidget()
        self.setWindowTitle(title)
        self.resize(look.px(WIDTH), look.px(HEIGHT))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    def add(self, step: Step) -> None:
        step.finish()
        self._pages.addWidget(step)

    def current(self) -> Step:
        step = self._pages.currentWidget()
        assert isinstance(step, Step)
        return step

    def show_step(self, step: Step, first_field: QWidget | None = None) -> None:
        """Go to a step, with the keyboard in its first field."""
        self._pages.setCurrentWidget(step)
        (first_field or step.go_on).setFocus()
