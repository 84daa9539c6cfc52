"""Rows of a CSV file as Excel, LibreOffice and portals write them."""

import csv
import io
from pathlib import Path

from app.importing.errors import Damaged, NotOpened, TooManyLines, UnknownLetters
from app.importing.grid import MOST_COLUMNS, MOST_LINES, Cell, Row

SEPARATORS = ";\t,"
LOOKED_AT = 4_000  # signs, to find the separator


def read_commas(path: Path) -> list[Row]:
    """Every line; nothing in such a file is a number or a date, only text."""
    text = _text_of(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    read: list[Row] = []
    try:
        for number, cells in enumerate(reader, 1):
            if number > MOST_LINES:
                raise TooManyLines
            read.append(Row(number, [_cell(text) for text in cells[:MOST_COLUMNS]]))
    except csv.Error as error:
        raise Damaged from error
    return read


def _text_of(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotOpened from error
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnknownLetters from error


def _separator(text: str) -> str:
    """What parts the cells of the first lines most often; Excel in Vietnamese writes semicolons."""
    head = text[:LOOKED_AT]
    return max(SEPARATORS, key=head.count)


def _cell(text: str) -> Cell:
    """A text; the apostrophe by which our own lists disarm a formula is no part of it."""
    tidied = " ".join(text.split())
    return Cell(tidied[1:] if tidied.startswith(("'=", "'+", "'-", "'@")) else tidied)
