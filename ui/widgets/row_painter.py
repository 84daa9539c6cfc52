"""Draws the rows of every list: headings, states as shape and word, text cut with an ellipsis.

A list is drawn anew at every arrow key, cell by cell, so what a cell needs is asked once a row, and words
that were laid out once are kept: Qt's own way, a delegate asked about every index, took twice as long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QStaticText

from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import CELL_PADDING, EDGE
from ui.theme.tokens import TokenName
from ui.widgets.ledger_header import padded
from ui.widgets.paged_model import Cell, Column, cell_of
from ui.widgets.painting import cut_left, draw_drawing, draw_text, width_of
from ui.widgets.row_layout import Group

MARK_GAP = 7
WORDS_KEPT = 4_000  # some dozens of screenfuls


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text as it was laid out."""

    text: QStaticText
    width: float
    height: float


class RowPainter:
    """Draws with the look's tokens; ``draw_row`` and ``draw_heading`` fill their whole line."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._words: dict[tuple[str, int, bool, int], Words] = {}

    def draw_heading(self, painter: QPainter, rect: QRect, group: Group) -> None:
        look = self._look
        self._fill(painter, rect, group.ground)
        title = rect.adjusted(EDGE, 0, -CELL_PADDING, -1)
        bold = look.font(is_bold=True)
        draw_text(painter, title, group.title, bold, look.colour("text"))
        aside = title.adjusted(width_of(bold, group.title) + CELL_PADDING, 0, 0, 0)
        draw_text(painter, aside, group.aside, look.font(), look.colour("text2"))

    def draw_row(
        self, painter: QPainter, rect: QRect, ground: TokenName, row: Any, cells: Sequence["CellRoom"]
    ) -> None:
        self._fill(painter, rect, ground)
        for room in cells:
            place = QRect(room.left, rect.y(), room.width, rect.height())
            content = cell_of(room.column, row)
            self._draw_cell(painter, padded(place, room.number, content.is_right), content)

    def _draw_cell(self, painter: QPainter, room: QRect, cell: Cell) -> None:
        tone, mark, is_bold = cell.tone, cell.mark, False
        if mark is not None:
            self._draw_mark(painter, room, mark)
            room.setLeft(room.left() + self._look.px(mark.size) + MARK_GAP)
            tone, is_bold = mark.tone, mark.is_bold
        words = self._laid_out(cell.text, room.width(), is_bold)
        left = room.right() + 1 - words.width if cell.is_right else room.left()
        painter.setFont(self._look.font(is_bold=is_bold))
        painter.setPen(self._look.colour(tone))
        painter.drawStaticText(QPointF(left, room.y() + (room.height() - words.height) / 2), words.text)

    def _draw_mark(self, painter: QPainter, room: QRect, mark: Mark) -> None:
        square = cut_left(room, self._look.px(mark.size))
        draw_drawing(painter, self._look, square, mark.drawing, mark.size, mark.tone)

    def _fill(self, painter: QPainter, rect: QRect, token: TokenName) -> None:
        painter.fillRect(rect, self._look.colour(token))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, self._look.colour("line"))

    def _laid_out(self, text: str, width: int, is_bold: bool) -> Words:
        """One line, cut at its end with an ellipsis."""
        key = text, width, is_bold, self._look.percent
        found = self._words.get(key)
        if found is None:
            if len(self._words) >= WORDS_KEPT:
                self._words.clear()
            found = self._words[key] = self._lay_out(text, width, is_bold)
        return found

    def _lay_out(self, text: str, width: int, is_bold: bool) -> Words:
        font = self._look.font(is_bold=is_bold)
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, width)
        words = QStaticText(shown)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.prepare(font=font)
        return Words(words, metrics.horizontalAdvance(shown), metrics.height())


@dataclass(frozen=True, slots=True)
class CellRoom:
    """Where a column stands at this moment."""

    number: int
    column: Column[Any]
    left: int
    width: int
