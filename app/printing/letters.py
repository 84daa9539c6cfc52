"""What an office owes in writing: form 03 refuses, 04 apologises with one new date, 05 (2025) stops.

Each is given the texts and times of the act it tells of, so that a reprint says what the first print said.
"""

from dataclasses import dataclass
from datetime import datetime

from app.catalogue.pack import FormTemplate
from app.domain.time_words import promise_in_print
from app.printing.forms import TO_BE_WRITTEN, WITHOUT_TERM
from app.printing.office import OfficeHeader
from app.printing.page import (
    PrintedForm,
    header_blocks,
    header_values,
    if_given,
    line_block,
    printed,
    reprint_block,
)
from app.printing.template import Blocks, Values


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose dossier a letter is about; ``code`` is empty before a dossier is received."""

    code: str
    applicant_name: str
    applicant_address: str
    applicant_phone: str
    procedure_name: str
    content: str
    applicant_email: str = ""


@dataclass(frozen=True, slots=True)
class RefusalForm:
    """Form 03, phiếu từ chối tiếp nhận giải quyết hồ sơ: never without a written reason."""

    header: OfficeHeader
    subject: Subject
    reason: str
    issued_at: datetime
    clerk_name: str
    legal_basis: str = ""
    number: str = ""
    copy_label: str = ""
    reprint_no: int = 0


@dataclass(frozen=True, slots=True)
class ApologyForm:
    """Form 04: what was promised, why it is not kept, and the one new date."""

    header: OfficeHeader
    subject: Subject
    received_at: datetime
    promised_at: datetime | None
    new_due_at: datetime
    reason: str
    issued_at: datetime
    legal_basis: str = ""
    signer_name: str = ""
    number: str = ""
    copy_label: str = ""
    reprint_no: int = 0


@dataclass(frozen=True, slots=True)
class StopForm:
    """Form 05 of 2025, thông báo dừng giải quyết: the office stops, or the applicant withdraws."""

    header: OfficeHeader
    subject: Subject
    received_at: datetime
    stopped_at: datetime
    reason: str
    is_withdrawn: bool
    legal_basis: str = ""
    signer_name: str = ""
    number: str = ""
    copy_label: str = ""
    reprint_no: int = 0


Letter = RefusalForm | ApologyForm | StopForm


def refusal_html(form: RefusalForm, template: FormTemplate) -> PrintedForm:
    """Form 03 on the given template."""
    return _letter(form, template, form.issued_at, {"clerk_name": form.clerk_name}, {})


def apology_html(form: ApologyForm, template: FormTemplate) -> PrintedForm:
    """Form 04 on the given template."""
    values = {
        "received_at": promise_in_print(form.received_at),
        "promised_at": promise_in_print(form.promised_at) if form.promised_at else WITHOUT_TERM,
        "new_due_at": promise_in_print(form.new_due_at),
    }
    return _letter(
        form, template, form.issued_at, values, {"signer": if_given("signer_name", form.signer_name)}
    )


def stop_html(form: StopForm, template: FormTemplate) -> PrintedForm:
    """Form 05 of 2025 on the given template."""
    stopped_at = promise_in_print(form.stopped_at)
    values = {"received_at": promise_in_print(form.received_at), "stopped_at": stopped_at}
    blocks: Blocks = {
        "withdrawn": [values] if form.is_withdrawn else [],
        "stopped": [] if form.is_withdrawn else [values],
        "signer": if_given("signer_name", form.signer_name),
    }
    return _letter(form, template, form.stopped_at, values, blocks)


def subject_values(subject: Subject) -> dict[str, str]:
    """What every letter says of the dossier."""
    return {
        "code": subject.code,
        "applicant_name": subject.applicant_name,
        "applicant_address": subject.applicant_address,
        "applicant_phone": subject.applicant_phone,
        "procedure_name": subject.procedure_name,
        "content": subject.content or subject.procedure_name,
    }


def _letter(
    form: Letter, template: FormTemplate, day: datetime, own_values: Values, own_blocks: Blocks
) -> PrintedForm:
    values = {
        **header_values(form.header, day),
        **subject_values(form.subject),
        "number": form.number or TO_BE_WRITTEN,
        **own_values,
    }
    blocks = {
        **header_blocks(form.header),
        "code": if_given("code", form.subject.code),
        "copy": if_given("copy_label", form.copy_label),
        "email": if_given("email", form.subject.applicant_email),
        "reason": line_block(form.reason),
        "basis": if_given("legal_basis", form.legal_basis),
        "reprint": reprint_block(form.reprint_no),
        **own_blocks,
    }
    return printed(template, values, blocks, form.subject.code, form.copy_label)
