"""Where the bytes of a log begin: what came before was loaded with a checkpoint, or dropped once durable.

Of what is no longer here as bytes two things are kept: the chain's head, so that what follows can be checked,
and when each changeset that still stands in a row was written and by whom, so that a later edit can be
weighed against it.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from app.changes import clock as hybrid
from app.changes import segment as segments
from app.changes.changeset import decode_header
from app.domain.ids import local_id, split_id
from app.storage import sql

# A log may bring a changeset twice, in segments cut otherwise: it counts from when it came first.
FIRST_RECEIVED = (
    "SELECT bytes, received_ms FROM segment WHERE origin_no = ? AND first_seq <= ? AND last_seq >= ? "
    "ORDER BY received_ms IS NULL, received_ms LIMIT 1"
)


class LogBase(NamedTuple):
    """The last changeset before a log's first segment, the chain's head there, and the key that sealed it."""

    seq: int
    head: bytes
    device_key: bytes


class Written(NamedTuple):
    """A changeset's adjusted hybrid time, and the clerk who wrote it."""

    hlc: int
    clerk_id: int | None


def base_of(connection: Connection, no: int) -> LogBase | None:
    """Where a log's bytes begin; None where they are all here."""
    row = sql.row(connection, "SELECT seq, head, device_key FROM log_base WHERE origin_no = ?", no)
    return None if row is None else LogBase(*row)


def set_base(connection: Connection, no: int, base: LogBase) -> None:
    """Nothing up to ``base`` is here as bytes."""
    sql.run(
        connection,
        "INSERT OR REPLACE INTO log_base(origin_no, seq, head, device_key) VALUES (?, ?, ?, ?)",
        no,
        *base,
    )


def written(connection: Connection, stamp: int) -> Written | None:
    """What is kept of a changeset whose bytes are not here."""
    row = sql.row(connection, "SELECT hlc, clerk_id FROM written WHERE stamp = ?", stamp)
    return None if row is None else Written(*row)


def keep_written(connection: Connection, rows: Iterable[tuple[int, int, int | None]]) -> None:
    """Keep (stamp, adjusted time, clerk) of changesets; of two times the earlier, which every desk knows."""
    values = list(rows)
    if values:
        sql.run_many(
            connection,
            "INSERT INTO written(stamp, hlc, clerk_id) VALUES (?, ?, ?) ON CONFLICT (stamp) DO UPDATE SET "
            "hlc = min(hlc, excluded.hlc), clerk_id = coalesce(excluded.clerk_id, clerk_id)",
            values,
        )


def keep_received(connection: Connection, no: int, first: int, last: int, received_ms: int) -> None:
    """The server had these changesets of ours at this time, sealed by a copy of this machine or otherwise."""
    rows = sql.values(
        connection,
        "SELECT bytes FROM segment WHERE origin_no = ? AND first_seq <= ? AND last_seq >= ?",
        no,
        last,
        first,
    )
    opened = (changeset.header for data in rows for changeset, _ in segments.open_body(segments.read(data)))
    keep_written(
        connection,
        [
            (local_id(no, header.seq), hybrid.adjusted(header.hlc, received_ms), None)
            for header in opened
            if first <= header.seq <= last
        ],
    )


def times_between(connection: Connection, first: int, last: int) -> dict[int, int]:
    """The times kept of a stretch of stamps."""
    rows = sql.rows(connection, "SELECT stamp, hlc FROM written WHERE stamp BETWEEN ? AND ?", first, last)
    return {row[0]: row[1] for row in rows}


def hlc_of(connection: Connection, stamp: int) -> int:
    """A changeset's adjusted time, wherever it is kept: the earliest, where it came more than once."""
    known, from_bytes = written(connection, stamp), _hlc_from_bytes(connection, *split_id(stamp))
    return min(hlc for hlc in (known and known.hlc, from_bytes) if hlc is not None)


def _hlc_from_bytes(connection: Connection, no: int, seq: int) -> int | None:
    header = sql.value(connection, "SELECT header FROM changeset WHERE origin_no = ? AND seq = ?", no, seq)
    if header is not None:
        return decode_header(header).hlc
    row = sql.row(connection, FIRST_RECEIVED, no, seq, seq)
    if row is None:
        return None
    opened = segments.open_body(segments.read(row[0]))
    found = next(changeset.header for changeset, _ in opened if changeset.header.seq == seq)
    return hybrid.adjusted(found.hlc, row[1])
