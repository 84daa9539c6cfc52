"""Every paper of a dossier, made anew from the books each time it is printed.

``paper_job`` is the one door: it finds the act a paper tells of, the wording in force when it was done, and
how often it was printed before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from app.catalogue.pack import FormTemplate
from app.domain.clock import wall_of
from app.domain.dossier import EventKind
from app.domain.identifiers import grouped_phone
from app.domain.ids import DossierId
from app.printing.control_slip import ControlSlipForm, control_slip_html
from app.printing.forms import (
    Form,
    PrintedForm,
    SupplementRequestForm,
    copy_labels,
    supplement_request_html,
)
from app.printing.letters import (
    ApologyForm,
    RefusalForm,
    StopForm,
    Subject,
    apology_html,
    refusal_html,
    stop_html,
)
from app.printing.office import OfficeHeader
from app.printing.request_note import papers_and_reason
from app.services import control_slip, dossier, forms, officers, prints
from app.services.desk import Desk, Officer
from app.services.dossier import DossierView, TimelineRow
from app.storage.clerks import OfficeRecord
from ui.printing.press import PrintJob
from ui.printing.receipts import header_of, ordinal_of, receipt_job, sheets_of

ACTS = {
    Form.SUPPLEMENT_REQUEST: (EventKind.SUPPLEMENT_REQUESTED, EventKind.GUIDED),
    Form.REFUSAL: (EventKind.REFUSED,),
    Form.APOLOGY: (EventKind.EXTENDED,),
    Form.STOP_NOTICE: (EventKind.STOPPED, EventKind.WITHDRAWN),
}


class NothingToTell(LookupError):
    """Our bug: a paper was wanted of a dossier that never had the act it tells of."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one sheet is made of: the books, the act it tells of, its wording and its place among copies."""

    desk: Desk
    officer: Officer
    header: OfficeHeader
    view: DossierView
    act: TimelineRow
    template: FormTemplate
    copy_label: str
    reprint_no: int


def papers_of(view: DossierView) -> tuple[Form, ...]:
    """The papers that can be printed of a dossier as it stands."""
    done = {row.kind for row in view.timeline}
    with_code = (Form.RECEIPT, Form.CONTROL_SLIP) if view.record.code else ()
    return (*with_code, *(form for form, acts in ACTS.items() if done.intersection(acts)))


def paper_job(desk: Desk, officer: Officer, id_: DossierId, form: Form) -> PrintJob:
    """A paper of a dossier in all its copies, ready to print now; raises NothingToTell."""
    if form is Form.RECEIPT:
        return receipt_job(desk, officer, id_)
    view = dossier.view(desk, officer, id_)
    act = _act_of(view, form)
    template = forms.template_of(desk, form, _day_of(view, act, form).date())
    reprint_no = _printed_since(view, template, act.at)
    header = header_of(officers.office(desk) or OfficeRecord(""))
    sheets = [
        PAGES[form](Sheet(desk, officer, header, view, act, template, label, reprint_no))
        for label in copy_labels(forms.copies_of(desk, form, template.copies))
    ]
    return PrintJob(sheets, reprint_no, partial(prints.record_prints, desk, officer, id_, sheets_of(sheets)))


def _act_of(view: DossierView, form: Form) -> TimelineRow:
    """The last act that a paper tells of; the slip tells of all since the first."""
    if form is Form.CONTROL_SLIP:
        return view.timeline[-1]
    found = (row for row in view.timeline if row.kind in ACTS.get(form, ()))
    act = next(found, None)
    if act is None:
        raise NothingToTell(form)
    return act


def _day_of(view: DossierView, act: TimelineRow, form: Form) -> datetime:
    """What goes with the dossier is of the circular it was received under; a letter is of its own day's."""
    return view.received if form in (Form.CONTROL_SLIP, Form.SUPPLEMENT_REQUEST) else act.at


def _printed_since(view: DossierView, template: FormTemplate, since: datetime) -> int:
    """How often this act's paper was printed; an earlier act of its kind has its own."""
    jobs = {
        each.stamp
        for each in view.prints
        if (each.form, each.template_pack) == (template.form, template.pack) and wall_of(each.at_ms) >= since
    }
    return len(jobs)


