"""Dropping the bytes of a log that the server holds durably: what is left is its head, its sealer, its times.

Only whole segments below a durable receipt are dropped, from the log's beginning on, and only what is applied
here and was seen in the feed. The server keeps the raw segments for ever. A young log is kept all the same:
it costs little, and whoever wants to know what happened last month looks here first.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from nacl.signing import SigningKey
from sqlalchemy import Connection

from app.changes import clock as hybrid
from app.changes import segment as segments
from app.changes.changeset import Changeset
from app.changes.errors import BadChange, BadSignature
from app.changes.registry import TABLES
from app.domain.ids import local_id
from app.storage import log_base, sql
from app.storage.engine import SHRINKS
from app.storage.log_base import LogBase
from app.storage.log_store import origin_number
from app.storage.unit_of_work import Store

KEPT_MS = 365 * 24 * 3600 * 1000
AT_ONCE = 32  # segments of one transaction: a clerk who saves meanwhile waits no longer than that


class Compacted(NamedTuple):
    """What was dropped."""

    segments: int
    size: int


class _Log(NamedTuple):
    no: int
    is_own: bool
    droppable: int  # up to which changeset


class _Stored(NamedTuple):
    id: int
    first_seq: int
    last_seq: int
    received_ms: int
    data: bytes


def compact(store: Store, kept_ms: int = KEPT_MS) -> Compacted:
    """Drop what may be dropped; may be stopped or killed anywhere."""
    before_ms = store.clock.now_ms() - kept_ms
    dropped = size = 0
    with store.read() as connection:
        logs = _logs(connection)
    for log in logs:
        while some := _drop_some(store, log, before_ms):
            dropped += len(some)
            size += sum(len(each.data) for each in some)
    if dropped:
        with store.write_local() as connection:
            _forget_what_stands_nowhere(connection)
    return Compacted(dropped, size)


def reclaim(store: Store) -> None:
    """Give the room back to the disk; takes as long as writing the whole database."""
    with store.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute(SHRINKS)  # a file of an earlier version takes it up when it is vacuumed
        raw.execute("VACUUM")


def has_lost_durable(connection: Connection, origin: bytes, stored_seq: int) -> bool:
    """Whether a server lacks what it had promised to hold for ever, and what is therefore not here either."""
    base = log_base.base_of(connection, origin_number(connection, origin))
    return base is not None and stored_seq < base.seq


def _logs(connection: Connection) -> list[_Log]:
    rows = sql.rows(
        connection, "SELECT no, is_own, min(seq, durable_seq) FROM origin WHERE durable_seq > 0 ORDER BY no"
    )
    return [_Log(no, bool(is_own), last) for no, is_own, last in rows]


def _drop_some(store: Store, log: _Log, before_ms: int) -> Sequence[_Stored]:
    with store.write_local() as connection:
        chosen = _oldest(connection, log, before_ms)
        if not chosen:
            return []
        base = _base(connection, log, chosen[-1])
        if base is None:
            return []
        for each in chosen:
            _keep_times(connection, each)
        log_base.set_base(connection, log.no, base)
        sql.run_many(connection, "DELETE FROM segment WHERE id = ?", [(each.id,) for each in chosen])
    return chosen


def _oldest(connection: Connection, log: _Log, before_ms: int) -> list[_Stored]:
    """The log's first segments, as far as they may go: in one run, so that what is left has no hole."""
    rows = sql.rows(
        connection,
        "SELECT id, first_seq, last_seq, received_ms, bytes FROM segment WHERE origin_no = ? "
        "AND last_seq <= ? AND cseq IS NOT NULL AND received_ms < ? ORDER BY first_seq, id LIMIT ?",
        log.no,
        log.droppable,
        before_ms,
        AT_ONCE,
    )
    kept = sql.value(
        connection,
        "SELECT min(first_seq) FROM segment WHERE origin_no = ? "
        "AND NOT (last_seq <= ? AND cseq IS NOT NULL AND received_ms < ?)",
        log.no,
        log.droppable,
        before_ms,
    )
    return [_Stored(*row) for row in rows if kept is None or row[2] < kept]


def _base(connection: Connection, log: _Log, last: _Stored) -> LogBase | None:
    """Where the log will begin; None where nobody known sealed it, and so nothing may be dropped."""
    segment = segments.read(last.data)
    for key in _keys(connection, log):
        try:
            segments.verify_signature(segment, key)
        except BadSignature:
            continue
        return LogBase(segment.header.last_seq, segment.header.head, key)
    return None


def _keys(connection: Connection, log: _Log) -> list[bytes]:
    seed = sql.value(connection, "SELECT signing_seed FROM device WHERE id = 1")
    if log.is_own:
        return [bytes(SigningKey(seed).verify_key)]
    return list(sql.values(connection, "SELECT public_key FROM peer_certificate"))


def _keep_times(connection: Connection, stored: _Stored) -> None:
    rows = []
    for changeset, _ in segments.open_body(segments.read(stored.data)):
        stamp = local_id(origin_number(connection, changeset.origin), changeset.header.seq)
        hlc = hybrid.adjusted(changeset.header.hlc, stored.received_ms)
        rows.append((stamp, hlc, _clerk(connection, changeset)))
    log_base.keep_written(connection, rows)


def _clerk(connection: Connection, changeset: Changeset) -> int | None:
    if changeset.header.clerk is None:
        return None
    try:
        origin, counter = changeset.origin_of(changeset.header.clerk)
    except BadChange:
        return None
    return local_id(origin_number(connection, origin), counter)


def _forget_what_stands_nowhere(connection: Connection) -> None:
    """No later edit will be weighed against a changeset of which nothing stands in any row."""
    places = [f"SELECT stamp FROM {table.name}" for table in TABLES]
    places += ["SELECT stamp FROM group_stamp", "SELECT stamp FROM tombstone"]
    places += ["SELECT winner_stamp FROM conflict", "SELECT loser_stamp FROM conflict"]
    sql.run(connection, f"DELETE FROM written WHERE stamp NOT IN ({' UNION '.join(places)})")
