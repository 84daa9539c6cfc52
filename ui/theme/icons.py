"""Icons and state shapes: SVG drawings in one colour, given their colour when they are loaded."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

# Qt SVG does not resolve the CSS colour that Lucide draws with.
UNRESOLVED = "currentColor"


class Drawings:
    """The drawings of one folder, each rendered once per name, size, colour and device ratio."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, str] = {}
        self._rendered: dict[tuple[str, int, str, float], QPixmap] = {}

    def pixmap(self, name: str, size: int, colour: str, ratio: float) -> QPixmap:
        """The drawing ``name``, ``size`` logical pixels square, sharp on a screen of this ratio."""
        key = name, size, colour, ratio
        if key not in self._rendered:
            self._rendered[key] = _render(self._source(name).replace(UNRESOLVED, colour), size, ratio)
        return self._rendered[key]

    def _source(self, name: str) -> str:
        if name not in self._sources:
            self._sources[name] = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
        return self._sources[name]


def _render(svg: str, size: int, ratio: float) -> QPixmap:
    pixels = round(size * ratio)
    image = QImage(QSize(pixels, pixels), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
