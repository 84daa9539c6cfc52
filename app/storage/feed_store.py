"""Where the exchange stands in the feed, and what the server's receipts and epochs change about it."""

from collections.abc import Sequence

from sqlalchemy import Connection

from app.changes.receipt import OriginReceipt
from app.storage import offers, sql
from app.storage.log_store import Incoming, keep_incoming

CLOCK_OFF = "clock_off_ms"
REFUSED_PACK = "refused_pack"
FEED_BYTES = "feed_bytes"


def keep_feed(connection: Connection, items: Sequence[Incoming], expected: int, cursor: int) -> bool:
    """Store a stretch of the feed with its cursor; False when another process has done so meanwhile."""
    stands_at = sql.value(connection, "SELECT cursor FROM device WHERE id = 1")
    if stands_at != expected:
        return False
    keep_incoming(connection, items, cursor)
    own_tail = [(item.last_seq, item.origin) for item in items if item.data is not None]
    if own_tail:  # what a restored device gets back of a former life is sealed, by that life
        sql.run_many(
            connection,
            "UPDATE origin SET sealed_seq = max(sealed_seq, ?) WHERE origin = ? AND is_own = 1",
            own_tail,
        )
    return True


def has_unapplied(connection: Connection) -> bool:
    """Whether a log's stored segments reach beyond what is applied of it."""
    unapplied = sql.row(
        connection,
        "SELECT 1 FROM origin o WHERE o.seq < (SELECT s.last_seq FROM segment s WHERE s.origin_no = o.no "
        "ORDER BY s.first_seq DESC LIMIT 1) LIMIT 1",
    )
    return unapplied is not None


def has_seen_epoch(connection: Connection, epoch: bytes) -> bool:
    """Whether a receipt of this epoch was believed before."""
    seen = sql.row(connection, "SELECT 1 FROM receipt WHERE epoch = ? LIMIT 1", epoch)
    return seen is not None


def is_known(connection: Connection, epoch: bytes, number: int) -> bool:
    """Whether this receipt or a later one of the same epoch was believed before."""
    seen = sql.row(connection, "SELECT 1 FROM receipt WHERE epoch = ? AND number >= ? LIMIT 1", epoch, number)
    return seen is not None


def start_over(connection: Connection) -> None:
    """The server lives anew, or we do there: nothing counts as confirmed, the feed begins again."""
    sql.run(connection, "UPDATE origin SET stored_seq = 0, applied_seq = 0, durable_seq = 0")
    sql.run(connection, "UPDATE device SET cursor = 0 WHERE id = 1")
    offers.begin(connection)


def offer_again(connection: Connection, vector: OriginReceipt) -> None:
    """The server says it lacks what it had confirmed: believe it, and send again from there."""
    sql.run(
        connection,
        "UPDATE origin SET stored_seq = ?, applied_seq = ?, durable_seq = ? WHERE origin = ?",
        vector.stored_seq,
        vector.applied_seq,
        vector.durable_seq,
        vector.origin,
    )


def stored_seqs(connection: Connection) -> dict[bytes, int]:
    """How far each of this device's logs is confirmed as stored, and each that is offered for another."""
    rows = sql.rows(connection, "SELECT origin, stored_seq FROM origin WHERE is_own = 1")
    return {row[0]: row[1] for row in rows} | offers.stored_seqs(connection)


def unsent_bytes(connection: Connection) -> int:
    """The size of the segments that wait to be sent."""
    return int(
        sql.value(
            connection,
            "SELECT coalesce(sum(length(s.bytes)), 0) FROM segment s JOIN origin o ON o.no = s.origin_no "
            f"WHERE (o.is_own = 1 AND s.last_seq > o.stored_seq) OR {offers.OFFERED}",
        )
    )


def keep_time(connection: Connection, server_ms: int, now_ms: int, off_ms: int) -> None:
    """Remember the time a server confirmed, and how far this PC's clock is off it."""
    sql.run(
        connection, "UPDATE log_state SET trusted_ms = ?, trusted_wall_ms = ? WHERE id = 1", server_ms, now_ms
    )
    _set(connection, CLOCK_OFF, str(off_ms))


def clock_off_ms(connection: Connection) -> int:
    """How far the PC's clock was ahead of (negative: behind) the server's at the last exchange."""
    return int(_get(connection, CLOCK_OFF) or 0)


def trusted_ms(connection: Connection) -> int | None:
    """The server's time at the last exchange; None before any."""
    row = sql.row(connection, "SELECT trusted_ms FROM log_state WHERE id = 1")
    return None if row is None else row[0]


def feed_bytes(connection: Connection) -> int:
    """How much the commune's feed held when this device joined."""
    return int(_get(connection, FEED_BYTES) or 0)


def note_feed_bytes(connection: Connection, size: int) -> None:
    """Remember how much the commune's feed holds."""
    _set(connection, FEED_BYTES, str(size))


def has_receipt(connection: Connection) -> bool:
    """Whether any receipt was ever believed."""
    return sql.row(connection, "SELECT 1 FROM receipt LIMIT 1") is not None


def refused_pack(connection: Connection) -> str:
    """The catalogue pack that could not be taken in, "" for none."""
    return _get(connection, REFUSED_PACK)


def note_refused_pack(connection: Connection, name: str) -> None:
    """Remember a catalogue pack that could not be taken in."""
    _set(connection, REFUSED_PACK, name)


def _get(connection: Connection, name: str) -> str:
    value = sql.value(connection, "SELECT value FROM setting WHERE name = ?", name)
    return str(value or "")


def _set(connection: Connection, name: str, value: str) -> None:
    sql.run(
        connection,
        "INSERT INTO setting(name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value,
    )
