"""Whether a sentence on the screen is Vietnamese, syllable by syllable, and which names it may bear."""

import re
import unicodedata
from collections.abc import Iterator

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
INITIALS = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|b|c|d|đ|g|h|k|l|m|n|p|q|r|s|t|v|x"
NUCLEI = (
    "uyê|uôi|ươi|ươu|iêu|yêu|oai|oay|oao|oeo|uya|uyu|uây|"
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|ya|yê|"
    "a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
)
FINALS = "ch|ng|nh|c|m|n|p|t"
SYLLABLE = re.compile(f"(?:{INITIALS})?(?:{NUCLEI})(?:{FINALS})?")
WORD = re.compile(r"[^\W\d_]+")
KEY = re.compile(r"(?:(?:ctrl|alt|shift)\+)+\S+|f\d+\b")
# Names of things, as people at a counter say them.
NAMES = frozenset(
    [
        *(
            "cccd",
            "csv",
            "cp",
            "docx",
            "dpi",
            "email",
            "excel",
            "gb",
            "html",
            "internet",
            "jpg",
            "kb",
            "mb",
            "mm",
        ),
        *("nđ", "pdf", "pin", "png", "qđ", "qr", "soxa", "sửa", "tiff", "tt", "tthc", "ubnd", "usb", "vneid"),
        *("website", "wia", "wifi", "windows", "xlsx", "zalo", "zip"),
        *("alt", "ctrl", "delete", "enter", "esc", "home", "shift", "tab"),
    ]
)


def foreign_words(sentence: str) -> list[str]:
    """The words of a sentence that are neither syllables of Vietnamese nor names."""
    return list(_foreign(sentence))


def _foreign(sentence: str) -> Iterator[str]:
    for word in WORD.findall(KEY.sub("", unicodedata.normalize("NFC", sentence).lower())):
        if word not in NAMES and not SYLLABLE.fullmatch(_toneless(word)):
            yield word


def _toneless(word: str) -> str:
    """The letters without their tones: ế is ê, ị is i."""
    letters = (sign for sign in unicodedata.normalize("NFD", word) if sign not in TONES)
    return unicodedata.normalize("NFC", "".join(letters))
