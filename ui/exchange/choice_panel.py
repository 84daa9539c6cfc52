"""Settles one open choice by keyboard: digits or arrows choose, F9 writes what the last column shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.storage.open_choices import Clash
from ui.exchange.choosing import Choosing
from ui.exchange.comparison import Comparison, Differing
from ui.exchange.comparison_grid import ComparisonGrid
from ui.exchange.settling_panel import STEPS, SettlingPanel
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, EDGE
from ui.widgets.key_button import KeyButton
from ui.widgets.words_edit import ENTER_KEYS

Key = Qt.Key
SIDES: Mapping[int, int] = {Key.Key_Left: 0, Key.Key_Right: 1}
WRITE = 2  # the third digit: neither value, another one
READY = "Đã chọn đủ. Ghi xong, bản không lấy vẫn nằm trong diễn biến."
ONLY_TWO = "Mục này chỉ lấy được một trong hai bản."


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a clerk wants written."""

    clash: Clash
    taken: dict[str, Any]


class ChoicePanel(SettlingPanel):
    """``settle_asked`` carries a Settlement."""

    def __init__(self, look: Look, shown: Comparison) -> None:
        super().__init__(look, "Ghi lựa chọn", len(shown.rows))
        self._look = look
        self.choosing = Choosing(shown)
        self.grid = ComparisonGrid(look, self.choosing)
        # Bare digits are heard where the keys arrive: a shortcut would act before the scanner can hold them.
        self.buttons = [KeyButton(look, str(n), words, hears_key=False) for n, words in _offers(shown)]
        self._lay_out()
        self._connect()
        self._show_state()

    def _lay_out(self) -> None:
        ways = QHBoxLayout()
        ways.setContentsMargins(EDGE, 10, EDGE, 6)
        ways.setSpacing(CELL_PADDING)
        for button in self.buttons:
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            ways.addWidget(button)
        ways.addStretch(1)
        self.column.addWidget(self.grid)
        self.column.addLayout(ways)
        self.add_last_line(0)

    def _connect(self) -> None:
        self.grid.pressed.connect(self._press)
        for place, button in enumerate(self.buttons):
            button.clicked.connect(lambda _checked=False, digit=place: self.choose(digit))
        for place in range(len(self.choosing.shown.rows)):
            edit = self.grid.edit_of(place)
            edit.key_taker = self
            edit.left.connect(lambda row=place: self._stop_writing(row))

    # choosing

    def choose_now(self, digit: int) -> None:
        """0 and 1 take a side of the current row, 2 begins to write."""
        if digit > WRITE:
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

    # settling

    def result(self) -> Settlement | None:
        """The choice once every field has one; until then the first that has none is the current one."""
        for place in range(len(self.choosing.shown.rows)):
            self._stop_writing(place)
        if self.choosing.left():
            self._current = self.choosing.next_left(-1)
            return None
        return Settlement(self.choosing.shown.clash, dict(self.choosing.taken))

    def wanted_in_sight(self) -> tuple[QWidget, ...]:
        return self.settle, self.grid.cell_of(self._current)

    def has_keyboard(self) -> bool:
        """Here, or in the field that a third result is typed in."""
        return self.hasFocus() or not self.grid.edit_of(self._current).isHidden()

    def show_state(self) -> None:
        self.grid.show_state(self._current, has_keyboard=self.hasFocus())
        self.buttons[WRITE].setEnabled(self._row().may_write)
        self.buttons[WRITE].setToolTip("" if self._row().may_write else ONLY_TWO)
        left = self.choosing.left()
        self.hint.setText(f"Còn {len(left)} mục chưa chọn: {_names(left)}." if left else READY)

    # the field that a third result is typed in

    def wants_key(self, event: QKeyEvent) -> bool:
        return event.key() in ENTER_KEYS or event.key() == Key.Key_Escape or event.key() in STEPS

    def take_key(self, event: QKeyEvent) -> None:
        """Enter and the arrows take what was typed; Esc lets it go."""
        edit = self.grid.edit_of(self._current)
        if event.key() == Key.Key_Escape:
            edit.hide()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if event.key() in STEPS:
            self._move(STEPS[event.key()])
        elif event.key() in ENTER_KEYS:
            self._current = self.choosing.next_left(self._current)
        self._show_state()

    def takes(self, key: int) -> bool:
        """Left and right take a side and stay on the row."""
        if key not in SIDES:
            return False
        self.choosing.take(self._row(), SIDES[key])
        self._show_state()
        return True


def _offers(shown: Comparison) -> list[tuple[int, str]]:
    """The words of the three digits; a desk that looks on calls the sides by where they stand."""
    names = ("máy này", "máy kia") if shown.clash.sides[0].is_own else ("bên trái", "bên phải")
    return [(1, f"Lấy bản {names[0]}"), (2, f"Lấy bản {names[1]}"), (3, "Viết khác")]


def _names(rows: list[Differing]) -> str:
    return ", ".join(row.words for row in rows)
