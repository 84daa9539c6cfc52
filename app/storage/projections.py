"""What is derived from the synchronised rows: a dossier's folded state and its search entry.

Refreshed in the transaction that changed the rows, whoever wrote them; ``rebuild`` makes everything anew.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

from sqlalchemy import Connection

from app.changes.registry import (
    APPLICANT,
    APPLICANT_JOIN,
    DOSSIER,
    DOSSIER_ALIAS,
    DOSSIER_COMPONENT,
    DOSSIER_EVENT,
    PRINT_ACT,
)
from app.domain.branches import Branches, branches
from app.domain.dossier import DossierState, Event, EventKind, Life, PauseSpan, fold
from app.domain.ids import COUNTER_BITS, COUNTER_MASK
from app.domain.reporting import Step, reckon
from app.storage import join_rows, search_index, sql
from app.storage.act_lines import Act, Lines, Standing, acts_of
from app.storage.row_reader import RowKey, chunks, marks

FAR_FUTURE_MS = 2**53


class Lane(IntEnum):
    """Where an open dossier lies on the board: its clock runs, stands still, or has its result."""

    RUNNING = 0
    PAUSED = 1
    SETTLED = 2


STATE_COLUMNS = (
    "dossier_id", "state", "is_open", "lane", "due_ms", "holder_id", "unit", "finished_ms", "returned_ms",
    "last_event_id", "is_contested", "received_ms", "procedure_code", "field", "channel", "ended_ms",
    "owed_ms", "waiting_ms", "timing", "supplements", "paused_ms",
)  # fmt: skip

WRITE_STATE = (
    f"INSERT INTO dossier_state({', '.join(STATE_COLUMNS)}, own_stamp) "
    f"VALUES ({', '.join('?' * len(STATE_COLUMNS))}, ?) ON CONFLICT (dossier_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in STATE_COLUMNS[1:])
    + ", own_stamp = max(own_stamp, excluded.own_stamp)"
)

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
    applicants |= join_rows.named_by(connection, by_table.get(APPLICANT_JOIN.number, ()))
    # A dossier is found by whatever is known of its person, in any of their records.
    applicants = join_rows.everyone_with(connection, applicants)
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
        for (value,) in sql.rows(
            connection, f"SELECT {column} FROM {table} WHERE {where} IN ({marks(chunk)})", *chunk
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
    promised = sql.rows(
        connection,
        "SELECT id, promised_ms, received_ms, procedure_code, field, channel "
        f"FROM dossier WHERE id IN ({marks(ids)})",
        *ids,
    )
    acts, lines = acts_of(connection, ids), Lines()
    followed = {id_: lines.standing(acts.get(id_, ())) for id_, *_ in promised}
    standing = {id_: found for id_, found in followed.items() if found is not None}
    others = {id_: acts[id_] for id_, found in followed.items() if found is None}
    standing |= {id_: _standing(life) for id_, life in _lives(connection, others).items()}
    return [_state_row(issued, standing[issued[0]], own_stamp) for issued in promised]


def _standing(life: Life) -> Standing:
    return Standing(
        life.state,
        life.due_ms,
        life.holder_id,
        life.unit,
        life.finished_ms,
        life.returned_ms,
        life.last_event_id,
        life.is_contested or bool(life.illegal),
        [Step(event.kind, event.at_ms, event.due_ms) for event in life.applied],
    )


def _refresh_states(connection: Connection, ids: list[int], own_stamp: int) -> None:
    rows = state_rows(connection, ids, own_stamp)
    if rows:
        sql.run_many(connection, WRITE_STATE, rows)


def _state_row(issued: Any, at: Standing, own_stamp: int) -> tuple[Any, ...]:
    """``issued`` is what the dossier's row says, as ``state_rows`` asks for it."""
    dossier_id, promised_ms, received_ms, *subject = issued
    due = at.due_ms if at.due_ms is not None else promised_ms
    counted = reckon(at.steps, promised_ms)
    return (
        dossier_id,
        at.state.value,
        int(at.state.is_open),
        LANES.get(at.state, Lane.RUNNING),
        FAR_FUTURE_MS if due is None else due,
        at.holder_id,
        at.unit,
        at.finished_ms,
        at.returned_ms,
        at.last_event_id,
        int(at.needs_word),
        received_ms if counted.is_received else None,
        *subject,
        *counted[1:],
        own_stamp,
    )


def _lives(connection: Connection, acts: Mapping[int, Iterable[Act]]) -> dict[int, Life]:
    return {id_: fold(events) for id_, events in _events(connection, acts).items()}


def _events(connection: Connection, acts: Mapping[int, Iterable[Act]]) -> dict[int, list[Event]]:
    """The acts with what orders siblings everywhere alike."""
    rows = sql.rows(connection, "SELECT no, origin FROM origin") if acts else ()
    origins = {row[0]: row[1] for row in rows}
    return {
        id_: [_event(act, origins[act.id >> COUNTER_BITS]) for act in found] for id_, found in acts.items()
    }


def branches_of(connection: Connection, dossier_id: int) -> Branches:
    """The acts of a dossier as the tree they are."""
    events = _events(connection, acts_of(connection, [dossier_id]))
    return branches(events.get(dossier_id, ()))


def pauses_of(connection: Connection, dossier_id: int) -> tuple[PauseSpan, ...]:
    """The stops of a dossier's clock."""
    lives = _lives(connection, acts_of(connection, [dossier_id]))
    return lives[dossier_id].pauses if dossier_id in lives else ()


def _event(act: Act, origin: bytes) -> Event:
    rank = (act.at_ms, origin + (act.id & COUNTER_MASK).to_bytes(8, "big"))
    kind = EventKind(act.kind)
    return Event(
        act.id, act.parent_id, kind, act.at_ms, rank, act.holder_id, act.unit, act.due_ms, act.over_id
    )


def rederive_states(connection: Connection) -> None:
    """Derive every dossier's state anew: a newer program may ask more of it than it did."""
    for ids in chunks(sql.values(connection, "SELECT id FROM dossier")):
        _refresh_states(connection, ids, 0)


def rebuild(connection: Connection) -> None:
    """Derive everything anew, keeping what says which dossiers this device touched."""
    sql.run(connection, "INSERT INTO dossier_search(dossier_search) VALUES ('delete-all')")
    sql.run(connection, "INSERT INTO applicant_search(applicant_search) VALUES ('delete-all')")
    applicants = sql.values(connection, "SELECT id FROM applicant")
    dossiers = sql.values(connection, "SELECT id FROM dossier")
    refresh(connection, set(dossiers), set(applicants))
