"""One mission: who comes, the steps with what is done, the way to do the next one, and the time."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout

from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import EDGE, ICON_SMALL, TextSize
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.panels import Panel
from ui.widgets.text import ShapeLabel, Text

CARD_SIZE = 150
GAP = 8
DONE = Mark("shape-tick", "ok", size=ICON_SMALL)
AT_HAND = Mark("shape-ring", "new", is_bold=True, size=ICON_SMALL)
TO_COME = Mark("shape-dot", "text3", size=ICON_SMALL)


class StepLine(NamedTuple):
    """A step as it stands."""

    words: str
    is_done: bool


class MissionPage(Panel):
    """Shows what it is handed; ``left`` gives the mission up, ``next_asked`` goes back to the list."""

    left = Signal()
    next_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__("surface")
        self._look = look
        self._card_text = ""
        self.title = Text(look, size=TextSize.TITLE, is_bold=True, wraps=True)
        self.story = Text(look, wraps=True)
        self.time = Text(look, size=TextSize.HINT, tone="text2", wraps=True)
        self.hint = Text(look, tone="text2", wraps=True)
        self.card = QLabel()
        self.copy = KeyButton(look, "", "Chép nội dung thẻ")
        self.facts = ShapeLabel(look, wraps=True)
        self.ended = ShapeLabel(look, wraps=True)
        self.give_up = KeyButton(look, "", "Bỏ nhiệm vụ này", kind=Kind.FLAT)
        self.go_on = KeyButton(look, "", "Nhiệm vụ khác", kind=Kind.PRIMARY)
        self._steps = QVBoxLayout()
        self._lines: list[ShapeLabel] = []
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE - 4, 10, EDGE - 4, GAP)
        column.setSpacing(GAP)
        for part in (self.title, self.time, self.story, self.card):
            column.addWidget(part)
        column.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignHCenter)
        self._steps.setSpacing(GAP)
        column.addLayout(self._steps)
        for part in (self.hint, self.facts, self.ended):
            column.addWidget(part)
        for button in (self.go_on, self.give_up):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.card.setAccessibleName("Mã QR của thẻ mẫu")
        self.card.setAlignment(Qt.AlignmentFlag.AlignHCenter)

    def _connect(self) -> None:
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._card_text))
        self.give_up.clicked.connect(self.left)
        self.go_on.clicked.connect(self.next_asked)

    def show_mission(self, title: str, story: str, card_text: str, picture: bytes) -> None:
        """A mission begins; a card to scan belongs to some."""
        self.title.setText(title)
        self.story.setText(story)
        self._card_text = card_text
        pixmap = QPixmap()
        pixmap.loadFromData(picture)
        self.card.setPixmap(pixmap.scaledToWidth(self._look.px(CARD_SIZE)) if picture else pixmap)
        self.card.setVisible(bool(picture))
        self.copy.setVisible(bool(card_text))
        self.show_facts("")

    def show_steps(self, steps: Sequence[StepLine], hint: str) -> None:
        """How far it is, and how the next step is done."""
        while len(self._lines) < len(steps):
            self._lines.append(ShapeLabel(self._look, wraps=True, shape_size=ICON_SMALL))
            self._steps.addWidget(self._lines[-1])
        is_first_open = True
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(steps))
            if number < len(steps):
                is_open = not steps[number].is_done
                mark = (AT_HAND if is_first_open else TO_COME) if is_open else DONE
                line.show_state(mark, steps[number].words)
                is_first_open = is_first_open and not is_open
        self.hint.setText(f"Cách làm: {hint}" if hint else "")
        self.hint.setVisible(bool(hint))

    def show_time(self, words: str) -> None:
        self.time.setText(words)
        self.time.setVisible(bool(words))

    def show_facts(self, words: str) -> None:
        """What the books say, where the mission is about that."""
        self.facts.setVisible(bool(words))
        self.facts.show_state(DONE, words)

    def show_end(self, words: str) -> None:
        """The result; "" while it is under way."""
        self.ended.setVisible(bool(words))
        self.ended.show_state(DONE, words)
        self.go_on.setVisible(bool(words))
        self.give_up.setVisible(not words)

    def steps(self) -> list[tuple[str, bool]]:
        """What is shown of the steps: the words, and whether they are ticked off."""
        return [(line.text(), line.mark() is DONE) for line in self._lines if line.isVisibleTo(self)]
