"""Looking at what is hidden: each view of a full id number is noted on this device."""

from app.domain.ids import ApplicantId, DossierId
from app.services import audit
from app.services.audit import Noted
from app.services.desk import Desk, Officer
from app.storage import dossiers


def note_id_shown(desk: Desk, officer: Officer, dossier_id: DossierId) -> None:
    """Note that this officer looked at a dossier's full id numbers: its code or row, never the number."""
    with desk.store.read() as connection:
        code = dossiers.load(connection, dossier_id).code
    detail = "" if code else f"dossier {dossier_id}"
    audit.note(desk, officer, Noted.UNMASKED, detail, code)


def note_person_shown(desk: Desk, officer: Officer, id_: ApplicantId) -> None:
    """Note that this officer looked at a person's full id number: the person's row, never the number."""
    audit.note(desk, officer, Noted.UNMASKED, f"applicant {id_}")
