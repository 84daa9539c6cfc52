"""A file of a list, whatever of the two kinds it is; read in the process that may fall over it."""

from pathlib import Path

from app.importing.comma_file import read_commas
from app.importing.container import Kind, kind_of
from app.importing.grid import Row
from app.importing.workbook import read_workbook


def read_rows(path: Path) -> list[Row]:
    """Its lines in order; raises a ``ListNotRead`` with the sentence that says why not."""
    return read_workbook(path) if kind_of(path) is Kind.WORKBOOK else read_commas(path)
