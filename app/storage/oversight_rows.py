"""The acts that somebody above should see, newest first; a small index of their own finds them."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.domain.dossier import EventKind
from app.domain.ids import DossierId

# The words of the index in ``schema_synced``: SQLite uses it for a query that says the same.
TO_OVERSEE = (
    "kind IN (13, 19) OR legal_basis <> '' OR (kind = 7 AND note <> '') OR (kind = 12 AND paper <> '')"
)


@dataclass(frozen=True, slots=True)
class OverseenAct:
    """One such act, with its dossier and whoever did it and approved it."""

    dossier_id: DossierId
    code: str
    kind: EventKind
    at_ms: int
    clerk_name: str
    note: str
    paper: str
    legal_basis: str
    approver_name: str


def overseen(connection: Connection, since_ms: int, limit: int) -> list[OverseenAct]:
    """What was done since a moment."""
    rows = connection.exec_driver_sql(
        "SELECT e.dossier_id, d.code, e.kind, e.at_ms, coalesce(c.full_name, ''), e.note, e.paper, "
        "e.legal_basis, coalesce(a.full_name, '') FROM (SELECT * FROM dossier_event "
        f"WHERE ({TO_OVERSEE}) AND at_ms >= ? ORDER BY at_ms DESC LIMIT ?) e "
        "JOIN dossier d ON d.id = e.dossier_id LEFT JOIN clerk c ON c.id = e.clerk_id "
        "LEFT JOIN clerk a ON a.id = e.approver_id ORDER BY e.at_ms DESC, e.id DESC",
        (since_ms, limit),
    )
    return [OverseenAct(row[0], row[1], EventKind(row[2]), *row[3:]) for row in rows]
