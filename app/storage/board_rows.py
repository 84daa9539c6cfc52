"""The board's queries: counts over ranges of one covering index, and a page of ids before any join."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.domain.dossier import DossierState
from app.domain.ids import DossierId
from app.storage.projections import Lane
from app.storage.row_reader import marks

OPEN_INDEX = "dossier_state INDEXED BY dossier_state_open"


@dataclass(frozen=True, slots=True)
class ListedDossier:
    """What a list shows of a dossier, before words are made of it."""

    id: DossierId
    code: str
    applicant_name: str
    procedure_name: str
    limit_text: str
    received_ms: int
    state: DossierState
    due_ms: int
    unit: str
    holder_name: str
    events_after_receipt: bool
    finished_ms: int | None
    returned_ms: int | None
    own_stamp: int


class DueRange(NamedTuple):
    """Open dossiers of one lane due in [from_ms, to_ms); None is unbounded."""

    lane: Lane
    from_ms: int | None = None
    to_ms: int | None = None


def count_open(connection: Connection, due: DueRange) -> int:
    """How many open dossiers lie in a range."""
    where, values = range_of(due)
    return int(
        connection.exec_driver_sql(f"SELECT count(*) FROM {OPEN_INDEX} WHERE {where}", values).scalar_one()
    )


def open_ids(connection: Connection, due: DueRange, offset: int, limit: int) -> list[DossierId]:
    """A page of a range by due time; the index alone is read, from its nearer end."""
    where, values = range_of(due)
    rows = connection.exec_driver_sql(
        f"SELECT dossier_id FROM {OPEN_INDEX} WHERE {where} "
        "ORDER BY lane, due_ms, dossier_id LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    return [DossierId(id_) for (id_,) in rows]


def range_of(due: DueRange) -> tuple[str, tuple[int, ...]]:
    """The condition of a range and its values."""
    conditions, values = ["is_open = 1", "lane = ?"], [int(due.lane)]
    if due.from_ms is not None:
        conditions.append("due_ms >= ?")
        values.append(due.from_ms)
    if due.to_ms is not None:
        conditions.append("due_ms < ?")
        values.append(due.to_ms)
    return " AND ".join(conditions), tuple(values)


def count_all(connection: Connection) -> int:
    """How many dossiers were received; a visit that ended with guidance was not."""
    query = (
        "SELECT (SELECT count(*) FROM dossier_state) - (SELECT count(*) FROM dossier WHERE received_ms <= 0)"
    )
    return int(connection.exec_driver_sql(query).scalar_one())


def all_ids(connection: Connection, offset: int, limit: int, total: int) -> list[DossierId]:
    """A page of all dossiers, the last received first; a far page is read from the other end."""
    if offset <= total // 2:
        order, skip, take = "DESC", offset, limit
    else:
        take = max(0, min(limit, total - offset))
        order, skip = "ASC", max(0, total - offset - take)
    rows = connection.exec_driver_sql(
        "SELECT id FROM dossier INDEXED BY dossier_by_receipt WHERE received_ms > 0 "
        f"ORDER BY received_ms {order}, id {order} LIMIT ? OFFSET ?",
        (take, skip),
    )
    ids = [DossierId(id_) for (id_,) in rows]
    return ids if order == "DESC" else ids[::-1]


def listed(connection: Connection, ids: Sequence[DossierId]) -> list[ListedDossier]:
    """These dossiers, in the order asked for."""
    rows = connection.exec_driver_sql(
        "SELECT d.id, d.code, a.full_name, d.procedure_name, d.limit_text, d.received_ms, s.state, s.due_ms, "
        "s.unit, coalesce(c.full_name, ''), s.last_event_id, s.finished_ms, s.returned_ms, s.own_stamp, "
        "(SELECT min(e.id) FROM dossier_event e WHERE e.dossier_id = d.id AND e.parent_id IS NULL) "
        "FROM dossier d JOIN applicant a ON a.id = d.applicant_id "
        "JOIN dossier_state s ON s.dossier_id = d.id LEFT JOIN clerk c ON c.id = s.holder_id "
        f"WHERE d.id IN ({marks(ids)})",
        tuple(ids),
    )
    found = {row[0]: _listed(row) for row in rows}
    return [found[id_] for id_ in ids if id_ in found]


def _listed(row: Any) -> ListedDossier:
    return ListedDossier(
        id=DossierId(row[0]),
        code=row[1],
        applicant_name=row[2],
        procedure_name=row[3],
        limit_text=row[4],
        received_ms=row[5],
        state=DossierState(row[6]),
        due_ms=row[7],
        unit=row[8],
        holder_name=row[9],
        events_after_receipt=row[10] != row[14],
        finished_ms=row[11],
        returned_ms=row[12],
        own_stamp=row[13],
    )


class Settled(NamedTuple):
    """Dossiers finished in a period, and those of them that were in time."""

    total: int
    in_time: int


def received_between(connection: Connection, from_ms: int, to_ms: int) -> int:
    """How many were received in a period; a reception that was undone never was one."""
    return int(
        connection.exec_driver_sql(
            "SELECT count(*) FROM dossier d JOIN dossier_state s ON s.dossier_id = d.id "
            "WHERE d.received_ms >= ? AND d.received_ms < ? AND s.state <> ?",
            (max(1, from_ms), to_ms, DossierState.UNDONE.value),
        ).scalar_one()
    )


def returned_between(connection: Connection, from_ms: int, to_ms: int) -> int:
    """How many results were handed over in a period."""
    return int(
        connection.exec_driver_sql(
            "SELECT count(*) FROM dossier_state WHERE returned_ms IS NOT NULL "
            "AND returned_ms >= ? AND returned_ms < ?",
            (from_ms, to_ms),
        ).scalar_one()
    )


def settled_between(connection: Connection, from_ms: int, to_ms: int) -> Settled:
    """How many were finished in a period, and in time."""
    row = connection.exec_driver_sql(
        "SELECT count(*), coalesce(sum(finished_ms < due_ms + 60000), 0) FROM dossier_state "
        "WHERE finished_ms IS NOT NULL AND finished_ms >= ? AND finished_ms < ?",
        (from_ms, to_ms),
    ).one()
    return Settled(row[0], row[1])
