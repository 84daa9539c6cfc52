"""Settles which of two desks' acts stand: digits or arrows choose a branch, F9 writes the decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.ids import DossierId
from app.services.decisions import Branch
from ui.exchange.cell import Cell
from ui.theme.look import Look
from ui.theme.measures import EDGE, TextSize
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.text import Text

Key = Qt.Key
ENTER = frozenset({Key.Key_Return, Key.Key_Enter})
STEPS: Mapping[int, int] = {Key.Key_Up: -1, Key.Key_Down: 1}
NOT_CHOSEN = "Chưa chọn cách nào được tính."
READY = "Cách còn lại không tính nữa, vẫn nằm trong diễn biến. Giấy đã in cho dân vẫn tra được."


@dataclass(frozen=True, slots=True)
class Parted:
    """A dossier with the ways it went on, as they were read."""

    dossier_id: DossierId
    branches: Sequence[Branch]
    now: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What a clerk wants written."""

    parted: Parted
    keep: Branch


class DecisionPanel(QWidget):
    """``settle_asked`` carries a Decision; the other signals are those of the choice between values."""

    holds_keyboard = Signal(bool)
    settle_asked = Signal(object)
    left = Signal()

    def __init__(self, look: Look, parted: Parted) -> None:
        super().__init__()
        self.parted = parted
        self._current = 0
        self._taken: int | None = None
        self._is_busy = False
        self.cards = [_card(look, n, each, parted.now) for n, each in enumerate(parted.branches, 1)]
        self.hint = Text(look, tone="text2", size=TextSize.HINT, wraps=True)
        self.settle = KeyButton(look, "F9", "Ghi quyết định", kind=Kind.PRIMARY, is_tall=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out()
        self.settle.clicked.connect(self._ask_to_settle)
        for place, card in enumerate(self.cards):
            card.pressed.connect(lambda at=place: self.choose(at))

    def _lay_out(self) -> None:
        last = QHBoxLayout()
        last.setContentsMargins(EDGE, 10, EDGE, 0)
        last.setSpacing(EDGE)
        last.addWidget(self.hint, 1)
        last.addWidget(self.settle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for card in self.cards:
            column.addWidget(card)
        column.addLayout(last)

    def choose(self, place: int) -> None:
        """Let the branch at this place stand."""
        if self._is_busy or place >= len(self.cards):
            return
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._current = self._taken = place
        self._show_state()

    def set_busy(self, is_busy: bool) -> None:
        """While the act is being written nothing more can be chosen."""
        self._is_busy = is_busy
        self.settle.setEnabled(not is_busy)

    def wanted_in_sight(self) -> tuple[QWidget, ...]:
        """What a small window has to show of the panel, the most wanted last."""
        return self.settle, self.cards[self._current]

    def _ask_to_settle(self) -> None:
        if self._is_busy:
            return
        if self._taken is None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._show_state()
            return
        self.settle_asked.emit(Decision(self.parted, self.parted.branches[self._taken]))

    def _show_state(self) -> None:
        self.holds_keyboard.emit(self.hasFocus())
        for place, card in enumerate(self.cards):
            is_current = place == self._current
            card.show_ground("ok_bg" if place == self._taken else "select" if is_current else "surface")
            card.show_edge(is_current)
            card.show_focus(is_current and self.hasFocus())
        self.hint.setText(NOT_CHOSEN if self._taken is None else READY)
        self.setAccessibleName(spoken(self.parted, self._taken))

    # Qt's own names from here on

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        has_modifier = bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
        if Key.Key_1 <= key <= Key.Key_9 and not has_modifier:
            self.choose(key - Key.Key_1)
        elif key in STEPS:
            self._current = min(max(0, self._current + STEPS[key]), len(self.cards) - 1)
            self._show_state()
        elif key == Key.Key_Space:
            self.choose(self._current)
        elif key in ENTER:
            self._ask_to_settle()
        elif key == Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_state()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_state()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_state()


def spoken(parted: Parted, taken: int | None) -> str:
    """The whole choice as one reads it aloud."""
    lines = [f"{n}: {_title(each)}, {_by(each, parted.now)}" for n, each in enumerate(parted.branches, 1)]
    return ". ".join([*lines, NOT_CHOSEN if taken is None else f"Đã chọn {taken + 1}"])


def _card(look: Look, number: int, branch: Branch, now: datetime) -> Cell:
    title = Text(look, f"{number}   {_title(branch)}", is_bold=True, wraps=True)
    by = Text(look, _by(branch, now), tone="text2", size=TextSize.HINT, wraps=True)
    return Cell(look, "surface", title, by, is_first=True)


def _title(branch: Branch) -> str:
    words = ", rồi ".join(branch.acts)
    return words[:1].upper() + words[1:]


def _by(branch: Branch, now: datetime) -> str:
    where = "Máy này" if branch.is_own else branch.device_name or "Máy khác"
    at = f"{branch.at:%H:%M}" if branch.at.date() == now.date() else f"{branch.at:%H:%M %d/%m}"
    return " · ".join(part for part in (where, branch.clerk_name, at) if part)
