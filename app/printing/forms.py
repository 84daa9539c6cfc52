"""The printed forms: what each is given, and the page it becomes.

A form is a frozen dataclass of texts and times, so that a preview, a print and a reprint of the same act
give the same page. The template (one of a catalogue pack's versions) only places them.
"""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType

import segno

from app.catalogue.pack import FormTemplate
from app.domain.time_words import promise_in_print
from app.printing.office import OfficeHeader
from app.printing.template import Blocks, Values, filled

KEPT_COPY = "Liên 1: Lưu"
APPLICANT_COPY = "Liên 2: Giao người nộp hồ sơ"
QR_IMAGE = "qr.png"
QR_MODULE_PIXELS = 6
QR_QUIET_ZONE_MODULES = 4
FIRST_MONTH_WITHOUT_ZERO = 3
WITHOUT_TERM = "cơ quan sẽ thông báo"


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """A page ready for the printer, with what the record of the print needs.

    ``content_sha256`` is over the HTML and the images, see ``content_hash``.
    """

    form: str
    pack: str
    version: int
    title: str
    code: str
    copy_label: str
    html: str
    images: Mapping[str, bytes]
    content_sha256: str


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
        "email": _if_given("email", form.applicant_email),
        "id": _if_given("id", form.applicant_id_masked),
        "representative": _if_given("representative", form.representative),
        "reprint": _reprint(form.reprint_no),
        "corrections": [{"correction": line} for line in form.corrections],
    }
    return printed(template, values, blocks, form.code, form.copy_label)


def receipt_copies(form: ReceiptForm, template: FormTemplate) -> tuple[PrintedForm, PrintedForm]:
    """Form 01 for the office's file and for the applicant, as one print has them."""
    kept, given = (replace(form, copy_label=label) for label in (KEPT_COPY, APPLICANT_COPY))
    return receipt_html(kept, template), receipt_html(given, template)


def supplement_request_html(form: SupplementRequestForm, template: FormTemplate) -> PrintedForm:
    """Form 02 on the given template."""
    values = {
        **header_values(form.header, form.issued_at),
        **_person_values(form),
        "number": form.number,
        "procedure_name": form.procedure_name,
        "content": form.content or form.procedure_name,
        "clerk_name": form.clerk_name,
    }
    blocks = {
        **header_blocks(form.header),
        "code": _if_given("code", form.code),
        "copy": _if_given("copy_label", form.copy_label),
        "email": _if_given("email", form.applicant_email),
        "items": [{"ordinal": str(n), "item": item} for n, item in enumerate(form.items, 1)],
        "reason": [{"line": line} for line in form.reason.splitlines()],
        "reprint": _reprint(form.reprint_no),
    }
    return printed(template, values, blocks, form.code, form.copy_label)


def content_hash(html: str, images: Mapping[str, bytes]) -> str:
    """SHA-256 in hex over the page in UTF-8, then each image by name; every part is led by its length."""
    digest = hashlib.sha256()
    for part in (html.encode(), *(p for name in sorted(images) for p in (name.encode(), images[name]))):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


@lru_cache(maxsize=8)
def qr_png(text: str) -> bytes:
    """The text as a QR code in black on white, with the quiet zone readers need.

    The last few are kept: both copies of a receipt, and its preview at each keystroke, carry the same code.
    """
    picture = io.BytesIO()
    code = segno.make_qr(text, error="m")
    code.save(picture, kind="png", scale=QR_MODULE_PIXELS, border=QR_QUIET_ZONE_MODULES)
    return picture.getvalue()


def printed(
    template: FormTemplate, values: Values, blocks: Blocks, code: str, copy_label: str
) -> PrintedForm:
    """The template filled in, with the code as QR and the hash of exactly what stands on the page."""
    html = filled(template, values, blocks)
    images = {QR_IMAGE: qr_png(code)} if code else {}
    return PrintedForm(
        form=template.form,
        pack=template.pack,
        version=template.version,
        title=template.title,
        code=code,
        copy_label=copy_label,
        html=html,
        images=MappingProxyType(images),
        content_sha256=content_hash(html, images),
    )


def header_values(header: OfficeHeader, day: date) -> dict[str, str]:
    """What every form's head says of the office and the day."""
    return {
        "office_name": header.office_name,
        "unit_name": header.unit_name,
        "place_name": header.place_name,
        "phone": header.phone,
        "website": header.website,
        "day": f"{day.day:02d}",
        "month": _month(day.month),
        "year": str(day.year),
    }


def _month(month: int) -> str:
    """January and February alone carry a zero (NĐ 30/2020, Phụ lục I)."""
    return f"{month:02d}" if month < FIRST_MONTH_WITHOUT_ZERO else str(month)


def header_blocks(header: OfficeHeader) -> dict[str, Sequence[Values]]:
    """The head's lines that only some offices have."""
    return {
        "superior": _if_given("superior_name", header.superior_name),
        "help_phone": _if_given("phone", header.phone),
        "help_website": _if_given("website", header.website),
    }


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


def _if_given(name: str, text: str) -> list[Values]:
    return [{name: text}] if text else []


def _reprint(reprint_no: int) -> list[Values]:
    return [{"reprint_no": str(reprint_no)}] if reprint_no else []
