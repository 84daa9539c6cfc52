"""The two type families: one for the screen, one for what is printed.

Noto Sans and Tinos ship with the program, cut to Latin with Vietnamese. Windows brings Segoe UI, hinted for
old screens, and the real Times New Roman; elsewhere Tinos stands in for it, being equal in every width, so
a form breaks its lines alike wherever it is printed.
"""

import sys
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

BUNDLED_FAMILY = "Noto Sans"
WINDOWS_FAMILY = "Segoe UI"
PRINT_FAMILY = "Times New Roman"
PRINT_STAND_IN = "Tinos"


def load_fonts(folder: Path) -> None:
    """Make the bundled fonts known to Qt."""
    for file in sorted(folder.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    QFont.insertSubstitution(PRINT_FAMILY, PRINT_STAND_IN)


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
