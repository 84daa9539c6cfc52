"""Settles which of two desks' acts stand: digits or arrows choose a branch, F9 writes the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.domain.ids import DossierId
from app.services.decisions import Branch
from ui.exchange.cell import Cell
from ui.exchange.settling_panel import SettlingPanel
from ui.theme.look import Look
from ui.theme.measures import TextSize
from ui.widgets.text import Text

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


class DecisionPanel(SettlingPanel):
    """``settle_asked`` carries a Decision."""

    def __init__(self, look: Look, parted: Parted) -> None:
        super().__init__(look, "Ghi quyết định", len(parted.branches))
        self.parted = parted
        self._taken: int | None = None
        self.cards = [_card(look, n, each, parted.now) for n, each in enumerate(parted.branches, 1)]
        for place, card in enumerate(self.cards):
            card.pressed.connect(lambda at=place: self.choose(at))
            self.column.addWidget(card)
        self.add_last_line(10)

    def choose_now(self, digit: int) -> None:
        """Let the branch at this place stand."""
        if digit < len(self.cards):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._current = self._taken = digit
            self._show_state()

    def result(self) -> Decision | None:
        """The branch that was chosen."""
        return None if self._taken is None else Decision(self.parted, self.parted.branches[self._taken])

    def wanted_in_sight(self) -> tuple[QWidget, ...]:
        return self.settle, self.cards[self._current]

    def show_state(self) -> None:
        for place, card in enumerate(self.cards):
            is_current = place == self._current
            card.show_ground("ok_bg" if place == self._taken else "select" if is_current else "surface")
            card.show_edge(is_current)
            card.show_focus(is_current and self.hasFocus())
        self.hint.setText(NOT_CHOSEN if self._taken is None else READY)
        self.setAccessibleName(spoken(self.parted, self._taken))

    def takes(self, key: int) -> bool:
        """The space bar chooses where the arrows have led."""
        if key == Qt.Key.Key_Space:
            self.choose(self._current)
        return key == Qt.Key.Key_Space


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
