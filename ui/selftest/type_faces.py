"""Whether every letter of Vietnamese is drawn, each by the font that Qt really takes for it."""

import unicodedata

from PySide6.QtGui import QFont, QRawFont, QTextLayout

from ui.printing.fonts import PRINT_FAMILY, load_print_fonts, print_font
from ui.selftest.check import Bench, insist

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
CONSONANTS = "bcdđghklmnpqrstvx"
OTHERS = "0123456789.,:;()/-–…“”·•%"
MISSING = 0  # the glyph of a letter that a font has not
MOST_NAMED = 10


def letters() -> str:
    """Every letter of Vietnamese in both cases, and the signs that the screens and forms use."""
    vowels = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES)
    small = vowels + CONSONANTS
    return small + small.upper() + OTHERS


def look_at_fonts(bench: Bench) -> str:
    """The two weights of the screen and the three faces of paper."""
    load_print_fonts()
    screen = bench.look.font()
    fonts = (screen, bench.look.font(is_bold=True), *_print_fonts())
    for font in fonts:
        missing = [letter for letter in letters() if not is_drawn(font, letter)]
        named = " ".join(missing[:MOST_NAMED])
        insist(not missing, f"Phông {font.family()} thiếu {len(missing)} chữ: {named}.")
    return f"Đủ {len(letters())} chữ và dấu ở phông {screen.family()} (màn hình), {PRINT_FAMILY} (bản in)."


def _print_fonts() -> tuple[QFont, QFont, QFont]:
    plain, bold, italic = print_font(), print_font(), print_font()
    bold.setBold(True)
    italic.setItalic(True)
    return plain, bold, italic


def is_drawn(font: QFont, letter: str) -> bool:
    """Whether Qt draws the letter, and by this family: the letter of another one stands out."""
    layout = QTextLayout(letter, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs = layout.glyphRuns()
    chosen = QRawFont.fromFont(font).familyName()  # "Segoe UI Semibold" for a weight of Segoe UI
    families = {run.rawFont().familyName() for run in runs}
    glyphs = [glyph for run in runs for glyph in run.glyphIndexes()]
    return chosen.startswith(font.family()) and families == {chosen} and MISSING not in glyphs
