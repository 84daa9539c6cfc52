"""The slip that whoever fetches a result signs: a slip of our own, that no circular prescribes."""

from dataclasses import dataclass
from datetime import date, datetime

from app.catalogue.pack import FormTemplate
from app.catalogue.templates import shipped_html
from app.domain.time_words import promise_in_print
from app.printing.notices import NOTICES
from app.printing.office import OfficeHeader
from app.printing.page import PrintedForm, header_blocks, header_values, if_given, printed, reprint_block

RESULT_SLIP = "result-slip"


@dataclass(frozen=True, slots=True)
class ResultSlip:
    """Who took which result when; a proxy with the relation and the paper that let them."""

    header: OfficeHeader
    code: str
    applicant_name: str
    procedure_name: str
    result: str
    collector_name: str
    id_number: str
    relation: str
    authority: str
    returned_at: datetime
    clerk_name: str
    reprint_no: int = 0


def result_slip_template() -> FormTemplate:
    """Its one wording, shipped with the program."""
    html = shipped_html(NOTICES, f"{RESULT_SLIP}.html")
    return FormTemplate(RESULT_SLIP, NOTICES, 1, date(2026, 11, 1), "Giấy ký nhận kết quả", 1, html)


def result_slip_html(slip: ResultSlip, template: FormTemplate) -> PrintedForm:
    """The slip, with the dossier's code as QR and a line for either hand."""
    values = {
        **header_values(slip.header, slip.returned_at),
        "code": slip.code,
        "applicant_name": slip.applicant_name,
        "procedure_name": slip.procedure_name,
        "result": slip.result,
        "collector_name": slip.collector_name,
        "returned_at": promise_in_print(slip.returned_at),
        "clerk_name": slip.clerk_name,
    }
    blocks = {
        **header_blocks(slip.header),
        "identity": if_given("id_number", slip.id_number),
        "relation": if_given("relation", slip.relation),
        "authority": if_given("authority", slip.authority),
        "reprint": reprint_block(slip.reprint_no),
    }
    return printed(template, values, blocks, slip.code, "")
