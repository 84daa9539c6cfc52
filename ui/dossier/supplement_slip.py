"""Form 02 of a dossier's last request for papers; a paper like every other of ``ui.printing.papers``."""

from app.domain.ids import DossierId
from app.printing.forms import Form
from app.printing.request_note import papers_and_reason as papers_and_reason
from app.printing.request_note import request_note as request_note
from app.services.desk import Desk, Officer
from ui.printing.papers import paper_job
from ui.printing.press import PrintJob


def supplement_job(desk: Desk, officer: Officer, id_: DossierId) -> PrintJob:
    """Form 02 of the last request, ready to print now."""
    return paper_job(desk, officer, id_, Form.SUPPLEMENT_REQUEST)
