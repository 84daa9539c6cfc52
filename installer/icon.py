"""Makes the program's icon for Windows from the drawing that the window wears.

python -m installer.icon FILE.ico
"""

import os
import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parents[1] / "resources" / "icons" / "soxa.svg"
SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
IS_ICON = 1
WHOLE = 256  # is written as 0: a byte holds no more
PLANES, BITS = 1, 32


def main() -> int:
    """Write the file named on the command line."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication(sys.argv[:1])
    Path(sys.argv[1]).write_bytes(icon_of(DRAWING))
    app.quit()
    return 0


def icon_of(drawing: Path) -> bytes:
    """A Windows icon with a picture of each size; Windows XP and older are not thought of: all are PNG."""
    renderer = QSvgRenderer(str(drawing))
    pictures = [_picture(renderer, size) for size in SIZES]
    header = struct.pack("<HHH", 0, IS_ICON, len(SIZES))
    offset = len(header) + 16 * len(SIZES)
    entries = []
    for size, picture in zip(SIZES, pictures, strict=True):
        side = size % WHOLE
        entries.append(struct.pack("<BBBBHHII", side, side, 0, 0, PLANES, BITS, len(picture), offset))
        offset += len(picture)
    return b"".join([header, *entries, *pictures])


def _picture(renderer: QSvgRenderer, size: int) -> bytes:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())


if __name__ == "__main__":
    raise SystemExit(main())
