"""The slip signed for a result, printed from the books once it was handed over, and again after a jam."""

from functools import partial

from app.domain.dossier import EventKind
from app.domain.identifiers import grouped_id
from app.domain.ids import DossierId
from app.printing.notices import NOTICES
from app.printing.result_slip import RESULT_SLIP, ResultSlip, result_slip_html, result_slip_template
from app.services import dossier, officers, prints
from app.services.desk import Desk, Officer
from app.services.dossier import DossierView
from app.storage.clerks import OfficeRecord
from ui.printing.press import PrintJob
from ui.printing.receipts import header_of, sheets_of


class NotReturned(LookupError):
    """Our bug: the slip was wanted of a dossier whose result is still here."""


def result_slip_job(desk: Desk, officer: Officer, id_: DossierId) -> PrintJob:
    """The slip of the last hand-over of a result, ready to print now."""
    view = dossier.view(desk, officer, id_)
    reprint_no = prints.times_printed(desk, id_, RESULT_SLIP, NOTICES)
    slip = _slip(view, officers.office(desk) or OfficeRecord(""), reprint_no)
    forms = [result_slip_html(slip, result_slip_template())]
    return PrintJob(forms, reprint_no, partial(prints.record_prints, desk, officer, id_, sheets_of(forms)))


def _slip(view: DossierView, office: OfficeRecord, reprint_no: int) -> ResultSlip:
    returned, finished = view.last(EventKind.RETURNED), view.last(EventKind.FINISHED)
    if returned is None:
        raise NotReturned
    number = finished.document_number if finished else ""
    return ResultSlip(
        header=header_of(office),
        code=view.record.code,
        applicant_name=view.applicant.full_name,
        procedure_name=view.record.procedure_name,
        result=f"Văn bản số {number}" if number else view.record.content,
        collector_name=returned.person_name,
        id_number=grouped_id(returned.person_id_number) if returned.person_id_number else "",
        relation=returned.note,
        authority=returned.paper,
        returned_at=returned.at,
        clerk_name=returned.clerk_name,
        reprint_no=reprint_no,
    )
