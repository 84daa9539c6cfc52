"""Dossiers: written whole at reception, read whole for their screen, added to by events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection

from app.domain.applicant import Representative
from app.domain.dossier import DossierState, EventKind, Role
from app.domain.ids import ApplicantId, ClerkId, DossierId, EventId
from app.storage import sql
from app.storage.row_reader import marks
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class DossierRecord:
    """A dossier's own columns."""

    code: str
    applicant_id: ApplicantId
    procedure_code: str
    procedure_name: str
    field: str
    catalogue_version: str
    limit_text: str
    received_ms: int
    promised_ms: int | None
    content: str = ""
    relation: str = ""
    return_place: str = ""
    return_address: str = ""
    sets: int = 1
    channel: int = 0
    fee_amount: int = 0
    fee_paid: int = 0
    fee_receipt: str = ""
    note: str = ""
    representative_name: str = ""
    representative_id_number: str = ""
    representative_phone: str = ""
    representative_authority: str = ""

    @property
    def representative(self) -> Representative:
        """Who acts for the applicant."""
        return Representative(
            self.representative_name,
            self.representative_id_number,
            self.representative_phone,
            self.representative_authority,
        )


@dataclass(frozen=True, slots=True)
class ComponentRecord:
    """One paper of the checklist, as asked for and as handed in."""

    ordinal: int
    title: str
    is_mandatory: bool
    is_present: bool
    originals: int
    copies: int


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One act on a dossier."""

    dossier_id: DossierId
    kind: EventKind
    at_ms: int
    clerk_id: ClerkId | None
    role: Role
    parent_id: EventId | None = None
    holder_id: ClerkId | None = None
    unit: str = ""
    note: str = ""
    due_ms: int | None = None
    person_name: str = ""
    person_id_number: str = ""
    signer: str = ""
    document_number: str = ""
    over_id: EventId | None = None
    step_due_ms: int | None = None
    legal_basis: str = ""
    approver_id: ClerkId | None = None
    paper: str = ""
    outside_code: str = ""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An act as it is listed: with its row, its author's name and the changeset that wrote it."""

    id: EventId
    record: EventRecord
    clerk_name: str
    holder_name: str
    stamp: int


@dataclass(frozen=True, slots=True)
class StateRecord:
    """What the events fold to."""

    state: DossierState
    due_ms: int
    holder_id: ClerkId | None
    holder_name: str
    unit: str
    finished_ms: int | None
    returned_ms: int | None
    last_event_id: EventId | None
    is_contested: bool
    own_stamp: int


def _values(record: Any, columns: Sequence[str]) -> dict[str, Any]:
    """A record's columns; ``asdict`` would copy each value deeply."""
    return {name: getattr(record, name) for name in columns}


DOSSIER_COLUMNS = tuple(field.name for field in fields(DossierRecord))
EVENT_COLUMNS = tuple(field.name for field in fields(EventRecord))


def _insert(connection: Connection, table: str, values: dict[str, Any]) -> None:
    sql.run(
        connection,
        f"INSERT INTO {table}({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
        *tuple(values.values()),
    )


def insert(unit: UnitOfWork, record: DossierRecord, components: Iterable[ComponentRecord]) -> DossierId:
    """A new dossier with its checklist."""
    id_ = DossierId(unit.new_id())
    _insert(unit.connection, "dossier", {"id": id_, **_values(record, DOSSIER_COLUMNS), "stamp": unit.stamp})
    rows = [_component_row(unit, id_, component) for component in components]
    if rows:
        sql.run_many(unit.connection, INSERT_COMPONENT, rows)
    return id_


