"""Form 02 of a dossier: which papers are asked for and why, printed when they are asked for and again.

The act keeps its papers and its reason in one note, so that the same slip can be made anew from the books.
"""

from collections.abc import Sequence
from functools import partial

from app.domain.clock import wall_of
from app.domain.dossier import EventKind
from app.domain.identifiers import grouped_phone
from app.domain.ids import DossierId
from app.printing.forms import PrintedForm, SupplementRequestForm, supplement_request_html
from app.services import dossier, officers, prints
from app.services.desk import Desk, Officer
from app.services.dossier import DossierView, TimelineRow
from app.storage.clerks import OfficeRecord
from ui.printing.press import PrintJob
from ui.printing.receipts import header_of, sheets_of, template_of

SUPPLEMENT = "02"
BEFORE_PAPERS, BETWEEN_PAPERS, BEFORE_REASON = "Bổ sung: ", " · ", ". Lý do: "


class NothingAskedFor(LookupError):
    """Our bug: form 02 was wanted of a dossier that never asked for papers."""


def request_note(papers: Sequence[str], reason: str) -> str:
    """The note of a request: its papers, if any were ticked, and its reason."""
    if not papers:
        return reason
    return f"{BEFORE_PAPERS}{BETWEEN_PAPERS.join(papers)}{BEFORE_REASON}{reason}"


def papers_and_reason(note: str) -> tuple[Sequence[str], str]:
    """What ``request_note`` put together; an older note is all reason."""
    if not note.startswith(BEFORE_PAPERS) or BEFORE_REASON not in note:
        return (), note
    papers, _, reason = note.removeprefix(BEFORE_PAPERS).partition(BEFORE_REASON)
    return papers.split(BETWEEN_PAPERS), reason


def supplement_job(desk: Desk, officer: Officer, id_: DossierId) -> PrintJob:
    """Form 02 of the last request, ready to print now."""
    view = dossier.view(desk, officer, id_)
    request = next((row for row in view.timeline if row.kind is EventKind.SUPPLEMENT_REQUESTED), None)
    if request is None:
        raise NothingAskedFor
    reprint_no = _sheets_of_request(view, request)
    forms = [_form(desk, officer, view, request, reprint_no)]
    return PrintJob(forms, reprint_no, partial(prints.record_prints, desk, officer, id_, sheets_of(forms)))


def _sheets_of_request(view: DossierView, request: TimelineRow) -> int:
    """How often this request was printed; an earlier request has its own slips."""
    asked_at = request.at
    return sum(each.form == SUPPLEMENT and wall_of(each.at_ms) >= asked_at for each in view.prints)


def _form(
    desk: Desk, officer: Officer, view: DossierView, request: TimelineRow, reprint_no: int
) -> PrintedForm:
    papers, reason = papers_and_reason(request.note)
    person, record = view.applicant, view.record
    form = SupplementRequestForm(
        header=header_of(officers.office(desk) or OfficeRecord("")),
        number="",
        code=record.code,
        applicant_name=person.full_name,
        applicant_address=person.address,
        applicant_phone=grouped_phone(person.phone),
        procedure_name=record.procedure_name,
        content=record.content,
        items=tuple(papers) or (reason,),
        reason=reason,
        issued_at=request.at,
        clerk_name=request.clerk_name or officer.full_name,
        applicant_email=person.email,
        reprint_no=reprint_no,
    )
    return supplement_request_html(form, template_of(desk, SUPPLEMENT, view.received.date()))
