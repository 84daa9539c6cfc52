"""Two desks' values side by side: the one that stands in the books is marked, the other is not hidden."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.exchange.field_words import Comparison, Head
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, EDGE, TextSize
from ui.theme.tokens import TokenName
from ui.widgets.text import Text

STANDS, KEPT = "Sổ đang dùng", "Vẫn được giữ"
STRETCHES = (5, 8, 8)


class ComparisonGrid(QWidget):
    """One open choice: a line for each field that differs."""

    def __init__(self, look: Look, shown: Comparison) -> None:
        super().__init__()
        self._look = look
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        for column, stretch in enumerate(STRETCHES):
            self._grid.setColumnStretch(column, stretch)
        self._add_heads(shown)
        self._add_rows(shown)
        self.setAccessibleName(spoken(shown))

    def _add_heads(self, shown: Comparison) -> None:
        look = self._look
        self._put(0, 0, "bar", Text(look, "Mục khác nhau", tone="text2"))
        for side, head in enumerate(shown.heads):
            stands = side == shown.standing
            self._put(
                0,
                side + 1,
                "bar",
                Text(look, head.name, is_bold=True, is_cut=True),
                Text(look, head.written, size=TextSize.HINT, tone="text2", wraps=True),
                Text(look, _fate(stands), size=TextSize.HINT, tone="ok" if stands else "text2"),
            )

    def _add_rows(self, shown: Comparison) -> None:
        look = self._look
        for line, row in enumerate(shown.rows, 1):
            self._put(line, 0, "surface", Text(look, row.words, tone="text2", wraps=True))
            for side, value in enumerate(row.values):
                stands = side == shown.standing
                words = Text(look, value, is_bold=stands, wraps=True)
                self._put(line, side + 1, "ok_bg" if stands else "surface", words)

    def _put(self, line: int, column: int, ground: TokenName, *words: Text) -> None:
        self._grid.addWidget(_Cell(self._look, ground, words, is_first=not column), line, column)


class _Cell(QWidget):
    """Words on a token's ground, with the hairlines of a side-by-side table."""

    def __init__(self, look: Look, ground: TokenName, words: tuple[Text, ...], *, is_first: bool) -> None:
        super().__init__()
        self._look = look
        self._ground: TokenName = ground
        self._is_first = is_first
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE if is_first else 10, 6, CELL_PADDING, 7)
        column.setSpacing(1)
        for text in words:
            column.addWidget(text)
        column.addStretch(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        line = self._look.colour("line")
        painter.fillRect(self.rect(), self._look.colour(self._ground))
        painter.fillRect(0, self.height() - 1, self.width(), 1, line)
        if not self._is_first:
            painter.fillRect(0, 0, 1, self.height(), line)


def spoken(shown: Comparison) -> str:
    """The whole comparison as one reads it aloud."""
    lines = [
        f"{row.words}: {shown.heads[0].name} {row.values[0]}, {shown.heads[1].name} {row.values[1]}"
        for row in shown.rows
    ]
    return ". ".join([*lines, f"Sổ đang dùng bản của {_name(shown.heads[shown.standing])}"])


def _name(head: Head) -> str:
    return head.name[0].lower() + head.name[1:] if head.name == "Máy này" else head.name


def _fate(stands: bool) -> str:
    return STANDS if stands else KEPT
