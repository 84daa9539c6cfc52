"""The print font: metrics of Times New Roman, the letters of Vietnamese, shipped with the program."""

from importlib import resources

from PySide6.QtGui import QFont, QFontDatabase

PRINT_FAMILY = "Tinos"
PRINT_FILES = ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf")


def load_print_fonts() -> None:
    """Make the print font known to Qt, unless it is already."""
    if QFontDatabase.hasFamily(PRINT_FAMILY):
        return
    folder = resources.files("resources").joinpath("fonts")
    for name in PRINT_FILES:
        QFontDatabase.addApplicationFontFromData(folder.joinpath(name).read_bytes())


def print_font() -> QFont:
    """The print font with the outlines' own widths, so that screen and paper break lines alike."""
    font = QFont(PRINT_FAMILY)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
