"""Where printed forms go: the PC's printer, or a folder that stands in for one."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Protocol

from app.printing.forms import PrintedForm
from ui.printing.output import default_printer, print_to, write_pdf


class PrintSink(Protocol):
    """Takes the forms of one job; raises a printing error when they did not come out."""

    def print_forms(self, forms: Sequence[PrintedForm]) -> None: ...


class DefaultPrinter:
    """The printer the PC prints on without asking."""

    def print_forms(self, forms: Sequence[PrintedForm]) -> None:
        """Print the forms as one job."""
        print_to(default_printer(forms[0].printer), forms)


class PdfFolder:
    """Puts each job into a folder as one PDF file, named by the code and never by a person."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def print_forms(self, forms: Sequence[PrintedForm]) -> None:
        """Write the job as the next file of its name."""
        self._folder.mkdir(parents=True, exist_ok=True)
        write_pdf(forms, self._free_path(f"{forms[0].code or 'phieu'}-mau-{forms[0].form}"))

    def _free_path(self, name: str) -> Path:
        paths = (self._folder / f"{name}-{number}.pdf" for number in count(1))
        return next(path for path in paths if not path.exists())
