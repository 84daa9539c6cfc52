"""What stands across every page that this program paints: nothing, or training's words.

The words are worn by the application, as the look is: the preview, the printer, a PDF and a whole register
paint their pages at one place, so no paper of training can leave without them.
"""

import math

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ui.printing.fonts import print_font

PROPERTY = "soxa_watermark"
TINT = "#F2C6C2"  # under black text, and without the transparency that PDF/A forbids
SHARE = 0.8  # of the page's diagonal
TRIAL_PIXELS = 100


def wear(words: str) -> None:
    """From now on every page carries these words; "" for none."""
    application = QCoreApplication.instance()
    if application is not None:
        application.setProperty(PROPERTY, words)


def worn() -> str:
    """The words of the moment."""
    application = QCoreApplication.instance()
    return str(application.property(PROPERTY) or "") if application is not None else ""


def paint(painter: QPainter, width: float, height: float) -> None:
    """Put the words across a page, before anything else is on it."""
    words = worn()
    if not words:
        return
    diagonal = math.hypot(width, height)
    font = print_font()
    font.setBold(True)
    font.setPixelSize(TRIAL_PIXELS)
    trial = QFontMetricsF(font).horizontalAdvance(words)
    font.setPixelSize(round(TRIAL_PIXELS * diagonal * SHARE / trial))
    painter.save()
    painter.setFont(font)
    painter.setPen(QColor(TINT))
    painter.translate(width / 2, height / 2)
    painter.rotate(-math.degrees(math.atan2(height, width)))
    painter.drawText(
        QRectF(-diagonal / 2, -diagonal / 2, diagonal, diagonal), Qt.AlignmentFlag.AlignCenter, words
    )
    painter.restore()
