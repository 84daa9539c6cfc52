"""The figures of the day in one strip, as at the head of a ledger page."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.look import Look
from ui.theme.measures import EDGE, Room, TextSize
from ui.widgets.painting import draw_text, width_of

HEIGHT, HEIGHT_SHORT = 51, 38
SPACE = 18
GAP = 8
RULE_HEIGHT = 24


class Figure(NamedTuple):
    """A figure and the words after it."""

    number: str
    words: str


class FigureStrip(QWidget):
    """Figures parted by short rules; those that find no room at the right are left out."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._figures: tuple[Figure, ...] = ()
        self._is_short = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        self._figures = tuple(figures)
        self.setAccessibleName("; ".join(f"{figure.number} {figure.words}" for figure in figures))
        self.update()

    def fit(self, room: Room) -> None:
        self._is_short = room.is_short
        self.updateGeometry()

    # Qt's own names from here on

    def sizeHint(self) -> QSize:
        return QSize(0, self._look.px(HEIGHT_SHORT if self._is_short else HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.colour("line"))
        left = EDGE
        for figure in self._figures:
            width = self._width_of(figure)
            if left + width > self.width() - EDGE:
                break
            if left > EDGE:
                self._draw_rule(painter, left - SPACE)
            self._draw(painter, figure, QRect(left, 0, width, self.height() - 1))
            left += width + 2 * SPACE

    def _width_of(self, figure: Figure) -> int:
        number, words = self._fonts()
        return width_of(number, figure.number) + GAP + width_of(words, figure.words) + 1

    def _draw(self, painter: QPainter, figure: Figure, rect: QRect) -> None:
        number, words = self._fonts()
        draw_text(painter, rect, figure.number, number, self._look.colour("text"))
        after = rect.adjusted(width_of(number, figure.number) + GAP, 1, 0, 1)
        draw_text(painter, after, figure.words, words, self._look.colour("text2"))

    def _draw_rule(self, painter: QPainter, left: int) -> None:
        height = self._look.px(RULE_HEIGHT)
        painter.fillRect(left, (self.height() - height) // 2, 1, height, self._look.colour("line"))

    def _fonts(self) -> tuple[QFont, QFont]:
        return self._look.font(TextSize.FIGURE, is_bold=True), self._look.font()
