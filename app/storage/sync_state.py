"""What the sync screen shows: this device's dossiers by how far they have come, and why some do not go on.

A dossier's state is that of the last changeset in which this device touched it. Logs are compared by ranges
of one covering index, so counting does not read the dossiers.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.changes import segment as segments
from app.changes.clock import milliseconds
from app.domain.ids import DossierId, local_id
from app.domain.sync_state import SyncState
from app.storage.known_logs import device_name

RECORD = (
    "SELECT d.id, d.code, a.full_name, (SELECT max(e.at_ms) FROM dossier_event e WHERE e.dossier_id = d.id) "
    "FROM dossier_state s JOIN dossier d ON d.id = s.dossier_id JOIN applicant a ON a.id = d.applicant_id"
)


class StampRange(NamedTuple):
    """Stamps of one log, both ends included."""

    first: int
    last: int


class SyncedRecord(NamedTuple):
    """A dossier on the sync screen; ``at_ms`` is its last act's time."""

    dossier_id: DossierId
    code: str
    applicant_name: str
    at_ms: int


class Trouble(NamedTuple):
    """A changeset that was sent back or waits; ``dossier_id`` None where it is not a dossier of this desk."""

    dossier_id: DossierId | None
    code: str
    applicant_name: str
    device_name: str
    reason: str


def ranges(connection: Connection, state: SyncState, since_ms: int) -> list[StampRange]:
    """The stamps of this device that are in a state.

    What the server has is looked at from ``since_ms`` on; what still waits is shown however old it is.
    """
    has_arrived = state in (SyncState.RECEIVED, SyncState.ANSWERED)
    found = []
    for no, *vector in connection.exec_driver_sql(
        "SELECT no, seq, sealed_seq, stored_seq, applied_seq FROM origin WHERE is_own = 1"
    ).all():
        first, last = _bounds(state, *vector)
        if has_arrived and first <= last:
            first = max(first, _first_seq_since(connection, no, since_ms))
        if first <= last:
            found.append(StampRange(local_id(no, first), local_id(no, last)))
    return found


def _bounds(state: SyncState, seq: int, sealed: int, stored: int, applied: int) -> tuple[int, int]:
    """The first and last sequence number in a state; the vectors of a receipt may outrun each other."""
    match state:
        case SyncState.HERE:
            return max(sealed, stored, applied) + 1, seq
        case SyncState.PACKED:
            return max(stored, applied) + 1, sealed
        case SyncState.RECEIVED:
            return applied + 1, stored
        case _:
            return 1, applied


def _first_seq_since(connection: Connection, no: int, since_ms: int) -> int:
    """The first changeset of a log that was written at or after an instant."""
    row = connection.exec_driver_sql(
        "SELECT first_seq, bytes FROM segment WHERE origin_no = ? AND sealed_ms >= ? "
        "ORDER BY first_seq LIMIT 1",
        (no, since_ms),
    ).first()
    if row is None:
        sealed = connection.exec_driver_sql("SELECT sealed_seq FROM origin WHERE no = ?", (no,)).scalar_one()
        return int(sealed) + 1
    for changeset, _ in segments.open_body(segments.read(row[1])):
        if milliseconds(changeset.header.hlc) >= since_ms:
            return changeset.header.seq
    return int(segments.read(row[1]).header.last_seq) + 1


def count(connection: Connection, state: SyncState, since_ms: int) -> int:
    """How many dossiers are in a state."""
    return sum(
        connection.exec_driver_sql(
            "SELECT count(*) FROM dossier_state WHERE own_stamp BETWEEN ? AND ?", tuple(each)
        ).scalar_one()
        for each in ranges(connection, state, since_ms)
    )


def records(
    connection: Connection, state: SyncState, since_ms: int, limit: int, offset: int = 0
) -> list[SyncedRecord]:
    """A page of the dossiers in a state, the last touched first."""
    wanted = ranges(connection, state, since_ms)
    if not wanted:
        return []
    where = " OR ".join("s.own_stamp BETWEEN ? AND ?" for _ in wanted)
    rows = connection.exec_driver_sql(
        f"{RECORD} WHERE {where} ORDER BY s.own_stamp DESC LIMIT ? OFFSET ?",
        (*(stamp for each in wanted for stamp in each), limit, offset),
    )
    return [_record(row) for row in rows]


def _record(row: Sequence[Any]) -> SyncedRecord:
    return SyncedRecord(DossierId(row[0]), row[1], row[2], row[3] or 0)


def received_up_to_ms(connection: Connection) -> int | None:
    """The time of the newest receipt."""
    newest = connection.exec_driver_sql("SELECT max(issued_ms) FROM receipt").scalar_one()
    return None if newest is None else int(newest)


def contested(connection: Connection) -> list[SyncedRecord]:
    """Dossiers on which two desks acted without knowing of each other."""
    rows = connection.exec_driver_sql(f"{RECORD} WHERE s.is_contested = 1 ORDER BY s.dossier_id")
    return [_record(row) for row in rows]


def sent_back(connection: Connection) -> list[Trouble]:
    """What a server or this device set aside, each with its reason's code."""
    rows = connection.exec_driver_sql("SELECT origin_no, seq, code FROM returned ORDER BY origin_no, seq")
    return [_trouble(connection, no, seq, reason) for no, seq, reason in rows.all()]


def waiting(connection: Connection) -> list[Trouble]:
    """The logs that do not go on, each with its reason's code."""
    rows = connection.exec_driver_sql("SELECT origin_no, seq, reason FROM waiting ORDER BY since_ms")
    return [_trouble(connection, no, seq, reason) for no, seq, reason in rows.all()]


def _trouble(connection: Connection, no: int, seq: int, reason: str) -> Trouble:
    row = connection.exec_driver_sql(
        "SELECT d.id, d.code, a.full_name FROM dossier_state s JOIN dossier d ON d.id = s.dossier_id "
        "JOIN applicant a ON a.id = d.applicant_id WHERE s.own_stamp = ? LIMIT 1",
        (local_id(no, seq),),
    ).first()
    name = device_name(connection, no)
    if row is None:
        return Trouble(None, "", "", name, reason)
    return Trouble(DossierId(row[0]), row[1], row[2], name, reason)
