"""A list on its way out, and the one rule for what a cell may hold.

A text that begins like a formula is run by spreadsheet programs: a citizen's name can then read the sheet it
stands in. Texts are therefore always cells of text; a CSV file has no such thing and gets an apostrophe.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

FORMULA_SIGNS = frozenset("=+-@\t\r\n")
AT_ONCE = 500  # rows written between two looks at whether to go on
LONGEST_CELL = 32_767  # of a workbook, in units of UTF-16; the rest would make it unreadable as a whole
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no XML 1.0 has them

Cell: TypeAlias = str | int | float | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A named list: its heads, and rows of as many cells, which may come one by one and once only.

    ``mark`` stands above all else, in every kind of file, and says what nobody may mistake.
    """

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    title: str = ""
    mark: str = ""


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program may take a text for something to be run."""
    return text[:1] in FORMULA_SIGNS or text.lstrip()[:1] in FORMULA_SIGNS if text else False


def plain(text: str) -> str:
    """The text without what no file of cells can carry."""
    units = UNFIT.sub("", text[: 2 * LONGEST_CELL]).encode("utf-16-le")[: 2 * LONGEST_CELL]
    return units.decode("utf-16-le", "ignore")  # half a sign at the cut goes too
