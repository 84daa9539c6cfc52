"""Draws the rows of every list: headings, states as shape and word, text cut with an ellipsis."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import CELL_PADDING, EDGE
from ui.theme.tokens import TokenName
from ui.widgets.ledger_header import padded
from ui.widgets.paged_model import CELL_ROLE, Cell
from ui.widgets.painting import LEFT, RIGHT, cut_left, draw_drawing, draw_text, width_of
from ui.widgets.row_layout import Group

Role = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex
MARK_GAP = 7


class RowDelegate(QStyledItemDelegate):
    """Asks a model for ``CELL_ROLE`` and draws it with the look's tokens."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # The stubs leave out the members of an option.
        rect: QRect = option.rect  # type: ignore[attr-defined]
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        content: Cell | Group = index.data(CELL_ROLE)
        painter.save()
        if isinstance(content, Group):
            self._draw_heading(painter, rect, content)
        else:
            self._fill(painter, rect, self._ground(index, is_chosen))
            self._draw_cell(painter, padded(rect, index.column(), content.is_right), content)
        painter.restore()

    def _draw_heading(self, painter: QPainter, rect: QRect, group: Group) -> None:
        look = self._look
        self._fill(painter, rect, group.ground)
        title = rect.adjusted(EDGE, 0, -CELL_PADDING, -1)
        bold = look.font(is_bold=True)
        draw_text(painter, title, group.title, bold, look.colour("text"))
        aside = title.adjusted(width_of(bold, group.title) + CELL_PADDING, 0, 0, 0)
        draw_text(painter, aside, group.aside, look.font(), look.colour("text2"))

    def _ground(self, index: Index, is_chosen: bool) -> TokenName:
        if is_chosen:
            return "select"
        return "hover" if getattr(self.parent(), "hovered_line", -1) == index.row() else "surface"

    def _draw_cell(self, painter: QPainter, room: QRect, cell: Cell) -> None:
        tone, mark = cell.tone, cell.mark
        if mark is not None:
            self._draw_mark(painter, room, mark)
            room.setLeft(room.left() + self._look.px(mark.size) + MARK_GAP)
            tone = mark.tone
        font = self._look.font(is_bold=mark is not None and mark.is_bold)
        side = RIGHT if cell.is_right else LEFT
        draw_text(painter, room, cell.text, font, self._look.colour(tone), side)

    def _draw_mark(self, painter: QPainter, room: QRect, mark: Mark) -> None:
        square = cut_left(room, self._look.px(mark.size))
        draw_drawing(painter, self._look, square, mark.drawing, mark.size, mark.tone)

    def _fill(self, painter: QPainter, rect: QRect, token: TokenName) -> None:
        painter.fillRect(rect, self._look.colour(token))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, self._look.colour("line"))
