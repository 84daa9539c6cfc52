"""Draws the checklist: two lines a paper, all of them for the paper the keyboard is on."""

from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.reception.papers import PAPER_ROLE, Paper, PaperHead
from ui.theme.look import Look
from ui.theme.measures import EDGE, HEAD_HEIGHT, PAPER_ROW_HEIGHT, ROW_HEIGHT
from ui.theme.tokens import TokenName
from ui.widgets.painting import RIGHT, draw_check_box, draw_focus, draw_text, width_of

Index = QModelIndex | QPersistentModelIndex
LINE = 18
ABOVE, BELOW = 4, 3
SHORT_LINES = 2

BOX, NUMBER, TITLE = 16, 40, 60
MANNER_WIDTH, COUNT_WIDTH = 88, 40


class Cells:
    """Where the parts of a paper's row stand, in the heading as in the rows."""

    def __init__(self, look: Look, rect: QRect) -> None:
        px = look.px
        right = rect.right() + 1 - EDGE
        top, height = rect.y(), rect.height()
        self.box = QRect(rect.x() + px(BOX), top, px(16), height)
        self.number = QRect(rect.x() + px(NUMBER), top, px(TITLE - NUMBER), height)
        self.copies = QRect(right - px(COUNT_WIDTH), top, px(COUNT_WIDTH), height)
        self.originals = self.copies.translated(-px(COUNT_WIDTH), 0)
        self.manner = QRect(self.originals.x() - px(MANNER_WIDTH), top, px(MANNER_WIDTH), height)
        left = rect.x() + px(TITLE)
        self.title = QRect(left, top, self.manner.x() - left - px(8), height)


class Checklist(Protocol):
    """What the delegate asks of the list it draws for."""

    @property
    def column(self) -> int: ...

    def has_keyboard(self, line: int) -> bool: ...
    def row_width(self) -> int: ...


class PaperDelegate(QStyledItemDelegate):
    """Rows and headings of the checklist."""

    def __init__(self, look: Look, checklist: Checklist, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._list = checklist

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        shown = index.data(PAPER_ROLE)
        if not isinstance(shown, Paper):
            return QSize(0, self._look.px(HEAD_HEIGHT))
        cells = Cells(self._look, QRect(0, 0, self._list.row_width(), 0))
        count = len(wrapped(shown.title, self._look.font(), cells.title.width()))
        if not self._list.has_keyboard(index.row()):
            count = min(count, SHORT_LINES)
        least = ROW_HEIGHT if count == 1 else PAPER_ROW_HEIGHT
        return QSize(0, max(self._look.px(least), count * self._look.px(LINE) + ABOVE + BELOW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # The stubs leave out the members of an option.
        rect: QRect = option.rect  # type: ignore[attr-defined]
        shown = index.data(PAPER_ROLE)
        painter.save()
        if isinstance(shown, Paper):
            self._draw_paper(painter, rect, shown, self._list.has_keyboard(index.row()))
        elif isinstance(shown, PaperHead):
            self._draw_head(painter, rect, shown)
        painter.restore()

    def _draw_head(self, painter: QPainter, rect: QRect, head: PaperHead) -> None:
        look = self._look
        self._fill(painter, rect, "sunken")
        title = rect.adjusted(EDGE, 0, -EDGE, -1)
        draw_text(painter, title, head.title, look.font(is_bold=True), look.colour("text"))
        aside = title.adjusted(width_of(look.font(is_bold=True), head.title) + 8, 0, 0, 0)
        draw_text(painter, aside, head.aside, look.font(), look.colour("text2"))

    def _draw_paper(self, painter: QPainter, rect: QRect, paper: Paper, has_keyboard: bool) -> None:
        look = self._look
        self._fill(painter, rect, "select" if has_keyboard else "surface")
        cells = Cells(look, rect)
        first = _first_line(rect, look)
        draw_check_box(painter, look, _on_line(cells.box, first), paper.handed_in is not None)
        second = look.colour("text2")
        draw_text(painter, _on_line(cells.number, first), str(paper.component.number), look.font(), second)
        draw_text(painter, _on_line(cells.manner, first), paper.manner, look.font(), second)
        self._draw_title(painter, cells.title, first, paper, has_keyboard)
        self._draw_counts(painter, cells, first, paper)
        if has_keyboard:
            self._draw_keyboard(painter, rect, cells, first)

    def _draw_title(self, painter: QPainter, rect: QRect, first: QRect, paper: Paper, is_open: bool) -> None:
        look, font = self._look, self._look.font()
        lines = wrapped(paper.title, font, rect.width())
        if not is_open and len(lines) > SHORT_LINES:
            lines = [lines[0], " ".join(lines[1:])]
        is_asked = paper.component.is_mandatory or paper.handed_in is not None
        colour = look.colour("text" if is_asked else "text2")
        for place, line in enumerate(lines):
            draw_text(painter, _on_line(rect, first.translated(0, place * look.px(LINE))), line, font, colour)

    def _draw_counts(self, painter: QPainter, cells: Cells, first: QRect, paper: Paper) -> None:
        look = self._look
        tone: TokenName = "text" if paper.handed_in else "text3"
        for cell, count in ((cells.originals, paper.counts.originals), (cells.copies, paper.counts.copies)):
            colour = look.colour(tone if count else "text3")
            draw_text(painter, _on_line(cell, first), str(count), look.font(), colour, RIGHT)

    def _draw_keyboard(self, painter: QPainter, rect: QRect, cells: Cells, first: QRect) -> None:
        """The border of the row, and of the count being typed."""
        accent = self._look.colour("accent")
        draw_focus(painter, rect.adjusted(0, 0, 0, -1), accent, 1)
        if self._list.column:
            cell = cells.originals if self._list.column == 1 else cells.copies
            draw_focus(painter, _on_line(cell, first).adjusted(6, -2, 6, 2), accent)

    def _fill(self, painter: QPainter, rect: QRect, token: TokenName) -> None:
        painter.fillRect(rect, self._look.colour(token))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, self._look.colour("line"))


def wrapped(text: str, font: QFont, width: int) -> list[str]:
    """The text broken into lines of a width, at words."""
    layout = QTextLayout(text, font)
    option = QTextOption(Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, QFontMetrics(font).maxWidth()))
        start = line.textStart()
        lines.append(text[start : start + line.textLength()].strip())
    layout.endLayout()
    return lines or [""]


def _first_line(rect: QRect, look: Look) -> QRect:
    """A row of one line is centred, a higher one starts near its top."""
    height = look.px(LINE)
    if rect.height() <= look.px(ROW_HEIGHT):
        return QRect(rect.x(), rect.y() + (rect.height() - 1 - height) // 2, rect.width(), height)
    return QRect(rect.x(), rect.y() + ABOVE, rect.width(), height)


def _on_line(cell: QRect, line: QRect) -> QRect:
    return QRect(cell.x(), line.y(), cell.width(), line.height())