INSERT_COMPONENT = (
    "INSERT INTO dossier_component(dossier_id, ordinal, title, is_mandatory, is_present, originals, "
    "copies, stamp) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def _component_row(unit: UnitOfWork, id_: DossierId, component: ComponentRecord) -> tuple[Any, ...]:
    c = component
    return id_, c.ordinal, c.title, int(c.is_mandatory), int(c.is_present), c.originals, c.copies, unit.stamp


def add_component(unit: UnitOfWork, id_: DossierId, component: ComponentRecord) -> None:
    """One more line of the checklist."""
    sql.run(unit.connection, INSERT_COMPONENT, *_component_row(unit, id_, component))


def add_event(unit: UnitOfWork, record: EventRecord) -> EventId:
    """One more act."""
    id_ = EventId(unit.new_id())
    _insert(
        unit.connection, "dossier_event", {"id": id_, **_values(record, EVENT_COLUMNS), "stamp": unit.stamp}
    )
    return id_


def mark_component(
    unit: UnitOfWork, id_: DossierId, ordinal: int, *, is_present: bool, originals: int, copies: int
) -> None:
    """What was handed in of one paper."""
    sql.run(
        unit.connection,
        "UPDATE dossier_component SET is_present = ?, originals = ?, copies = ? "
        "WHERE dossier_id = ? AND ordinal = ?",
        int(is_present),
        originals,
        copies,
        id_,
        ordinal,
    )


def load(connection: Connection, id_: DossierId) -> DossierRecord:
    """A dossier's own columns."""
    row = sql.row(connection, f"SELECT {', '.join(DOSSIER_COLUMNS)} FROM dossier WHERE id = ?", id_)
    return DossierRecord(*row)


def ids_of_code(connection: Connection, code: str) -> list[DossierId]:
    """The dossiers that carry this code, as printed or as their second one."""
    rows = sql.rows(
        connection,
        "SELECT id FROM dossier WHERE code = ? UNION SELECT dossier_id FROM dossier_alias WHERE code = ?",
        code,
        code,
    )
    return [DossierId(id_) for (id_,) in rows]


def components(connection: Connection, id_: DossierId) -> list[ComponentRecord]:
    """Its checklist."""
    rows = sql.rows(
        connection,
        "SELECT ordinal, title, is_mandatory, is_present, originals, copies FROM dossier_component "
        "WHERE dossier_id = ? ORDER BY ordinal",
        id_,
    )
    return [ComponentRecord(r[0], r[1], bool(r[2]), bool(r[3]), r[4], r[5]) for r in rows]


def events(connection: Connection, id_: DossierId) -> list[StoredEvent]:
    """Its acts, oldest first."""
    return _stored_events(connection, "e.dossier_id = ?", (id_,))


def corrections_of(connection: Connection, applicants: Iterable[int]) -> list[StoredEvent]:
    """What was written otherwise of these people, in any of their dossiers, oldest first."""
    wanted = tuple(applicants)
    theirs = f"e.dossier_id IN (SELECT id FROM dossier WHERE applicant_id IN ({marks(wanted)}))"
    return _stored_events(
        connection, f"{theirs} AND e.kind = ? AND e.person_name <> ''", (*wanted, EventKind.CORRECTED)
    )


def _stored_events(connection: Connection, condition: str, values: tuple[Any, ...]) -> list[StoredEvent]:
    columns = ", ".join(f"e.{name}" for name in EVENT_COLUMNS)
    rows = sql.rows(
        connection,
        f"SELECT e.id, e.stamp, coalesce(c.full_name, ''), coalesce(h.full_name, ''), {columns} "
        "FROM dossier_event e LEFT JOIN clerk c ON c.id = e.clerk_id LEFT JOIN clerk h ON h.id = e.holder_id "
        f"WHERE {condition} ORDER BY e.at_ms, e.id",
        *values,
    )
    return [StoredEvent(EventId(row[0]), _event_record(row[4:]), row[2], row[3], row[1]) for row in rows]


def _event_record(values: Sequence[Any]) -> EventRecord:
    named = dict(zip(EVENT_COLUMNS, values, strict=True))
    return EventRecord(**named | {"kind": EventKind(named["kind"]), "role": Role(named["role"])})


def state(connection: Connection, id_: DossierId) -> StateRecord:
    """Where it stands."""
    row = sql.row(
        connection,
        "SELECT s.state, s.due_ms, s.holder_id, coalesce(c.full_name, ''), s.unit, s.finished_ms, "
        "s.returned_ms, s.last_event_id, s.is_contested, s.own_stamp "
        "FROM dossier_state s LEFT JOIN clerk c ON c.id = s.holder_id WHERE s.dossier_id = ?",
        id_,
    )
    return StateRecord(
        DossierState(row[0]), row[1], row[2], row[3], row[4], row[5], row[6], row[7], bool(row[8]), row[9]
    )


def of_applicants(connection: Connection, ids: Iterable[int], limit: int) -> list[tuple[Any, ...]]:
    """(id, code, procedure name, state, returned or received ms) of these records' dossiers, newest first.

    A visit that ended without a reception has no code and is no dossier of theirs.
    """
    wanted = tuple(ids)
    rows = sql.rows(
        connection,
        "SELECT d.id, d.code, d.procedure_name, s.state, coalesce(s.returned_ms, d.received_ms) "
        "FROM dossier d JOIN dossier_state s ON s.dossier_id = d.id "
        f"WHERE d.applicant_id IN ({marks(wanted)}) AND d.code <> '' ORDER BY d.received_ms DESC LIMIT ?",
        *wanted,
        limit,
    )
    return [tuple(row) for row in rows]
