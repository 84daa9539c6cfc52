"""A workbook to fill in, whose cells are texts: a number typed into one keeps its zeros, a date its form."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

TEXT_FORMAT = "@"
EMPTY_ROWS = 500
WIDEST, NARROWEST = 32, 6


def write_sample(path: Path, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Bold heads, a few rows to see how it is meant, and empty ones below."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    for place, head in enumerate(heads):
        longest = max(len(head), *(len(row[place]) for row in rows))
        width = max(NARROWEST, min(WIDEST, longest + 3))
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, head, is_bold=True) for head in heads])
    for row in (*rows, *([""] * len(heads) for _ in range(EMPTY_ROWS))):
        sheet.append([_cell(sheet, text) for text in row])
    file = BytesIO()  # openpyxl stumbles over a file that cannot be written, and says so too late
    book.save(file)
    path.write_bytes(file.getvalue())


def _cell(sheet: Any, text: str, *, is_bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, text or None)
    cell.number_format = TEXT_FORMAT
    if is_bold:
        cell.font = Font(bold=True)
    return cell
