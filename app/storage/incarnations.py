"""A device's lives: each restored backup writes under a new origin, so no sequence number is used twice."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from app.changes.chain import first_head
from app.changes.changeset import ORIGIN_BYTES
from app.changes.registry import Command
from app.changes.sidecar import Sidecar
from app.domain.clock import wall_of
from app.storage import act_log, spare, sql
from app.storage.journal import Act
from app.storage.unit_of_work import Store


class OwnOrigin(NamedTuple):
    """One life of this device: its number here, its name everywhere, and how far it came."""

    no: int
    origin: bytes
    seq: int
    head: bytes


def own_origins(connection: Connection) -> list[OwnOrigin]:
    """This device's lives, oldest first."""
    rows = sql.rows(connection, "SELECT no, origin, seq, head FROM origin WHERE is_own = 1 ORDER BY no")
    return [OwnOrigin(*row) for row in rows]


def today(store: Store) -> date:
    """The day by this device's clock."""
    return wall_of(store.clock.now_ms()).date()


def was_put_back(store: Store, sidecar: Sidecar | None) -> bool:
    """Whether the database is older than what this device has already written."""
    with store.read() as connection:
        lives = own_origins(connection)
        if sql.row(connection, "SELECT 1 FROM setting WHERE name = 'restored'"):
            return True
    if sidecar is None or not lives:
        return False
    current = lives[-1]
    if sidecar.origin != current.origin:
        return all(life.origin != sidecar.origin for life in lives)
    is_other_timeline = sidecar.seq == current.seq and sidecar.head != current.head
    return sidecar.seq > current.seq or is_other_timeline


def begin_life(store: Store, device_name: str, *, closes_spare: bool = False) -> None:
    """Start writing under a new origin, and say in its first changeset which one it was born from."""
    origin = store.entropy(ORIGIN_BYTES)
    with store.write_local() as connection:
        if closes_spare:
            spare.close(connection, today(store))
        no = sql.value(connection, "SELECT coalesce(max(no) + 1, 0) FROM origin")
        sql.run(
            connection,
            "INSERT INTO origin(no, origin, is_own, head) VALUES (?, ?, 1, ?)",
            no,
            origin,
            first_head(origin),
        )
        sql.run(
            connection,
            "INSERT INTO log_state(id, origin_no) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET "
            "origin_no = excluded.origin_no, row_counter = 0",
            no,
        )
        sql.run(connection, "DELETE FROM setting WHERE name = 'restored'")
        if no:
            act_log.note_life(connection, store.clock.now_ms(), no)
    announce_life(store, device_name)


def announce_life(store: Store, device_name: str) -> None:
    """Write the life's first changeset unless it is there (a crash may have come between)."""
    with store.read() as connection:
        lives = own_origins(connection)
    if lives[-1].seq:
        return
    before = lives[-2] if len(lives) > 1 else None
    with store.write(Act(Command.BEGIN_INCARNATION)) as unit:
        sql.run(
            unit.connection,
            "INSERT INTO incarnation(id, device_name, born_from_origin, born_from_seq, born_from_head) "
            "VALUES (?, ?, ?, ?, ?)",
            unit.new_id(),
            device_name,
            before and before.origin,
            before and before.seq,
            before and before.head,
        )
