"""What was really done in training's books since a moment: each act as it was committed, in its order."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.domain.dossier import EventKind

PRINTED, CERTIFIED, SHOWN = "printed", "certified", "id_shown"
LONGEST_LOOK = 500  # acts; a mission is done in ten

EVENTS = (
    "SELECT e.kind, e.at_ms, e.dossier_id, a.id_number, a.full_name, d.procedure_code, e.paper "
    "FROM dossier_event e JOIN dossier d ON d.id = e.dossier_id JOIN applicant a ON a.id = d.applicant_id "
    "WHERE e.at_ms >= ? ORDER BY e.at_ms, e.id LIMIT ?"
)
OTHERS = (
    "SELECT ?, p.at_ms, p.dossier_id, a.id_number, a.full_name, d.procedure_code, p.form, 0 "
    "FROM print_act p JOIN dossier d ON d.id = p.dossier_id JOIN applicant a ON a.id = d.applicant_id "
    "WHERE p.at_ms >= ? UNION ALL "
    "SELECT ?, l.at_ms, d.id, a.id_number, a.full_name, d.procedure_code, '', 0 "
    "FROM act_log l JOIN dossier d ON d.code = l.code JOIN applicant a ON a.id = d.applicant_id "
    "WHERE l.kind = 'id_shown' AND l.code <> '' AND l.at_ms >= ? UNION ALL "
    "SELECT ?, c.at_ms, 0, coalesce(a.id_number, ''), c.applicant_name, '', c.paper, c.copies "
    "FROM certification c LEFT JOIN applicant a ON a.id = c.applicant_id "
    "LEFT JOIN book_entry b ON b.id = c.entry_id WHERE c.at_ms >= ? AND coalesce(b.void_reason, '') = '' "
    "ORDER BY 2 LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Deed:
    """One act: its kind, when, on whose dossier; ``paper`` is what it names, a proxy's paper or a form.

    ``copies`` is how many were certified. ``dossier_id`` is 0 where there is none; the name and the number
    are those that stand in the books now.
    """

    kind: str
    at_ms: int
    dossier_id: int = 0
    id_number: str = ""
    full_name: str = ""
    procedure: str = ""
    paper: str = ""
    copies: int = 0


def deeds_since(connection: Connection, since_ms: int) -> list[Deed]:
    """Every act from that moment on, the earliest first."""
    events = connection.exec_driver_sql(EVENTS, (since_ms, LONGEST_LOOK)).all()
    given = (PRINTED, since_ms, SHOWN, since_ms, CERTIFIED, since_ms, LONGEST_LOOK)
    others = connection.exec_driver_sql(OTHERS, given).all()
    deeds = [Deed(EventKind(row[0]).name.lower(), *row[1:]) for row in events]
    return sorted([*deeds, *(Deed(*row) for row in others)], key=lambda deed: deed.at_ms)


def codes_since(connection: Connection, since_ms: int) -> list[str]:
    """The codes of the dossiers received from that moment on, in their order."""
    found = connection.exec_driver_sql(
        "SELECT code FROM dossier WHERE received_ms >= ? AND code <> '' ORDER BY received_ms, id", (since_ms,)
    )
    return list(found.scalars())
