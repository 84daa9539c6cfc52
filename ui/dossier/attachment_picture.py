"""The small picture of a scan's first page, which travels ahead of the scan itself.

Pictures only: nothing in the program reads the pages of a PDF, so a PDF goes without.
"""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

from app.services.attachments import MOST_PREVIEW_BYTES

LONG_SIDES = (720, 560, 420, 300)
QUALITIES = (60, 40, 25)
MOST_PIXELS_MB = 256  # what a picture may unpack to


def picture_of(data: bytes) -> bytes:
    """A JPEG of at most 30 KB, or b"" where there is no picture to make one of."""
    image = _read(data)
    if image.isNull():
        return b""
    for side in LONG_SIDES:
        smaller = _on_paper(_fitted(image, side))
        for quality in QUALITIES:
            packed = _packed(smaller, quality)
            if 0 < len(packed) <= MOST_PREVIEW_BYTES:
                return packed
    return b""


def _read(data: bytes) -> QImage:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    reader.setAllocationLimit(MOST_PIXELS_MB)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > LONG_SIDES[0]:
        most = QSize(LONG_SIDES[0], LONG_SIDES[0])
        reader.setScaledSize(size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _fitted(image: QImage, side: int) -> QImage:
    if max(image.width(), image.height()) <= side:
        return image
    return image.scaled(
        side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def _on_paper(image: QImage) -> QImage:
    """JPEG knows no transparency; what shows through is white, as paper is."""
    if not image.hasAlphaChannel():
        return image
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(QColor("white"))
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    return paper


def _packed(image: QImage, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG", quality)  # type: ignore[call-overload]
    return bytes(buffer.data().data())
