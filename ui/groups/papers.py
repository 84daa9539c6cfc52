"""Form 01 of everybody who was received together, as one job."""

from collections.abc import Sequence

from app.domain.ids import DossierId
from app.services.desk import Desk, Officer
from ui.printing.press import PrintJob
from ui.printing.receipts import receipt_job


def receipts_job(desk: Desk, officer: Officer, ids: Sequence[DossierId]) -> PrintJob:
    """The slips that were never printed; where all were, every one of them again."""
    jobs = [receipt_job(desk, officer, id_) for id_ in ids]
    due = [job for job in jobs if not job.reprint_no] or jobs

    def record() -> None:
        for job in due:
            job.record()

    forms = [form for job in due for form in job.forms]
    return PrintJob(forms, max((job.reprint_no for job in due), default=0), record)
