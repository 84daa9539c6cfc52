"""What is derived from the synchronised rows: a dossier's folded state and its search entry.

Refreshed in the transaction that changed the rows, whoever wrote them; ``rebuild`` makes everything anew.
"""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from app.changes.registry import (
    APPLICANT,
    DOSSIER,
    DOSSIER_ALIAS,
    DOSSIER_COMPONENT,
    DOSSIER_EVENT,
    PRINT_ACT,
)
from app.domain.branches import Branches, branches
from app.domain.dossier import DossierState, Event, EventKind, Life, PauseSpan, fold
from app.domain.ids import COUNTER_BITS, COUNTER_MASK
from app.storage import search_index
from app.storage.row_reader import RowKey, chunks, marks

FAR_FUTURE_MS = 2**53


class Lane(IntEnum):
    """Where an open dossier lies on the board: its clock runs, stands still, or has its result."""

    RUNNING = 0
    PAUSED = 1
    SETTLED = 2


LANES = {
    DossierState.SUPPLEMENT_REQUESTED: Lane.PAUSED,
    DossierState.FINISHED: Lane.SETTLED,
}


def touched(connection: Connection, rows: Iterable[tuple[int, RowKey]]) -> tuple[set[int], set[int]]:
    """The (dossiers, applicants) that changed rows belong to."""
    by_table: dict[int, set[int]] = {}
    for table_no, key in rows:
        by_table.setdefault(table_no, set()).add(key.row_id)
    applicants = by_table.get(APPLICANT.number, set())
    dossiers = by_table.get(DOSSIER.number, set()) | by_table.get(DOSSIER_COMPONENT.number, set())
    dossiers |= _column(
        connection, "dossier_id", "dossier_event", "id", by_table.get(DOSSIER_EVENT.number, ())
    )
    dossiers |= _column(connection, "dossier_id", "print_act", "id", by_table.get(PRINT_ACT.number, ()))
    dossiers |= _column(
        connection, "dossier_id", "dossier_alias", "id", by_table.get(DOSSIER_ALIAS.number, ())
    )
    dossiers |= _column(connection, "id", "dossier", "applicant_id", applicants)
    return dossiers, applicants


def _column(connection: Connection, column: str, table: str, where: str, ids: Iterable[int]) -> set[int]:
    return {
        value
        for chunk in chunks(ids)
        for (value,) in connection.exec_driver_sql(
            f"SELECT {column} FROM {table} WHERE {where} IN ({marks(chunk)})", tuple(chunk)
        )
    }


def refresh(
    connection: Connection, dossiers: set[int], applicants: set[int], own_stamp: int | None = None
) -> None:
    """Derive these anew; ``own_stamp`` is the changeset of this device that touched them."""
    search_index.refresh_applicants(connection, applicants)
    search_index.refresh_dossiers(connection, dossiers)
    for ids in chunks(dossiers):
        _refresh_states(connection, ids, own_stamp or 0)


def state_rows(connection: Connection, ids: list[int], own_stamp: int = 0) -> list[tuple[Any, ...]]:
    """What the rows of ``dossier_state`` must be, by what the dossiers' events fold to."""
    promised = connection.exec_driver_sql(
        f"SELECT id, promised_ms FROM dossier WHERE id IN ({marks(ids)})", tuple(ids)
    ).all()
    lives = dict(_lives(connection, ids))
    nothing = fold(())
    return [_state_row(id_, lives.get(id_, nothing), due, own_stamp) for id_, due in promised]


def _refresh_states(connection: Connection, ids: list[int], own_stamp: int) -> None:
    rows = state_rows(connection, ids, own_stamp)
    if rows:
        connection.exec_driver_sql(
            "INSERT INTO dossier_state(dossier_id, state, is_open, lane, due_ms, holder_id, unit, "
            "finished_ms, returned_ms, last_event_id, is_contested, own_stamp) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (dossier_id) DO UPDATE SET "
            "state = excluded.state, is_open = excluded.is_open, lane = excluded.lane, "
            "due_ms = excluded.due_ms, holder_id = excluded.holder_id, unit = excluded.unit, "
            "finished_ms = excluded.finished_ms, returned_ms = excluded.returned_ms, "
            "last_event_id = excluded.last_event_id, is_contested = excluded.is_contested, "
            "own_stamp = max(own_stamp, excluded.own_stamp)",
            rows,
        )


def _state_row(dossier_id: int, life: Life, promised_ms: int | None, own_stamp: int) -> tuple[Any, ...]:
    due = life.due_ms if life.due_ms is not None else promised_ms
    return (
        dossier_id,
        life.state.value,
        int(life.state.is_open),
        LANES.get(life.state, Lane.RUNNING),
        FAR_FUTURE_MS if due is None else due,
        life.holder_id,
        life.unit,
        life.finished_ms,
        life.returned_ms,
        life.last_event_id,
        int(life.is_contested or bool(life.illegal)),
        own_stamp,
    )


def _lives(connection: Connection, ids: list[int]) -> Iterator[tuple[int, Life]]:
    for dossier_id, events in _events(connection, ids):
        yield dossier_id, fold(events)


def _events(connection: Connection, ids: list[int]) -> Iterator[tuple[int, list[Event]]]:
    rows = connection.exec_driver_sql(
        "SELECT e.dossier_id, e.id, e.parent_id, e.kind, e.at_ms, e.holder_id, e.unit, e.due_ms, e.over_id, "
        f"o.origin FROM dossier_event e JOIN origin o ON o.no = (e.id >> {COUNTER_BITS}) "
        f"WHERE e.dossier_id IN ({marks(ids)}) ORDER BY e.dossier_id",
        tuple(ids),
    )
    for dossier_id, events in groupby(rows, key=lambda row: row[0]):
        yield dossier_id, [_event(row) for row in events]


def branches_of(connection: Connection, dossier_id: int) -> Branches:
    """The acts of a dossier as the tree they are."""
    return branches(dict(_events(connection, [dossier_id])).get(dossier_id, ()))


def pauses_of(connection: Connection, dossier_id: int) -> tuple[PauseSpan, ...]:
    """The stops of a dossier's clock."""
    return dict(_lives(connection, [dossier_id])).get(dossier_id, fold(())).pauses


def _event(row: Any) -> Event:
    _, id_, parent_id, kind, at_ms, holder_id, unit, due_ms, over_id, origin = row
    rank = (at_ms, origin + (id_ & COUNTER_MASK).to_bytes(8, "big"))
    return Event(id_, parent_id, EventKind(kind), at_ms, rank, holder_id, unit, due_ms, over_id)


def rebuild(connection: Connection) -> None:
    """Derive everything anew, keeping what says which dossiers this device touched."""
    connection.exec_driver_sql("INSERT INTO dossier_search(dossier_search) VALUES ('delete-all')")
    connection.exec_driver_sql("INSERT INTO applicant_search(applicant_search) VALUES ('delete-all')")
    applicants = connection.exec_driver_sql("SELECT id FROM applicant").scalars().all()
    dossiers = connection.exec_driver_sql("SELECT id FROM dossier").scalars().all()
    refresh(connection, set(dossiers), set(applicants))
