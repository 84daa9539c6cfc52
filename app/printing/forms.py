"""The printed forms: what each is given, and the page it becomes.

A form is a frozen dataclass of texts and times, so that a preview, a print and a reprint of the same act
give the same page. The template (one of a catalogue pack's versions) only places them.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from app.catalogue.pack import FormTemplate
from app.domain.paper_form import Form as Form
from app.domain.time_words import promise_in_print
from app.printing.office import OfficeHeader
from app.printing.page import QR_IMAGE as QR_IMAGE
from app.printing.page import PrintedForm as PrintedForm
from app.printing.page import content_hash as content_hash
from app.printing.page import header_blocks as header_blocks
from app.printing.page import header_values as header_values
from app.printing.page import if_given, line_block, reprint_block
from app.printing.page import printed as printed
from app.printing.page import qr_png as qr_png
from app.printing.template import Values

KEPT_COPY = "Liên 1: Lưu"
APPLICANT_COPY = "Liên 2: Giao người nộp hồ sơ"
WITHOUT_TERM = "cơ quan sẽ thông báo"
TO_BE_WRITTEN = "........"  # a number the office gives by hand


@dataclass(frozen=True, slots=True)
class PrintedComponent:
    """One paper handed in."""

    title: str
    kind: str
    originals: int
    copies: int


@dataclass(frozen=True, slots=True)
class ReceiptForm:
    """Form 01, giấy tiếp nhận hồ sơ và hẹn trả kết quả; without ``due_at`` no term is published."""

    header: OfficeHeader
    code: str
    applicant_name: str
    applicant_address: str
    applicant_phone: str
    procedure_name: str
    content: str
    components: tuple[PrintedComponent, ...]
    dossier_sets: int
    limit_in_words: str
    received_at: datetime
    due_at: datetime | None
    fee_text: str
    return_place: str
    book_number: str
    ordinal: str
    clerk_name: str
    copy_label: str
    applicant_email: str = ""
    applicant_id_masked: str = ""
    representative: str = ""
    reprint_no: int = 0
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SupplementRequestForm:
    """Form 02, phiếu yêu cầu bổ sung, hoàn thiện hồ sơ; ``code`` is empty before a dossier is received."""

    header: OfficeHeader
    number: str
    code: str
    applicant_name: str
    applicant_address: str
    applicant_phone: str
    procedure_name: str
    content: str
    items: tuple[str, ...]
    reason: str
    issued_at: datetime
    clerk_name: str
    copy_label: str = ""
    applicant_email: str = ""
    legal_basis: str = ""
    reprint_no: int = 0


def receipt_html(form: ReceiptForm, template: FormTemplate) -> PrintedForm:
    """Form 01 on the given template, with the code as QR."""
    values = {
        **header_values(form.header, form.received_at),
        **_person_values(form),
        "code": form.code,
        "procedure_name": form.procedure_name,
        "content": form.content or form.procedure_name,
        "dossier_sets": f"{form.dossier_sets:02d}",
        "limit_in_words": form.limit_in_words,
        "received_at": promise_in_print(form.received_at),
        "due_at": promise_in_print(form.due_at) if form.due_at else WITHOUT_TERM,
        "fee_text": form.fee_text,
        "return_place": form.return_place,
        "book_number": form.book_number,
        "ordinal": form.ordinal,
        "clerk_name": form.clerk_name,
        "copy_label": form.copy_label,
    }
    blocks = {
        **header_blocks(form.header),
        "components": [_component_values(n, c) for n, c in enumerate(form.components, 1)],
        "email": if_given("email", form.applicant_email),
        "id": if_given("id", form.applicant_id_masked),
        "representative": if_given("representative", form.representative),
        "reprint": reprint_block(form.reprint_no),
        "corrections": [{"correction": line} for line in form.corrections],
    }
    return printed(template, values, blocks, form.code, form.copy_label)


def receipt_copies(form: ReceiptForm, template: FormTemplate) -> tuple[PrintedForm, PrintedForm]:
    """Form 01 for the office's file and for the applicant, as one print has them."""
    kept, given = (replace(form, copy_label=label) for label in (KEPT_COPY, APPLICANT_COPY))
    return receipt_html(kept, template), receipt_html(given, template)


def copy_labels(copies: int) -> tuple[str, ...]:
    """What each sheet of a print is called; a single one needs no name."""
    usual = (KEPT_COPY, APPLICANT_COPY, *(f"Liên {number}" for number in range(3, copies + 1)))
    return usual[:copies] if copies > 1 else ("",)


def supplement_request_html(form: SupplementRequestForm, template: FormTemplate) -> PrintedForm:
    """Form 02 on the given template."""
    values = {
        **header_values(form.header, form.issued_at),
        **_person_values(form),
        "number": form.number or TO_BE_WRITTEN,
        "code": form.code,
        "procedure_name": form.procedure_name,
        "content": form.content or form.procedure_name,
        "clerk_name": form.clerk_name,
    }
    blocks = {
        **header_blocks(form.header),
        "code": if_given("code", form.code),
        "copy": if_given("copy_label", form.copy_label),
        "email": if_given("email", form.applicant_email),
        "items": [{"ordinal": str(n), "item": item} for n, item in enumerate(form.items, 1)],
        "reason": line_block(form.reason),
        "basis": if_given("legal_basis", form.legal_basis),
        "reprint": reprint_block(form.reprint_no),
    }
    return printed(template, values, blocks, form.code, form.copy_label)


def _person_values(form: ReceiptForm | SupplementRequestForm) -> dict[str, str]:
    return {
        "applicant_name": form.applicant_name,
        "applicant_address": form.applicant_address,
        "applicant_phone": form.applicant_phone,
    }


def _component_values(ordinal: int, component: PrintedComponent) -> Values:
    return {
        "ordinal": str(ordinal),
        "title": component.title,
        "kind": component.kind,
        "quantity": quantity(component.originals, component.copies),
    }


def quantity(originals: int, copies: int) -> str:
    """How many of a paper were handed in: ``01 bản chính, 02 bản sao``."""
    counts = ((originals, "bản chính"), (copies, "bản sao"))
    return ", ".join(f"{count:02d} {kind}" for count, kind in counts if count)
