"""What several painted widgets and delegates draw alike."""

from math import ceil

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView

from ui.theme.look import Look
from ui.theme.measures import FOCUS_WIDTH, RADIUS
from ui.theme.tokens import TokenName

LEFT = Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignRight
CENTRE = Qt.AlignmentFlag.AlignHCenter
ONE_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


def width_of(font: QFont, text: str) -> int:
    """The width of one line of text, rounded up so that it is not cut in its own room."""
    return ceil(QFontMetricsF(font).horizontalAdvance(text))


def cut_left(rect: QRect, width: int) -> QRect:
    """The leftmost ``width`` pixels of a rectangle."""
    return QRect(rect.x(), rect.y(), width, rect.height())


def draw_text(
    painter: QPainter, rect: QRect, text: str, font: QFont, colour: QColor, align: Qt.AlignmentFlag = LEFT
) -> None:
    """One line, centred in height, cut at its end with an ellipsis."""
    painter.setFont(font)
    painter.setPen(colour)
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, align | ONE_LINE, shown)


def draw_drawing(painter: QPainter, look: Look, rect: QRect, name: str, size: int, token: TokenName) -> None:
    """An icon or a shape in the middle of ``rect``."""
    pixmap = look.pixmap(name, size, token, painter.device().devicePixelRatio())
    side = look.px(size)
    left = rect.x() + (rect.width() - side) // 2
    # The odd pixel goes above: words sit lower in their line than its middle.
    top = rect.y() + (rect.height() - side + 1) // 2
    painter.drawPixmap(left, top, side, side, pixmap)


def draw_box(painter: QPainter, rect: QRect, ground: QColor, border: QColor, radius: int = RADIUS) -> None:
    """A control's ground with its border of one pixel, kept sharp on whole pixels."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ground)
    painter.setPen(QPen(border, 1))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.restore()


def draw_focus(painter: QPainter, rect: QRect, colour: QColor, radius: int = RADIUS) -> None:
    """The border of two pixels inside whatever has the keyboard."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, FOCUS_WIDTH))
    half = FOCUS_WIDTH / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius - 1, radius - 1)
    painter.restore()


def draw_focus_of(list_: QAbstractItemView, painter: QPainter, colour: QColor) -> None:
    """The border around a whole list that has the keyboard and no row to show it on."""
    if list_.hasFocus():
        draw_focus(painter, list_.viewport().rect(), colour, 1)


def draw_check_box(painter: QPainter, look: Look, rect: QRect, is_checked: bool) -> None:
    """A check box of 16 pixels in the middle of ``rect``, for delegates."""
    side = look.px(16)
    box = QRect(0, 0, side, side)
    box.moveCenter(rect.center())
    if is_checked:
        draw_box(painter, box, look.colour("accent"), look.colour("accent"), 2)
        draw_drawing(painter, look, box, "check", 12, "on_accent")
    else:
        draw_box(painter, box, look.colour("surface"), look.colour("line2"), 2)
