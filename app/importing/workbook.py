"""The sheet on top of a workbook, read row by row: values as Excel saved them, formulas known as such."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from app.importing.errors import Damaged, ListNotRead, TooLarge, TooManyLines
from app.importing.grid import MOST_COLUMNS, MOST_LINES, Cell, Row

FORMULA = "f"
EMPTY = Cell()


def read_workbook(path: Path) -> list[Row]:
    """Every line of the sheet that was in front when the workbook was saved."""
    try:
        return _rows(path)
    except ListNotRead:
        raise
    except MemoryError as error:
        raise TooLarge from error
    except Exception as error:  # openpyxl hands on whatever a part of a broken workbook makes it stumble over
        raise Damaged from error


def _rows(path: Path) -> list[Row]:
    """The file is read twice side by side: openpyxl tells either a formula or the value it had."""
    with closing(_opened(path, values=True)) as values, closing(_opened(path, values=False)) as formulas:
        read: list[Row] = []
        for valued, written in zip(_lines(values), _lines(formulas), strict=True):
            if len(read) == MOST_LINES:
                raise TooManyLines
            read.append(Row(len(read) + 1, [_cell(*pair) for pair in zip(valued, written, strict=False)]))
        return read


def _opened(path: Path, *, values: bool) -> Any:
    return load_workbook(path, read_only=True, data_only=values, keep_links=False)


def _lines(workbook: Any) -> Iterator[Any]:
    """A line more than may be read, so that too many are noticed; lines left out come empty."""
    sheet = workbook.active or workbook.worksheets[0]
    return sheet.iter_rows(max_row=MOST_LINES + 1, max_col=MOST_COLUMNS)  # type: ignore[no-any-return]


def _cell(valued: Any, written: Any) -> Cell:
    is_formula = written.data_type == FORMULA
    value = valued.value
    match value:
        case None:
            return Cell(is_formula=True) if is_formula else EMPTY
        case datetime():
            return Cell(f"{value:%d/%m/%Y}", day=value.date(), is_formula=is_formula)
        case date():
            return Cell(f"{value:%d/%m/%Y}", day=value, is_formula=is_formula)
        case bool() | time():
            return Cell(str(value), is_formula=is_formula)
        case int() | float():
            return Cell(_number_text(value), number=float(value), is_formula=is_formula)
    return Cell(" ".join(str(value).split()), is_formula=is_formula)


def _number_text(value: float) -> str:
    """All digits of a whole number: ``1.94013412e11`` is how a number of twelve digits may be written."""
    return str(int(value)) if float(value).is_integer() else str(value)
