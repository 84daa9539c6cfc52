"""The slip that tells a citizen of a second code, printed from the books and again after a jam."""

from functools import partial

from app.domain.ids import DossierId
from app.printing.notices import NOTICES, TWO_CODES, TwoCodesNotice, two_codes_html, two_codes_template
from app.services import dossier, officers, prints
from app.services.desk import Desk, Officer
from app.storage.clerks import OfficeRecord
from ui.printing.press import PrintJob
from ui.printing.receipts import header_of, sheets_of


class NoSecondCode(LookupError):
    """Our bug: the slip was wanted of a dossier with one code."""


def two_codes_job(desk: Desk, officer: Officer, id_: DossierId) -> PrintJob:
    """The slip of a dossier's second code, ready to print now."""
    view = dossier.view(desk, officer, id_)
    if not view.second_codes:
        raise NoSecondCode
    reprint_no = prints.times_printed(desk, id_, TWO_CODES, NOTICES)
    notice = TwoCodesNotice(
        header=header_of(officers.office(desk) or OfficeRecord("")),
        code=view.record.code,
        second_codes=tuple(view.second_codes),
        applicant_name=view.applicant.full_name,
        procedure_name=view.record.procedure_name,
        content=view.record.content,
        received_at=view.received,
        issued_at=desk.now(),
        clerk_name=officer.full_name,
        reprint_no=reprint_no,
    )
    forms = [two_codes_html(notice, two_codes_template())]
    return PrintJob(forms, reprint_no, partial(prints.record_prints, desk, officer, id_, sheets_of(forms)))
