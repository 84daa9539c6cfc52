"""Form 01 of a dossier, in two copies as one job: when it is received, and again after a jam.

The same page is built from the stored dossier each time, so a repeated print says what the first one said;
what was corrected since stands under it in its own line.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from app.domain.clock import wall_of
from app.domain.dossier import EventKind
from app.domain.dossier_code import number_of
from app.domain.identifiers import grouped_phone, mask_id
from app.domain.ids import DossierId
from app.domain.procedure import Procedure
from app.domain.time_limit import TimeLimit
from app.printing.forms import (
    APPLICANT_COPY,
    KEPT_COPY,
    Form,
    PrintedComponent,
    PrintedForm,
    ReceiptForm,
    copy_labels,
    receipt_html,
)
from app.printing.office import OfficeHeader
from app.services import dossier, forms, officers, prints
from app.services.desk import Desk, Officer
from app.services.dossier import DossierView
from app.services.forms import template_of
from app.services.prints import PrintedSheet
from app.services.reception import ReceptionDraft
from app.storage.clerks import OfficeRecord
from ui.printing.press import PrintJob

COPIES = (KEPT_COPY, APPLICANT_COPY)
DEFAULT_UNIT = "Bộ phận Tiếp nhận và Trả kết quả"
HANDED_IN, SHOWN = "Nộp", "Xuất trình"


def receipt_job(desk: Desk, officer: Officer, id_: DossierId) -> PrintJob:
    """Form 01 of a dossier, ready to print now."""
    view = dossier.view(desk, officer, id_)
    template = template_of(desk, Form.RECEIPT, view.received.date())
    reprint_no = prints.times_printed(desk, id_, template.form, template.pack)
    sheets = receipt_forms(desk, officer, view, reprint_no)
    return PrintJob(sheets, reprint_no, partial(prints.record_prints, desk, officer, id_, sheets_of(sheets)))


def receipt_forms(
    desk: Desk, officer: Officer, view: DossierView, reprint_no: int = 0
) -> tuple[PrintedForm, ...]:
    """Every copy of form 01 as it would be printed now."""
    office = officers.office(desk) or OfficeRecord("")
    template = template_of(desk, Form.RECEIPT, view.received.date())
    labels = copy_labels(forms.copies_of(desk, Form.RECEIPT, template.copies))
    return tuple(
        receipt_html(_form_of(desk, office, officer, view, label or APPLICANT_COPY, reprint_no), template)
        for label in labels
    )


def sheets_of(pages: Iterable[PrintedForm]) -> list[PrintedSheet]:
    """What the record of prints keeps of printed forms."""
    return [
        PrintedSheet(form.form, form.pack, form.version, bytes.fromhex(form.content_sha256)) for form in pages
    ]


def previewed_receipt(
    desk: Desk, office: OfficeRecord, clerk_name: str, draft: ReceptionDraft, code: str, due: datetime | None
) -> PrintedForm:
    """The applicant's copy as it would look if the form were saved this minute."""
    procedure = desk.catalogue.procedure(draft.procedure_code, desk.today())
    person, now = draft.applicant, desk.now()
    form = ReceiptForm(
        header=header_of(office),
        code=code,
        applicant_name=person.full_name,
        applicant_address=person.address,
        applicant_phone=grouped_phone(person.phone),
        procedure_name=procedure.name if procedure else "",
        content=draft.content,
        components=_drafted_components(procedure, draft),
        dossier_sets=1,
        limit_in_words=limit_in_words(procedure.limit if procedure else None),
        received_at=now,
        due_at=due,
        fee_text=fee_text(procedure.fee.amount_vnd or 0 if procedure else 0, draft.fee_paid),
        return_place=_place(draft.return_place, draft.return_address),
        book_number=f"{now:%Y}",
        ordinal=ordinal_of(code),
        clerk_name=clerk_name,
        copy_label=APPLICANT_COPY,
        applicant_email=person.email,
        applicant_id_masked=mask_id(person.id_number) if person.id_number else "",
        representative=draft.representative.name,
    )
    return receipt_html(form, template_of(desk, Form.RECEIPT, now.date()))


