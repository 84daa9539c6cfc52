"""A list as CSV in UTF-8 with the mark by which spreadsheet programs know it."""

import csv
import io

from app.export.sheet import Cell, Sheet, looks_like_formula, plain

UTF8_MARK = "\ufeff"


def csv_bytes(sheet: Sheet) -> bytes:
    """The heads and the rows; texts in quotes, formulas disarmed."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
    for row in (sheet.heads, *sheet.rows):
        writer.writerow([_cell(cell) for cell in row])
    return (UTF8_MARK + file.getvalue()).encode()


def _cell(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = plain(cell)
    return f"'{text}" if looks_like_formula(text) else text
