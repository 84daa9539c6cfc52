"""Form 01 of everybody who was received together."""

from collections.abc import Sequence

from app.domain.ids import DossierId
from app.printing.forms import Form
from app.services import prints
from app.services.desk import Desk, Officer
from app.services.forms import template_of
from ui.printing.press import PrintJob
from ui.printing.receipts import receipt_job

# Pages are painted in the window's thread; between two jobs it answers again.
PEOPLE_A_JOB = 25


def due_slips(desk: Desk, ids: Sequence[DossierId]) -> list[Sequence[DossierId]]:
    """Whose slips to print, a job each: those that never came out; where all did, every one of them again."""
    template = template_of(desk, Form.RECEIPT, desk.today())
    never = [id_ for id_ in ids if not prints.times_printed(desk, id_, template.form, template.pack)]
    due = never or list(ids)
    return [due[start : start + PEOPLE_A_JOB] for start in range(0, len(due), PEOPLE_A_JOB)]


def receipts_job(desk: Desk, officer: Officer, ids: Sequence[DossierId]) -> PrintJob:
    """The slips of these dossiers as one job."""
    jobs = [receipt_job(desk, officer, id_) for id_ in ids]

    def record() -> None:
        for job in jobs:
            job.record()

    forms = [form for job in jobs for form in job.forms]
    return PrintJob(forms, max((job.reprint_no for job in jobs), default=0), record)
