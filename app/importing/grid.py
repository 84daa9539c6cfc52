"""A sheet as rows of cells, each as a clerk would read it, and how far one is read."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

MOST_BYTES = 8 << 20  # of the file as it lies on the disk
MOST_LINES = 5_000  # of the sheet, empty ones counted
MOST_COLUMNS = 40
LETTERS = 26


class Cell(NamedTuple):
    """``number`` where the file holds a number, ``day`` where it holds a date; ``text`` reads as either."""

    text: str = ""
    number: float | None = None
    day: date | None = None
    is_formula: bool = False


class Row(NamedTuple):
    """A line of the file, counted from 1 as spreadsheet programs do."""

    line: int
    cells: Sequence[Cell]

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote anything in it; a formula without a value is something."""
        return not any(cell.text or cell.is_formula for cell in self.cells)


def column_letter(place: int) -> str:
    """A column as spreadsheet programs name it, the first place being 0: ``A``, ``Z``, ``AA``."""
    first, last = divmod(place, LETTERS)
    return (column_letter(first - 1) if first else "") + chr(ord("A") + last)
