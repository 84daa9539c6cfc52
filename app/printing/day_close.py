"""Papers of a day's end: the comparison that a leader signs, and what a clerk counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.catalogue.pack import FormTemplate
from app.catalogue.templates import shipped_html
from app.domain.time_words import promise_in_print
from app.printing.office import OfficeHeader
from app.printing.page import PrintedForm, header_blocks, header_values, if_given, printed

PACK = "day_close"
VALID_FROM = date(2026, 11, 1)
DAY, CASH = "day", "cash"
TITLES = {DAY: "Biên bản đối soát cuối ngày", CASH: "Biên bản chốt quỹ cuối ngày"}
NOTHING_MISSING = "không có"


@dataclass(frozen=True, slots=True)
class DaySheet:
    """A day's comparison as it was closed; without ``signed_at`` the leader signs by hand."""

    header: OfficeHeader
    day: date
    desk_name: str
    printed: int
    recorded: int
    acknowledged: int
    missing: Sequence[str]
    voided: Sequence[str]
    note: str
    closed_at: datetime
    clerk_name: str
    signer_name: str = ""
    signed_at: datetime | None = None
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class CashSheet:
    """What a clerk took by each way of paying, and what lay in the till."""

    header: OfficeHeader
    day: date
    clerk_name: str
    methods: Sequence[tuple[str, int]]
    counted: int
    expected: int
    receipts: int
    exempt: int
    voided: int
    note: str
    closed_at: datetime


def template_of(form: str) -> FormTemplate:
    """The one wording of a day's paper, shipped with the program."""
    return FormTemplate(form, PACK, 1, VALID_FROM, TITLES[form], 1, shipped_html(PACK, f"{form}.html"))


def day_html(sheet: DaySheet) -> PrintedForm:
    """The comparison."""
    values = {
        **header_values(sheet.header, sheet.day),
        "on": f"{sheet.day:%d/%m/%Y}",
        "desk_name": sheet.desk_name,
        "printed": str(sheet.printed),
        "recorded": str(sheet.recorded),
        "acknowledged": str(sheet.acknowledged),
        "waiting": str(max(0, sheet.recorded - sheet.acknowledged)),
        "closed_at": promise_in_print(sheet.closed_at),
        "clerk_name": sheet.clerk_name,
        "signer_name": sheet.signer_name,
    }
    blocks = {
        **header_blocks(sheet.header),
        "none": if_given("none", "" if sheet.missing else NOTHING_MISSING),
        "missing": [{"line": line} for line in sheet.missing],
        "voided_head": if_given("voided_head", "Số đã hủy trong ngày:" if sheet.voided else ""),
        "voided": [{"line": line} for line in sheet.voided],
        "note": if_given("note", sheet.note),
        "opinion": if_given("opinion", sheet.opinion),
        "signed": if_given("signed_at", promise_in_print(sheet.signed_at) if sheet.signed_at else ""),
    }
    return printed(template_of(DAY), values, blocks, "", "")


def cash_html(sheet: CashSheet) -> PrintedForm:
    """The count."""
    values = {
        **header_values(sheet.header, sheet.day),
        "on": f"{sheet.day:%d/%m/%Y}",
        "clerk_name": sheet.clerk_name,
        "counted": _signed(sheet.counted),
        "difference": _signed(sheet.counted - sheet.expected),
        "receipts": str(sheet.receipts),
        "exempt": str(sheet.exempt),
        "voided": str(sheet.voided),
        "closed_at": promise_in_print(sheet.closed_at),
    }
    blocks = {
        **header_blocks(sheet.header),
        "methods": [{"method": name, "sum": _signed(total)} for name, total in sheet.methods],
        "note": if_given("note", sheet.note),
    }
    return printed(template_of(CASH), values, blocks, "", "")


def _signed(number: int) -> str:
    return f"{number:,}".replace(",", ".")
