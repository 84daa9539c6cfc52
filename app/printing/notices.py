"""Slips of our own, that no circular prescribes: what a citizen is told when something unusual happened."""

from dataclasses import dataclass
from datetime import date, datetime

from app.catalogue.pack import FormTemplate
from app.catalogue.templates import shipped_html
from app.domain.time_words import promise_in_print
from app.printing.forms import PrintedForm, header_blocks, header_values, printed
from app.printing.office import OfficeHeader

TWO_CODES, NOTICES = "two-codes", "notices"


@dataclass(frozen=True, slots=True)
class TwoCodesNotice:
    """A dossier whose printed code another one carries too, and the codes that are its own."""

    header: OfficeHeader
    code: str
    second_codes: tuple[str, ...]
    applicant_name: str
    procedure_name: str
    content: str
    received_at: datetime
    issued_at: datetime
    clerk_name: str
    reprint_no: int = 0


def two_codes_template() -> FormTemplate:
    """The notice's one wording, shipped with the program."""
    html = shipped_html(NOTICES, f"{TWO_CODES}.html")
    return FormTemplate(TWO_CODES, NOTICES, 1, date(2026, 11, 1), "Phiếu báo hồ sơ có thêm mã", 1, html)


def two_codes_html(notice: TwoCodesNotice, template: FormTemplate) -> PrintedForm:
    """The notice, with the code that is the dossier's own as QR."""
    values = {
        **header_values(notice.header, notice.issued_at),
        "code": notice.code,
        "applicant_name": notice.applicant_name,
        "procedure_name": notice.procedure_name,
        "content": notice.content or notice.procedure_name,
        "received_at": promise_in_print(notice.received_at),
        "clerk_name": notice.clerk_name,
    }
    blocks = {
        **header_blocks(notice.header),
        "second": [{"second_code": code} for code in notice.second_codes],
        "reprint": [{"reprint_no": str(notice.reprint_no)}] if notice.reprint_no else [],
    }
    return printed(template, values, blocks, notice.second_codes[-1], "")
