"""A list as CSV in UTF-8 with the mark by which spreadsheet programs know it."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from app.export.sheet import AT_ONCE, Cell, Sheet, looks_like_formula, plain

UTF8_MARK = "\ufeff"


def write_csv(file: BinaryIO, sheet: Sheet) -> Iterator[int]:
    """A mark, heads and rows, texts in quotes, formulas disarmed; tells the rows written now and then."""
    above = [[sheet.mark], sheet.heads] if sheet.mark else [sheet.heads]
    file.write((UTF8_MARK + "".join(map(_line, above))).encode())
    number = 0
    for number, row in enumerate(sheet.rows, 1):
        file.write(_line(row).encode())
        if number % AT_ONCE == 0:
            yield number
    yield number


def _line(cells: Sequence[Cell]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line, quoting=csv.QUOTE_NONNUMERIC).writerow([_cell(cell) for cell in cells])
    return line.getvalue()


def _cell(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = plain(cell)
    return f"'{text}" if looks_like_formula(text) else text
