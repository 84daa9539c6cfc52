"""What a citizen or a clerk typed, made safe to stand in a printed form.

Names reach paper as they were typed: never as markup, never reordered by an invisible sign. Signs that
cannot be seen are named between ``‹ ›``, letters that every print font has.
"""

import html
import unicodedata

NAMED_SIGNS = {
    "\u061c": "ALM",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
}
LINE_BREAKS_AND_TABS = "\t\n\v\f\r\x85\u2028\u2029"
HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
# Letters and marks by category, yet printed as nothing: fillers, the joiner, blank Braille, variation signs.
BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
VARIATION_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def literal(text: str) -> str:
    """The text as one line of HTML that prints exactly these characters, invisible ones named."""
    shown = "".join(map(_shown, unicodedata.normalize("NFC", text)))
    return html.escape(shown).replace("  ", " &nbsp;")


def _shown(sign: str) -> str:
    if sign in LINE_BREAKS_AND_TABS or unicodedata.category(sign) == "Zs":
        return " "
    return f"‹{NAMED_SIGNS.get(sign, f'U+{ord(sign):04X}')}›" if _is_hidden(sign) else sign


def _is_hidden(sign: str) -> bool:
    return (
        unicodedata.category(sign) in HIDDEN_CATEGORIES
        or sign in BLANK_LETTERS
        or sign in VARIATION_SELECTORS
    )