def header_of(office: OfficeRecord) -> OfficeHeader:
    """The office at the head of its forms."""
    return OfficeHeader(
        office_name=office.name,
        unit_name=office.unit_name or DEFAULT_UNIT,
        place_name=office.place_name,
        superior_name=office.superior_name,
        phone=office.phone,
        website=office.website,
    )


def limit_in_words(limit: str | None) -> str:
    """A published term, or that there is none."""
    return TimeLimit.parse(limit).in_words() if limit else "không quy định"


def fee_text(amount: int, paid: int) -> str:
    """What the slip says of money: ``8.000 đ (đã thu 8.000 đ)``."""
    if not amount and not paid:
        return "0 đ"
    return f"{money(amount or paid)}{f' (đã thu {money(paid)})' if paid else ''}"


def money(amount: int) -> str:
    """An amount as the screen and the slips write it: ``1.234.567 đ``."""
    return f"{amount:,} đ".replace(",", ".")


def _form_of(
    desk: Desk, office: OfficeRecord, officer: Officer, view: DossierView, copy: str, reprint_no: int
) -> ReceiptForm:
    record, person = view.record, view.applicant
    return ReceiptForm(
        header=header_of(office),
        code=record.code,
        applicant_name=person.full_name,
        applicant_address=person.address,
        applicant_phone=grouped_phone(person.phone),
        procedure_name=record.procedure_name,
        content=record.content,
        components=_stored_components(desk, view),
        dossier_sets=record.sets,
        limit_in_words=limit_in_words(record.limit_text),
        received_at=view.received,
        due_at=None if record.promised_ms is None else wall_of(record.promised_ms),
        fee_text=fee_text(record.fee_amount, record.fee_paid),
        return_place=_place(record.return_place, record.return_address),
        book_number=f"{view.received:%Y}",
        ordinal=ordinal_of(record.code),
        clerk_name=_receiver(view, officer),
        copy_label=copy,
        applicant_email=person.email,
        applicant_id_masked=mask_id(person.id_number) if person.id_number else "",
        representative=view.representative.name,
        reprint_no=reprint_no,
        corrections=_corrections(view),
    )


def _receiver(view: DossierView, officer: Officer) -> str:
    """Who received the dossier signs the slip, also when somebody else prints it again."""
    received = (row.clerk_name for row in view.timeline if row.kind is EventKind.RECEIVED)
    return next(received, "") or officer.full_name


def _corrections(view: DossierView) -> tuple[str, ...]:
    return tuple(row.note for row in reversed(view.timeline) if row.kind is EventKind.CORRECTED)


def _stored_components(desk: Desk, view: DossierView) -> tuple[PrintedComponent, ...]:
    procedure = desk.catalogue.procedure(view.record.procedure_code, view.received.date())
    shown = _presented_only(procedure)
    return tuple(
        PrintedComponent(
            each.title, SHOWN if each.ordinal in shown else HANDED_IN, each.originals, each.copies
        )
        for each in view.components
        if each.is_present
    )


def _drafted_components(procedure: Procedure | None, draft: ReceptionDraft) -> tuple[PrintedComponent, ...]:
    shown = _presented_only(procedure)
    return tuple(
        PrintedComponent(
            each.title,
            SHOWN if each.number in shown else HANDED_IN,
            draft.handed_in[each.number].originals,
            draft.handed_in[each.number].copies,
        )
        for each in (procedure.components if procedure else ())
        if each.number in draft.handed_in
    )


def _presented_only(procedure: Procedure | None) -> set[int]:
    """The papers that are looked at and given back."""
    return {each.number for each in procedure.components if each.is_presented_only} if procedure else set()


def _place(place: str, address: str) -> str:
    return f"{place}: {address}" if address else place


def ordinal_of(code: str) -> str:
    """The serial of a code as the books have it."""
    return f"{number_of(code):04d}" if code else ""
