"""The register's lines as rows: every dossier received with a code in a period, in the order of receipt."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from app.domain.dossier import DossierState, EventKind


class RegisterRow(NamedTuple):
    """One dossier; ``extended_ms`` is the new date of an apology, ``collector`` who took the result."""

    code: str
    procedure_name: str
    sets: int
    applicant_name: str
    address: str
    phone: str
    received_ms: int
    promised_ms: int | None
    state: DossierState
    returned_ms: int | None
    return_place: str
    extended_ms: int | None
    collector: str


IN_PERIOD = "d.received_ms >= ? AND d.received_ms < ? AND d.code <> ''"


def count(connection: Connection, from_ms: int, to_ms: int) -> int:
    """How many lines a period has."""
    return int(
        connection.exec_driver_sql(
            f"SELECT count(*) FROM dossier d WHERE {IN_PERIOD}", (from_ms, to_ms)
        ).scalar_one()
    )


def rows(connection: Connection, from_ms: int, to_ms: int) -> Sequence[RegisterRow]:
    """The lines of a period."""
    found = connection.exec_driver_sql(
        "SELECT d.code, d.procedure_name, d.sets, a.full_name, a.address, a.phone, d.received_ms, "
        "d.promised_ms, s.state, s.returned_ms, d.return_place, "
        "(SELECT max(e.due_ms) FROM dossier_event e WHERE e.dossier_id = d.id AND e.kind = ?), "
        "coalesce((SELECT e.person_name FROM dossier_event e WHERE e.dossier_id = d.id AND e.kind = ? "
        "ORDER BY e.at_ms DESC LIMIT 1), '') "
        "FROM dossier d INDEXED BY dossier_by_receipt JOIN applicant a ON a.id = d.applicant_id "
        "JOIN dossier_state s ON s.dossier_id = d.id "
        f"WHERE {IN_PERIOD} ORDER BY d.received_ms, d.id",
        (int(EventKind.EXTENDED), int(EventKind.RETURNED), from_ms, to_ms),
    )
    return [RegisterRow._make((*row[:8], DossierState(row[8]), *row[9:])) for row in found]
