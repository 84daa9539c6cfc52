"""Settles one open choice by keyboard: digits or arrows choose, F9 writes what the last column shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.storage.open_choices import Clash
from ui.exchange.choosing import Choosing
from ui.exchange.comparison import Comparison, Differing
from ui.exchange.comparison_grid import ComparisonGrid
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, EDGE, TextSize
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.text import Text

Key = Qt.Key
ENTER = frozenset({Key.Key_Return, Key.Key_Enter})
SIDES: Mapping[int, int] = {Key.Key_Left: 0, Key.Key_Right: 1}
STEPS: Mapping[int, int] = {Key.Key_Up: -1, Key.Key_Down: 1}
WRITE = 2  # the third digit: neither value, another one
DIGITS: Mapping[int, int] = {Key.Key_1: 0, Key.Key_2: 1, Key.Key_3: WRITE}
READY = "Đã chọn đủ. Ghi xong, bản không lấy vẫn nằm trong diễn biến."
ONLY_TWO = "Mục này chỉ lấy được một trong hai bản."


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a clerk wants written."""

    clash: Clash
    taken: dict[str, Any]


class ChoicePanel(QWidget):
    """``settle_asked`` carries a whole result; ``left`` wants the list back.

    ``holds_keyboard`` says whether Enter and Esc are heard here.
    """

    holds_keyboard = Signal(bool)
    settle_asked = Signal(object)
    left = Signal()

    def __init__(self, look: Look, shown: Comparison) -> None:
        super().__init__()
        self._look = look
        self.choosing = Choosing(shown)
        self._current = 0
        self._is_busy = False
        self.grid = ComparisonGrid(look, self.choosing)
        self.hint = Text(look, tone="text2", size=TextSize.HINT, wraps=True)
        # Bare digits are heard where the keys arrive: a shortcut would act before the scanner can hold them.
        self.takes = [KeyButton(look, str(n), words, hears_key=False) for n, words in _offers(shown)]
        self.settle = KeyButton(look, "F9", "Ghi lựa chọn", kind=Kind.PRIMARY, is_tall=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out()
        self._connect()
        self._show_state()

    def _lay_out(self) -> None:
        ways = QHBoxLayout()
        ways.setContentsMargins(EDGE, 10, EDGE, 6)
        ways.setSpacing(CELL_PADDING)
        for button in self.takes:
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            ways.addWidget(button)
        ways.addStretch(1)
        last = QHBoxLayout()
        last.setContentsMargins(EDGE, 0, EDGE, 0)
        last.setSpacing(EDGE)
        last.addWidget(self.hint, 1)
        last.addWidget(self.settle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.grid)
        column.addLayout(ways)
        column.addLayout(last)

    def _connect(self) -> None:
        self.grid.pressed.connect(self._press)
        self.settle.clicked.connect(self._ask_to_settle)
        for place, button in enumerate(self.takes):
            button.clicked.connect(lambda _checked=False, digit=place: self.choose(digit))
        for place in range(len(self.choosing.shown.rows)):
            edit = self.grid.edit_of(place)
            edit.key_taker = self
            edit.left.connect(lambda row=place: self._stop_writing(row))

    # choosing

    def choose(self, digit: int) -> None:
        """Do what a digit stands for on the current row: 0 and 1 take a side, 2 begins to write."""
        if self._is_busy:
            return
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if digit == WRITE:
            self._begin_to_write()
        else:
            self._take(digit)

    def _take(self, side: int) -> None:
        self.choosing.take(self._row(), side)
        self._current = self.choosing.next_left(self._current)
        self._show_state()

    def _press(self, row: int, side: int) -> None:
        self._current = row
        self.choose(side)

    def _begin_to_write(self) -> None:
        row = self._row()
        if not row.may_write:
            self.hint.setText(ONLY_TWO)
            return
        edit = self.grid.edit_of(self._current)
        edit.fill(self.choosing.first_text(row))
        edit.show()
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.selectAll()
        self._show_state()

    def _stop_writing(self, place: int) -> None:
        """Leaving the field takes what it says; an emptied name is no result."""
        edit = self.grid.edit_of(place)
        if edit.isHidden():
            return
        edit.hide()
        self.choosing.write(self.choosing.shown.rows[place], edit.words())
        self._show_state()

    def _row(self) -> Differing:
        return self.choosing.shown.rows[self._current]

    def _move(self, step: int) -> None:
        self._current = min(max(0, self._current + step), len(self.choosing.shown.rows) - 1)
        self._show_state()

    # settling

    def _ask_to_settle(self) -> None:
        """Ask once for a whole result; with something missing, go there instead."""
        for place in range(len(self.choosing.shown.rows)):
            self._stop_writing(place)
        if self._is_busy:
            return
        if self.choosing.left():
            self._current = self.choosing.next_left(-1)
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._show_state()
            return
        self.settle_asked.emit(Settlement(self.choosing.shown.clash, dict(self.choosing.taken)))

    def set_busy(self, is_busy: bool) -> None:
        """While the act is being written nothing more can be chosen."""
        self._is_busy = is_busy
        self.settle.setEnabled(not is_busy)

    def wanted_in_sight(self) -> tuple[QWidget, ...]:
        """What a small window has to show of the panel, the most wanted last."""
        return self.settle, self.grid.cell_of(self._current)

    def _is_writing(self) -> bool:
        return not self.grid.edit_of(self._current).isHidden()

    def _show_state(self) -> None:
        self.holds_keyboard.emit(self.hasFocus() or self._is_writing())
        self.grid.show_state(self._current, has_keyboard=self.hasFocus())
        self.takes[WRITE].setEnabled(self._row().may_write)
        self.takes[WRITE].setToolTip("" if self._row().may_write else ONLY_TWO)
        left = self.choosing.left()
        self.hint.setText(f"Còn {len(left)} mục chưa chọn: {_names(left)}." if left else READY)

    # the field that a third result is typed in

    def wants_key(self, event: QKeyEvent) -> bool:
        return event.key() in ENTER or event.key() == Key.Key_Escape or event.key() in STEPS

    def take_key(self, event: QKeyEvent) -> None:
        """Enter and the arrows take what was typed; Esc lets it go."""
        edit = self.grid.edit_of(self._current)
        if event.key() == Key.Key_Escape:
            edit.hide()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if event.key() in STEPS:
            self._move(STEPS[event.key()])
        elif event.key() in ENTER:
            self._current = self.choosing.next_left(self._current)
        self._show_state()

    # Qt's own names from here on

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        digit = digit_of(event)
        if digit is not None:
            self.choose(digit)
        elif key in SIDES:
            self.choosing.take(self._row(), SIDES[key])
            self._show_state()
        elif key in STEPS:
            self._move(STEPS[key])
        elif key in ENTER:
            self._ask_to_settle()
        elif key == Key.Key_Escape:
            self.left.emit()
        else:
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
    """What a bare digit chooses; None for any other key."""
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return None
    return DIGITS.get(event.key())


def _offers(shown: Comparison) -> list[tuple[int, str]]:
    """The words of the three digits; a desk that looks on calls the sides by where they stand."""
    names = ("máy này", "máy kia") if shown.clash.sides[0].is_own else ("bên trái", "bên phải")
    return [(1, f"Lấy bản {names[0]}"), (2, f"Lấy bản {names[1]}"), (3, "Viết khác")]


def _names(rows: list[Differing]) -> str:
    return ", ".join(row.words for row in rows)
