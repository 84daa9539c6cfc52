"""A plain dialog of steps: title, what to know, fields, and one button that goes on.

The keyboard is enough: Enter goes from field to field and from the last one on to the next step, Esc goes
back where there is a way back.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.tasks import Task
from ui.theme.look import Look
from ui.theme.measures import EDGE, FIELD_GAP, TextSize
from ui.widgets.dialog_size import size_within
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.shortcuts import hear
from ui.widgets.text import Text
from ui.widgets.words_edit import ENTER_KEYS, WordsEdit

WIDTH, HEIGHT = 560, 480
GoOn = Callable[[], None]


class Step(QWidget):
    """One page; ``going_on`` is called by its button and goes to the next step itself.

    ``back`` leads to the step before; a step without it is not left that way.
    """

    def __init__(
        self, look: Look, title: str, words: str, act: str, going_on: GoOn, back: GoOn | None = None
    ) -> None:
        super().__init__()
        self.title = title
        self.back = back
        self._look = look
        self._going_on = going_on
        self.words = Text(look, words, tone="text2", wraps=True)
        self.error = Text(look, tone="late", wraps=True)
        self.error.hide()
        self.go_on = KeyButton(look, "Enter", act, kind=Kind.PRIMARY, is_tall=True)
        self.buttons = QHBoxLayout()
        self._fill_buttons()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(EDGE, FIELD_GAP, EDGE, FIELD_GAP)
        self.column.setSpacing(look.px(FIELD_GAP))
        self.column.addWidget(Text(look, title, size=TextSize.TITLE, is_bold=True))
        self.column.addWidget(self.words)
        self.go_on.clicked.connect(self._go)

    def _fill_buttons(self) -> None:
        if self.back is not None:
            return_button = KeyButton(self._look, "Esc", "Trở lại", kind=Kind.FLAT, hears_key=False)
            return_button.clicked.connect(self.go_back)
            self.buttons.addWidget(return_button)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.go_on)

    def finish(self) -> None:
        """Put the error and the buttons under the fields that were added."""
        self.column.addStretch(1)
        self.column.addWidget(self.error)
        self.column.addLayout(self.buttons)

    def ends_with(self, field: WordsEdit) -> None:
        """Enter in the last field goes on at once, not first to the button."""
        field.key_taker = self

    def complain(self, sentence: str) -> None:
        """Say why it does not go on."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        self.set_busy(False)

    def set_busy(self, is_busy: bool) -> None:
        self.go_on.setEnabled(not is_busy)

        if not is_busy and isinstance(self.window().focusWidget(), QPushButton):
            self.go_on.setFocus()  # a button that is switched off hands the keyboard to its neighbour

    def go_back(self) -> None:
        """To the step before, unless work is under way here."""
        if self.back is not None and self.go_on.isEnabled():
            self.back()

    def _go(self) -> None:
        self.complain("")
        self._going_on()

    # what the last field hands on

    def wants_key(self, event: QKeyEvent) -> bool:
        return event.key() in ENTER_KEYS

    def take_key(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self.go_on.click()


class StepDialog(QDialog):
    """Shows one step after the other."""

    def __init__(self, look: Look, title: str) -> None:
        super().__init__()
        self.look = look
        self.progress = ProgressStrip(look)
        self._pages = QStackedWidget()
        self.setWindowTitle(title)
        size_within(self, look.px(WIDTH), look.px(HEIGHT))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.progress)
        column.addWidget(self._pages)
        # F9 goes on everywhere in the program, so whoever has learnt it may use it here.
        hear("F9", "Làm tiếp", self, lambda: self.current().go_on.click())

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
        step.complain("")
        (first_field or step.go_on).setFocus()

    def follow(self, task: Task, stage: str) -> None:
        """Show how far the work of this step is; stopped, the step can be tried again."""
        step = self.current()
        step.set_busy(True)
        self.progress.watch(task, stage)
        task.stopped.connect(lambda: step.set_busy(False))

    # Qt's own names from here on

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            if not event.isAutoRepeat():
                self._enter()
        elif event.key() == Qt.Key.Key_Escape and self.current().back is not None:
            self.current().go_back()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """On to the next field; from the last one, or from none, to the next step."""
        if isinstance(before := self.focusWidget(), QPushButton):
            before.click()
            return
        self.focusNextChild()
        if before is None or isinstance(self.focusWidget(), QPushButton):
            self.current().go_on.setFocus()
            self.current().go_on.click()
