"""The register (06 of 2018, 07 of 2025) as a book: a cover, and pages whose totals are carried on.

A page is a form of its own, so that a book of thousands of dossiers is laid out and printed a page at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.catalogue.pack import FormTemplate
from app.domain.register import Period, RegisterLine, RegisterSum
from app.printing.office import OfficeHeader
from app.printing.page import PrintedForm, header_blocks, header_values, printed
from app.printing.template import Values


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page: its lines, their sum, and the sum since the book's first page."""

    header: OfficeHeader
    book_number: str
    number: int
    lines: Sequence[RegisterLine]
    page_sum: RegisterSum
    sum_so_far: RegisterSum
    closed_on: date
    is_last: bool


@dataclass(frozen=True, slots=True)
class RegisterCover:
    """What stands on the cover: which book, from when to when, from which number to which."""

    header: OfficeHeader
    book_number: str
    period: Period
    first_number: str
    last_number: str
    dossiers: int
    pages: int


def cover_html(cover: RegisterCover, template: FormTemplate) -> PrintedForm:
    """The cover on the given template."""
    values = {
        **header_values(cover.header, cover.period.last),
        "book_number": cover.book_number,
        "first_day": f"{cover.period.first:%d/%m/%Y}",
        "last_day": f"{cover.period.last:%d/%m/%Y}",
        "first_number": cover.first_number,
        "last_number": cover.last_number,
        "dossiers": whole(cover.dossiers),
        "pages": whole(cover.pages),
    }
    return printed(template, values, header_blocks(cover.header), "", "")


def page_html(page: RegisterPage, template: FormTemplate) -> PrintedForm:
    """One page on the given template."""
    values = {
        **header_values(page.header, page.closed_on),
        "book_number": page.book_number,
        "page": str(page.number),
        **_sum_values("page", page.page_sum),
        **_sum_values("so_far", page.sum_so_far),
    }
    blocks = {
        **header_blocks(page.header),
        "lines": [_line_values(line) for line in page.lines],
        "closing": [values] if page.is_last else [],
    }
    return printed(template, values, blocks, "", "")


def whole(number: int) -> str:
    """A count as an office writes it: ``12.345``."""
    return f"{number:,}".replace(",", ".")


def _sum_values(name: str, counted: RegisterSum) -> Values:
    return {
        f"{name}_dossiers": whole(counted.dossiers),
        f"{name}_sets": whole(counted.sets),
        f"{name}_returned": whole(counted.returned),
    }


def _line_values(line: RegisterLine) -> Values:
    return {
        "ordinal": str(line.ordinal),
        "code": line.code,
        "procedure_name": line.procedure_name,
        "sets": f"{line.sets:02d}",
        "applicant_name": line.applicant_name,
        "contact": line.contact,
        "agency": line.agency,
        "received": f"{line.received:%H:%M %d/%m/%Y}",
        "due": f"{line.due:%H:%M %d/%m/%Y}" if line.due else "không hẹn",
        "returned": f"{line.returned:%H:%M %d/%m/%Y}" if line.returned else "",
        "delivery": line.delivery,
        "signed_by": line.signed_by,
        "note": line.note,
    }
