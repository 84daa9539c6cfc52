"""Two desks' values side by side, and at the right what will stand in the books."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.exchange.cell import Cell
from ui.exchange.choosing import NOT_CHOSEN, Choosing
from ui.exchange.comparison import Comparison, Differing, Head
from ui.theme.look import Look
from ui.theme.measures import TextSize
from ui.theme.tokens import TokenName
from ui.widgets.text import Text
from ui.widgets.words_edit import WordsEdit

STANDS, KEPT = "Sổ đang dùng", "Vẫn được giữ"
RESULT, WILL_STAND = "Kết quả", "Sẽ ghi vào sổ"
STRETCHES = (5, 7, 7, 7)
NARROWEST = 84
ZERO_WIDTH_SPACE = "\u200b"


class ComparisonGrid(QWidget):
    """One open choice: a line for each field that differs; ``pressed`` carries the row and side clicked."""

    pressed = Signal(int, int)

    def __init__(self, look: Look, choosing: Choosing) -> None:
        super().__init__()
        self._look = look
        self._choosing = choosing
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        for column, stretch in enumerate(STRETCHES):
            self._grid.setColumnStretch(column, stretch)
            self._grid.setColumnMinimumWidth(column, look.px(NARROWEST))
        self._add_heads(choosing.shown)
        self._lines = [_Line(look, row) for row in choosing.shown.rows]
        for place, line in enumerate(self._lines):
            self._add_line(place, line)

    def _add_heads(self, shown: Comparison) -> None:
        look = self._look
        label = Text(look, "Mục", tone="text2")
        self._put(0, 0, Cell(look, "bar", label, is_first=True))
        for side, head in enumerate(shown.heads):
            words, tone = _fate(side == shown.standing)
            fate = Text(look, words, size=TextSize.HINT, tone=tone)
            self._put(0, side + 1, Cell(look, "bar", *self._head(title_of(head), head.written), fate))
        self._put(0, 3, Cell(look, "bar", *self._head(RESULT, WILL_STAND)))

    def _head(self, title: str, remark: str) -> tuple[Text, Text]:
        look = self._look
        return (
            Text(look, title, is_bold=True, wraps=True),
            Text(look, remark, size=TextSize.HINT, tone="text2", wraps=True),
        )

    def _add_line(self, place: int, line: "_Line") -> None:
        for column, cell in enumerate(line.cells):
            self._put(place + 1, column, cell)
        for side in (0, 1):
            line.cells[side + 1].pressed.connect(lambda s=side: self.pressed.emit(place, s))

    def _put(self, line: int, column: int, cell: "Cell") -> None:
        self._grid.addWidget(cell, line, column)

    def show_state(self, current: int, *, has_keyboard: bool) -> None:
        """Mark the row the keyboard is on, the sides taken, and the results."""
        for place, line in enumerate(self._lines):
            line.show_state(self._choosing, is_current=place == current, has_keyboard=has_keyboard)
        self.setAccessibleName(spoken(self._choosing))

    def edit_of(self, row: int) -> WordsEdit:
        """The field of a row's third result; in sight once it is shown."""
        return self._lines[row].edit

    def cell_of(self, row: int) -> QWidget:
        """Where a row's result stands."""
        return self._lines[row].cells[3]

    def result_words(self, row: int) -> str:
        """What the result column says."""
        return self._lines[row].result.text()


class _Line:
    """One field: its label, both values, the result and the field to type another one in."""

    def __init__(self, look: Look, row: Differing) -> None:
        self._row = row
        self.result = Text(look, is_bold=True, wraps=True)
        self.edit = WordsEdit()
        self.edit.setAccessibleName(f"{row.words}, {RESULT.lower()}")
        self.edit.hide()
        self.cells = (
            Cell(look, "surface", Text(look, row.words, tone="text2", wraps=True), is_first=True),
            *(Cell(look, "surface", Text(look, breakable(value), wraps=True)) for value in row.values),
            Cell(look, "surface", self.result, self.edit),
        )

    def show_state(self, choosing: Choosing, *, is_current: bool, has_keyboard: bool) -> None:
        words = choosing.result_words(self._row)
        self.result.setText(breakable(words))
        self.result.setVisible(self.edit.isHidden())
        self.result.set_tone("due" if words == NOT_CHOSEN else "text")
        taken = choosing.side_of(self._row)
        ground: TokenName = "select" if is_current else "surface"
        for place, cell in enumerate(self.cells):
            cell.show_ground("ok_bg" if taken is not None and place == taken + 1 else ground)
        self.cells[0].show_edge(is_current)
        self.cells[3].show_focus(is_current and has_keyboard and self.edit.isHidden())


def breakable(value: str) -> str:
    """An address of electronic mail has no blank to break at in a narrow column."""
    return value.replace("@", f"@{ZERO_WIDTH_SPACE}")


def _fate(stands: bool) -> tuple[str, TokenName]:
    return (STANDS, "ok") if stands else (KEPT, "text2")


def title_of(head: Head) -> str:
    """``Bản của máy này``, ``Bản của Bàn 1``."""
    return f"Bản của {_inside(head.name)}"


def spoken(choosing: Choosing) -> str:
    """The whole comparison as one reads it aloud."""
    shown = choosing.shown
    one, other = shown.heads
    lines = [
        f"{row.words}: {_inside(one.name)} {row.values[0]}, {_inside(other.name)} {row.values[1]}, "
        f"{RESULT.lower()} {choosing.result_words(row)}"
        for row in shown.rows
    ]
    return ". ".join([*lines, f"Sổ đang dùng bản của {_inside(shown.heads[shown.standing].name)}"])


def _inside(name: str) -> str:
    """A head's name in the middle of a sentence; a desk's own name keeps its capital."""
    return name[0].lower() + name[1:] if name in ("Máy này", "Máy khác") else name
