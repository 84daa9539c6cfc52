"""Looking at what is hidden: each view of a full id number is noted on this device."""

from app.domain.ids import DossierId
from app.services.desk import Desk, Officer
from app.storage import act_log
from app.storage.act_log import NotedAct

ID_SHOWN = "id_shown"


def note_id_shown(desk: Desk, officer: Officer, dossier_id: DossierId) -> None:
    """Note that this officer looked at a dossier's full id numbers: the dossier's row, never the number."""
    with desk.store.write_local() as connection:
        act_log.note(connection, NotedAct(desk.now_ms(), officer.id, ID_SHOWN, f"dossier {dossier_id}"))
