"""What the board says about the chosen dossier, and what can be done with it next."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.board import BoardRow
from ui.terms import TIME_MARKS
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, EDGE, Room
from ui.widgets.key_button import KeyButton
from ui.widgets.panels import Panel
from ui.widgets.text import ShapeLabel, Text

HEIGHT = 93


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do with the chosen dossier; one that cannot be done now is greyed, the remark says why."""

    name: str
    key: str
    words: str
    is_possible: bool = True


@dataclass(frozen=True, slots=True)
class NextActs:
    """One remark on the chosen dossier and its next acts, the likeliest last."""

    remark: str
    acts: Sequence[Act] = ()


class BoardFooter(Panel):
    """Code, name and state; a remark of at most two lines; the acts as buttons."""

    acted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("window", "strong-top", parent)
        self._look = look
        self._is_short = False
        self._is_narrow = False
        self._shown: BoardRow | None = None
        self._buttons: list[KeyButton] = []
        self._title = Text(look, is_bold=True, is_cut=True)
        self._state = ShapeLabel(look)
        self._remark = Text(look, tone="text2", wraps=True)
        self._row = QHBoxLayout(self)
        self._lay_out()
        look.changed.connect(self._measure)
        self._measure()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title)
        head.addWidget(self._state, 1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addLayout(head)
        words.addWidget(self._remark)
        words.addStretch(1)
        self._row.setContentsMargins(EDGE, 0, EDGE, 0)
        self._row.setSpacing(CELL_PADDING)
        self._row.addLayout(words, 1)
        self._row.addSpacing(EDGE)

    def show_row(self, row: BoardRow | None) -> None:
        """Name the chosen dossier; what can be done with it follows by ``show_next``."""
        self._shown = row
        self.show_next(NextActs(""))
        self._say_row()

    def _say_row(self) -> None:
        row = self._shown
        self._state.setVisible(row is not None)
        if row is None:
            self._title.setText("")
            return
        self._title.setText(f"{row.short_code} · {row.applicant_name}")
        # The column of steps is folded away in a narrow window.
        words = f"{row.time_text} · {row.step}" if self._is_narrow else row.time_text
        self._state.show_state(TIME_MARKS[row.time_state], words)

    def state_words(self) -> str:
        return self._state.text()

    def show_next(self, following: NextActs) -> None:
        self._remark.setText(following.remark)
        self.setToolTip(following.remark)
        self._drop_buttons()
        for act in following.acts:
            self._add_button(act)

    def fit(self, room: Room) -> None:
        """A short window keeps one line: the remark stays in its tool tip."""
        self._is_short, self._is_narrow = room.is_short, room.is_narrow
        self._say_row()
        self._remark.setVisible(not room.is_short)
        self._measure()

    def _add_button(self, act: Act) -> None:
        button = KeyButton(self._look, act.key, act.words)
        button.setEnabled(act.is_possible)
        button.clicked.connect(lambda: self.acted.emit(act.name))
        self._buttons.append(button)
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def _drop_buttons(self) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons.clear()

    def _measure(self) -> None:
        self.setFixedHeight(self._look.px(42 if self._is_short else HEIGHT))