def _subject(view: DossierView) -> Subject:
    person, record = view.applicant, view.record
    return Subject(
        code=record.code,
        applicant_name=person.full_name,
        applicant_address=person.address,
        applicant_phone=grouped_phone(person.phone),
        procedure_name=record.procedure_name,
        content=record.content,
        applicant_email=person.email,
    )


def _supplement_request(sheet: Sheet) -> PrintedForm:
    papers, reason = papers_and_reason(sheet.act.note)
    person, record = sheet.view.applicant, sheet.view.record
    form = SupplementRequestForm(
        header=sheet.header,
        number="",
        code=record.code,
        applicant_name=person.full_name,
        applicant_address=person.address,
        applicant_phone=grouped_phone(person.phone),
        procedure_name=record.procedure_name,
        content=record.content,
        items=tuple(papers) or (reason,),
        reason=reason,
        issued_at=sheet.act.at,
        clerk_name=sheet.act.clerk_name or sheet.officer.full_name,
        copy_label=sheet.copy_label,
        applicant_email=person.email,
        legal_basis=sheet.act.legal_basis,
        reprint_no=sheet.reprint_no,
    )
    return supplement_request_html(form, sheet.template)


def _refusal(sheet: Sheet) -> PrintedForm:
    form = RefusalForm(
        header=sheet.header,
        subject=_subject(sheet.view),
        reason=sheet.act.note,
        issued_at=sheet.act.at,
        clerk_name=sheet.act.clerk_name or sheet.officer.full_name,
        legal_basis=sheet.act.legal_basis,
        copy_label=sheet.copy_label,
        reprint_no=sheet.reprint_no,
    )
    return refusal_html(form, sheet.template)


def _apology(sheet: Sheet) -> PrintedForm:
    record, new_due = sheet.view.record, sheet.act.due or sheet.view.due
    if new_due is None:
        raise NothingToTell(Form.APOLOGY)
    form = ApologyForm(
        header=sheet.header,
        subject=_subject(sheet.view),
        received_at=sheet.view.received,
        promised_at=None if record.promised_ms is None else wall_of(record.promised_ms),
        new_due_at=new_due,
        reason=sheet.act.note,
        issued_at=sheet.act.at,
        legal_basis=sheet.act.legal_basis,
        signer_name=sheet.act.signature,
        copy_label=sheet.copy_label,
        reprint_no=sheet.reprint_no,
    )
    return apology_html(form, sheet.template)


def _stop_notice(sheet: Sheet) -> PrintedForm:
    form = StopForm(
        header=sheet.header,
        subject=_subject(sheet.view),
        received_at=sheet.view.received,
        stopped_at=sheet.act.at,
        reason=sheet.act.note,
        is_withdrawn=sheet.act.kind is EventKind.WITHDRAWN,
        legal_basis=sheet.act.legal_basis,
        signer_name=sheet.act.signature,
        copy_label=sheet.copy_label,
        reprint_no=sheet.reprint_no,
    )
    return stop_html(form, sheet.template)


def _control_slip(sheet: Sheet) -> PrintedForm:
    view = sheet.view
    form = ControlSlipForm(
        header=sheet.header,
        subject=_subject(view),
        ordinal=ordinal_of(view.record.code),
        received_at=view.received,
        due_at=None if view.record.promised_ms is None else wall_of(view.record.promised_ms),
        hand_overs=control_slip.rows(sheet.desk, view.id, sheet.header.unit_name),
        issued_at=sheet.desk.now(),
        copy_label=sheet.copy_label,
        reprint_no=sheet.reprint_no,
    )
    return control_slip_html(form, sheet.template)


PAGES: dict[Form, Callable[[Sheet], PrintedForm]] = {
    Form.SUPPLEMENT_REQUEST: _supplement_request,
    Form.REFUSAL: _refusal,
    Form.APOLOGY: _apology,
    Form.STOP_NOTICE: _stop_notice,
    Form.CONTROL_SLIP: _control_slip,
}
