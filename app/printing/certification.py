"""Papers of the certifying lane: the slip, the attestations, and the book as a register for binding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.catalogue.pack import FormTemplate
from app.catalogue.templates import shipped_html
from app.domain.time_words import promise_in_print
from app.printing.office import OfficeHeader
from app.printing.page import (
    PrintedForm,
    header_blocks,
    header_values,
    if_given,
    printed,
    reprint_block,
)
from app.printing.template import Values

PACK = "certification"
VALID_FROM = date(2026, 11, 1)
LINES_A_PAGE = 18
SLIP, ATTESTATION, COVER, PAGE = "slip", "attestation", "register-cover", "register-page"
TITLES = {
    SLIP: "Phiếu thu phí chứng thực",
    ATTESTATION: "Lời chứng",
    COVER: "Bìa sổ chứng thực",
    PAGE: "Sổ chứng thực",
}


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One document of a sitting."""

    number: int
    paper: str
    pages: int
    copies: int
    fee: int


@dataclass(frozen=True, slots=True)
class SlipForm:
    """What a citizen gets for the money of a sitting, and what is written on the copies."""

    header: OfficeHeader
    receipt_number: str
    payer_name: str
    numbers: str
    book_name: str
    papers: Sequence[PaperLine]
    owed: int
    amount: int
    method: str
    rule_words: str
    legal_basis: str
    exemption: str
    at: datetime
    clerk_name: str
    signer: str
    signer_title: str
    wording: str
    reprint_no: int = 0
    void_reason: str = ""


@dataclass(frozen=True, slots=True)
class BookLine:
    """One number of a book with every column of its register."""

    number: int
    on: date
    applicant: str
    paper: str
    signer: str
    pages: int
    copies: int
    fee: int
    void_reason: str = ""


@dataclass(frozen=True, slots=True)
class RegisterBook:
    """A book to be printed whole; ``gaps`` are numbers that nobody used."""

    header: OfficeHeader
    title: str
    name: str
    year: int
    lines: Sequence[BookLine]
    gaps: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Sum:
    count: int = 0
    pages: int = 0
    copies: int = 0
    fee: int = 0

    def plus(self, other: "_Sum") -> "_Sum":
        return _Sum(
            self.count + other.count,
            self.pages + other.pages,
            self.copies + other.copies,
            self.fee + other.fee,
        )


def template_of(form: str) -> FormTemplate:
    """The one wording of a paper of this lane, shipped with the program."""
    html = shipped_html(PACK, f"{form}.html")
    return FormTemplate(form, PACK, 1, VALID_FROM, TITLES[form], 1, html)


def slip_html(form: SlipForm) -> PrintedForm:
    """The slip, with the receipt's number as QR."""
    values = {
        **header_values(form.header, form.at),
        "receipt_number": form.receipt_number,
        "payer_name": form.payer_name,
        "numbers": form.numbers,
        "book_name": form.book_name,
        "copies_total": str(sum(paper.copies for paper in form.papers)),
        "owed": _whole(form.owed),
        "amount": _whole(form.amount),
        "method": form.method,
        "rule_words": form.rule_words,
        "legal_basis": form.legal_basis,
        "at": promise_in_print(form.at),
        "clerk_name": form.clerk_name,
    }
    blocks = {
        **header_blocks(form.header),
        "papers": [_paper_values(paper) for paper in form.papers],
        "exemption": if_given("exemption", form.exemption),
        "reprint": reprint_block(form.reprint_no),
        "void": if_given("void_reason", form.void_reason),
    }
    return printed(template_of(SLIP), values, blocks, form.receipt_number, "")


def attestation_html(form: SlipForm) -> PrintedForm:
    """The attestation of each document of a sitting, to be cut out and stamped."""
    shared = {
        **header_values(form.header, form.at),
        "wording": form.wording,
        "book_name": form.book_name,
        "signer": form.signer,
        "signer_title": form.signer_title,
    }
    papers = [{**shared, **_paper_values(paper)} for paper in form.papers]
    return printed(template_of(ATTESTATION), shared, {"papers": papers}, "", "")


def _paper_values(paper: PaperLine) -> Values:
    return {
        "number": str(paper.number),
        "paper": paper.paper,
        "pages": str(paper.pages),
        "copies": str(paper.copies),
        "fee": _whole(paper.fee),
    }


def register_pages(book: RegisterBook) -> list[PrintedForm]:
    """The cover and every page; each page says its own sum and the sum since the first."""
    chunks = [book.lines[at : at + LINES_A_PAGE] for at in range(0, len(book.lines), LINES_A_PAGE)]
    pages, so_far = [_cover(book, max(1, len(chunks)))], _Sum()
    for number, chunk in enumerate(chunks or [()], 1):
        here = _sum_of(chunk)
        so_far = so_far.plus(here)
        pages.append(_page(book, number, chunk, here, so_far))
    return pages


def _cover(book: RegisterBook, pages: int) -> PrintedForm:
    days, numbers = [line.on for line in book.lines], [line.number for line in book.lines]
    last_day = max(days, default=date(book.year, 1, 1))
    values = {
        **header_values(book.header, last_day),
        "book_title": book.title.upper(),
        "book_name": book.name,
        "book_year": str(book.year),
        "first_day": _day(min(days, default=None)),
        "last_day": _day(max(days, default=None)),
        "first_number": str(min(numbers, default="…")),
        "last_number": str(max(numbers, default="…")),
        "pages": str(pages),
        "entries": _whole(len(numbers)),
        "voided": _whole(sum(bool(line.void_reason) for line in book.lines)),
    }
    blocks = {**header_blocks(book.header), "gaps": [{"gap": gap} for gap in book.gaps]}
    return printed(template_of(COVER), values, blocks, "", "")


def _page(
    book: RegisterBook, number: int, lines: Sequence[BookLine], here: _Sum, so_far: _Sum
) -> PrintedForm:
    values = {
        "book_title": book.title.upper(),
        "book_name": book.name,
        "page": str(number),
        **_sum_values("page", here),
        **_sum_values("total", so_far),
    }
    return printed(template_of(PAGE), values, {"lines": [_line_values(line) for line in lines]}, "", "")


def _sum_of(lines: Sequence[BookLine]) -> _Sum:
    """What counts: a voided number keeps its line and adds nothing."""
    standing = [line for line in lines if not line.void_reason]
    return _Sum(
        len(standing),
        sum(line.pages * line.copies for line in standing),
        sum(line.copies for line in standing),
        sum(line.fee for line in standing),
    )


def _sum_values(name: str, total: _Sum) -> Values:
    return {
        f"{name}_count": _whole(total.count),
        f"{name}_pages": _whole(total.pages),
        f"{name}_copies": _whole(total.copies),
        f"{name}_fee": _whole(total.fee),
    }


def _line_values(line: BookLine) -> Values:
    return {
        "number": str(line.number),
        "on": _day(line.on),
        "applicant": line.applicant,
        "paper": line.paper,
        "signer": line.signer,
        "pages": str(line.pages),
        "copies": str(line.copies),
        "fee": _whole(line.fee),
        "note": f"Hủy: {line.void_reason}" if line.void_reason else "",
    }


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "…"


def _whole(number: int) -> str:
    return f"{number:,}".replace(",", ".")
