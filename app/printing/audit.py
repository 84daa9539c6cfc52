"""The audit of some days on paper, as an inspector takes it away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.catalogue.pack import FormTemplate
from app.catalogue.templates import shipped_html
from app.domain.time_words import promise_in_print
from app.printing.office import OfficeHeader
from app.printing.page import PrintedForm, header_blocks, header_values, printed

AUDIT = "audit"
VALID_FROM = date(2026, 11, 1)
TITLE = "Nhật ký xem, in, sửa, xuất"


@dataclass(frozen=True, slots=True)
class AuditSheetLine:
    """One line in words."""

    at: datetime
    clerk_name: str
    act: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class AuditSheet:
    """The lines of some days; ``chain_end`` is the last of the chain when it was printed."""

    header: OfficeHeader
    desk_name: str
    first: date
    last: date
    narrowed: str
    lines: Sequence[AuditSheetLine]
    chain_end: str
    printed_at: datetime
    clerk_name: str


def audit_template() -> FormTemplate:
    """The one wording, shipped with the program."""
    return FormTemplate(AUDIT, "reports", 1, VALID_FROM, TITLE, 1, shipped_html("reports", f"{AUDIT}.html"))


def audit_html(sheet: AuditSheet) -> PrintedForm:
    """The sheet, ready for the printer."""
    values = {
        **header_values(sheet.header, sheet.printed_at.date()),
        "desk_name": sheet.desk_name,
        "first_day": f"{sheet.first:%d/%m/%Y}",
        "last_day": f"{sheet.last:%d/%m/%Y}",
        "narrowed": sheet.narrowed,
        "count": str(len(sheet.lines)),
        "chain_end": sheet.chain_end,
        "printed_at": promise_in_print(sheet.printed_at),
        "clerk_name": sheet.clerk_name,
    }
    rows = [
        {
            "ordinal": str(ordinal),
            "at": f"{line.at:%d/%m/%Y %H:%M}",
            "who": line.clerk_name,
            "act": line.act,
            "code": line.code,
            "detail": line.detail,
        }
        for ordinal, line in enumerate(sheet.lines, 1)
    ]
    return printed(audit_template(), values, {**header_blocks(sheet.header), "rows": rows}, "", "")
