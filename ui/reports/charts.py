"""Two charts: bars of several parts, and a day in columns. What a colour says, a pattern says too."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.look import Look
from ui.theme.measures import EDGE, ROW_HEIGHT, TextSize
from ui.theme.tokens import TokenName
from ui.widgets.painting import CENTRE, draw_text, width_of

LABEL_SHARE, NUMBER_WIDTH = 0.34, 62
BAR_HEIGHT = 16
LEGEND_GAP, SWATCH = 14, 12
TOP = 10
LEAST_SEEN = 2  # pixels of a part that is not nought


@dataclass(frozen=True, slots=True)
class Part:
    """One part of every bar: its words, border and ground, and the pattern in ``ink`` over that ground."""

    words: str
    tone: TokenName
    ground: TokenName
    pattern: Qt.BrushStyle = Qt.BrushStyle.NoBrush
    ink: TokenName = "surface"


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar's words and the sizes of its parts."""

    words: str
    sizes: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.sizes)


class Chart(QWidget):
    """Bars, and the words of their parts over them."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._name = name
        self.parts: tuple[Part, ...] = ()
        self.bars: tuple[Bar, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.update)

    def show_bars(self, parts: Sequence[Part], bars: Sequence[Bar]) -> None:
        """Show these bars; a screen reader hears the same figures."""
        self.parts, self.bars = tuple(parts), tuple(bars)
        self.setAccessibleDescription("; ".join(_spoken(bar, self.parts) for bar in self.bars))
        self.update()

    def draw_legend(self, painter: QPainter) -> int:
        """The parts' words in as many lines as they need; where the bars begin."""
        font = self.look.font(TextSize.HINT)
        line, swatch = self.look.px(20), self.look.px(SWATCH)
        left, top = EDGE, self.look.px(TOP)
        for part in self.parts:
            width = swatch + 6 + width_of(font, part.words)
            if left > EDGE and left + width > self.width() - EDGE:
                left, top = EDGE, top + line
            square = QRect(left, top + (line - swatch) // 2, swatch, swatch)
            self.fill(painter, square, part)
            words = QRect(square.right() + 7, top, width, line)
            draw_text(painter, words, part.words, font, self.look.colour("text2"))
            left += width + LEGEND_GAP
        return top + line + self.look.px(6)

    def fill(self, painter: QPainter, rect: QRect, part: Part) -> None:
        """A piece of a part: ground, pattern, border."""
        tone = self.look.colour(part.tone)
        painter.fillRect(rect, self.look.colour(part.ground))
        painter.fillRect(rect, QBrush(self.look.colour(part.ink), part.pattern))
        painter.setPen(QPen(tone, 1))
        painter.drawRect(rect.adjusted(0, 0, -1, -1))

    # Qt's own names from here on

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(420), self.look.px(260))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(200), self.look.px(120))


class BarChart(Chart):
    """Lying bars, the longest over the whole width; those that find no room are left to the table."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("surface"))
        if not self.bars:
            return
        top = self.draw_legend(painter)
        row = self.look.px(ROW_HEIGHT)
        room = max(1, (self.height() - top) // row)
        shown = self.bars if len(self.bars) <= room else self.bars[: room - 1]
        largest = max(1, *(bar.total for bar in self.bars))
        for place, bar in enumerate(shown):
            self._draw_bar(painter, QRect(0, top + place * row, self.width(), row), bar, largest)
        if left_out := len(self.bars) - len(shown):
            words = f"và {left_out} dòng nữa, xem ở bảng"
            rect = QRect(EDGE, top + len(shown) * row, self.width() - 2 * EDGE, row)
            draw_text(painter, rect, words, self.look.font(TextSize.HINT), self.look.colour("text3"))

    def _draw_bar(self, painter: QPainter, line: QRect, bar: Bar, largest: int) -> None:
        label = round((self.width() - 2 * EDGE) * LABEL_SHARE)
        number = self.look.px(NUMBER_WIDTH)
        words = QRect(EDGE, line.y(), label - 8, line.height())
        draw_text(painter, words, bar.words, self.look.font(), self.look.colour("text"))
        height = self.look.px(BAR_HEIGHT)
        left = EDGE + label
        room = self.width() - EDGE - number - left
        top = line.y() + (line.height() - height) // 2
        for part, size in zip(self.parts, bar.sizes, strict=True):
            width = max(LEAST_SEEN, round(room * size / largest)) if size else 0
            if width:
                self.fill(painter, QRect(left, top, width, height), part)
            left += width
        total = QRect(left + 6, line.y(), number, line.height())
        draw_text(painter, total, whole(bar.total), self.look.font(), self.look.colour("text2"))


class ColumnChart(Chart):
    """Standing columns, as the hours of a day; each says its number above and its words below."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("surface"))
        if not self.bars:
            return
        top = self.draw_legend(painter) + self.look.px(18)
        foot = self.look.px(24)
        floor = self.height() - foot
        width = (self.width() - 2 * EDGE) // len(self.bars)
        largest = max(1, *(bar.total for bar in self.bars))
        for place, bar in enumerate(self.bars):
            room = QRect(EDGE + place * width, top, width, floor - top)
            self._draw_column(painter, room, bar, largest)
            words = QRect(room.x(), floor, width, foot)
            hint = self.look.font(TextSize.HINT)
            draw_text(painter, words, bar.words, hint, self.look.colour("text2"), CENTRE)
        painter.fillRect(EDGE, floor, width * len(self.bars), 1, self.look.colour("line2"))

    def _draw_column(self, painter: QPainter, room: QRect, bar: Bar, largest: int) -> None:
        floor = room.bottom() + 1
        thick = min(self.look.px(34), max(3, room.width() - 6))
        left = room.x() + (room.width() - thick) // 2
        for part, size in zip(self.parts, bar.sizes, strict=True):
            height = max(LEAST_SEEN, round(room.height() * size / largest)) if size else 0
            floor -= height
            if height:
                self.fill(painter, QRect(left, floor, thick, height), part)
        if bar.total:
            above = QRect(room.x(), floor - self.look.px(17), room.width(), self.look.px(16))
            hint = self.look.font(TextSize.HINT)
            draw_text(painter, above, whole(bar.total), hint, self.look.colour("text"), CENTRE)


def _spoken(bar: Bar, parts: Sequence[Part]) -> str:
    said = ", ".join(f"{part.words} {size}" for part, size in zip(parts, bar.sizes, strict=True) if size)
    return f"{bar.words}: {said or 'không có'}"


def whole(number: int) -> str:
    """``1.234``."""
    return f"{number:,}".replace(",", ".")
