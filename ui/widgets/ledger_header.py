"""The heads of a table's columns, standing over their columns' text."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QWidget

from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, EDGE, HEAD_HEIGHT, TextSize
from ui.widgets.painting import LEFT, RIGHT, draw_text

Role = Qt.ItemDataRole
# Numbers end further from the next column's words than words do.
RIGHT_PADDING = EDGE


def padded(cell: QRect, column: int, is_right: bool) -> QRect:
    """The part of a cell, or of a head, that its text may fill."""
    left = EDGE if column == 0 else CELL_PADDING
    return cell.adjusted(left, 0, -(RIGHT_PADDING if is_right else CELL_PADDING), -1)


class LedgerHeader(QHeaderView):
    """Small words on the bar's ground, with the table's own paddings."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        orientation = Qt.Orientation.Horizontal
        title = self.model().headerData(section, orientation, Role.DisplayRole) or ""
        alignment = self.model().headerData(section, orientation, Role.TextAlignmentRole)
        side = RIGHT if alignment and alignment & RIGHT else LEFT
        look = self._look
        painter.save()
        _draw_ground(painter, look, rect)
        text = padded(rect, section, side is RIGHT)
        draw_text(painter, text, title, look.font(TextSize.HINT), look.colour("text2"), side)
        painter.restore()


class HeaderCorner(QWidget):
    """Carries the heads' ground over the scroll bar, which Qt draws beside them."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(0, self._look.px(HEAD_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        _draw_ground(QPainter(self), self._look, self.rect())


def _draw_ground(painter: QPainter, look: Look, rect: QRect) -> None:
    painter.fillRect(rect, look.colour("bar"))
    painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.colour("line"))
