"""The type of the screen.

Noto Sans ships with the program, cut to Latin with Vietnamese; Windows brings Segoe UI, hinted for old
screens. What is printed has its own type (``ui.printing.fonts``).
"""

import sys
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

BUNDLED_FAMILY = "Noto Sans"
BUNDLED_FILES = "NotoSans-*.ttf"
WINDOWS_FAMILY = "Segoe UI"


def load_fonts(folder: Path) -> None:
    """Make the bundled type known to Qt."""
    for file in sorted(folder.glob(BUNDLED_FILES)):
        QFontDatabase.addApplicationFont(str(file))


def screen_family() -> str:
    """The family everything on screen is set in."""
    if sys.platform == "win32" and QFontDatabase.hasFamily(WINDOWS_FAMILY):
        return WINDOWS_FAMILY
    return BUNDLED_FAMILY


def font(family: str, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A font of the screen, its size in logical pixels."""
    made = QFont(family)
    made.setPixelSize(pixels)
    made.setWeight(weight)
    return made
