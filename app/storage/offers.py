"""Other desks' logs, offered to a server that was restored without them.

A restored server asks every desk for its own log again. What that desk has lost itself in the meantime lies
with the others alone: each names what it holds of every log, and sends what the server then says it lacks. A
log the server knows nothing of is sent from its beginning, which says whose it is. If the server cannot take
that either it is named again with each exchange, until its device has come back.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from app.changes import segment as segments
from app.changes.changeset import Origin
from app.changes.receipt import OriginReceipt
from app.storage import sql

WITHHELD = -1
# Segments of such a log beyond what the server has: it must have said how far it has it.
OFFERED = (
    "EXISTS (SELECT 1 FROM offer f "
    "WHERE f.origin_no = o.no AND f.stored_seq >= 0 AND s.last_seq > f.stored_seq)"
)


def begin(connection: Connection) -> None:
    """The server lives anew: every log of others that is here may be one it lacks."""
    sql.run(
        connection,
        "INSERT OR REPLACE INTO offer(origin_no, stored_seq) "
        "SELECT no, NULL FROM origin o WHERE is_own = 0 AND EXISTS "
        "(SELECT 1 FROM segment s WHERE s.origin_no = o.no)",
    )


def heads(connection: Connection) -> list[tuple[Origin, int, bytes]]:
    """(origin, seq, head) of each log the server has not confirmed to have as far as it is here."""
    rows = sql.rows(
        connection,
        "SELECT (SELECT s.bytes FROM segment s WHERE s.origin_no = f.origin_no "
        "ORDER BY s.last_seq DESC LIMIT 1) FROM offer f ORDER BY f.origin_no",
    )
    found = [segments.read(data).header for (data,) in rows if data is not None]
    return [(header.origin, header.last_seq, header.head) for header in found]


def are_of_strangers(connection: Connection) -> bool:
    """Whether the server has not said of each that it knows it."""
    row = sql.row(connection, "SELECT 1 FROM offer WHERE stored_seq IS NULL OR stored_seq < 0 LIMIT 1")
    return row is not None


def take_in(connection: Connection, vectors: Iterable[OriginReceipt]) -> None:
    """How far the server has the logs it was asked about; what it has whole is offered no more."""
    for vector in vectors:
        sql.run(
            connection,
            "UPDATE offer SET stored_seq = ? WHERE origin_no = (SELECT no FROM origin WHERE origin = ?)",
            vector.stored_seq,
            vector.origin,
        )
    sql.run(
        connection,
        "DELETE FROM offer WHERE stored_seq >= "
        "(SELECT max(s.last_seq) FROM segment s WHERE s.origin_no = offer.origin_no)",
    )


def send_whole(connection: Connection, unknown: Iterable[Origin]) -> None:
    """The server was asked about these logs and has never heard of them; it may learn whose they are."""
    for origin in unknown:
        sql.run(
            connection,
            "UPDATE offer SET stored_seq = 0 WHERE stored_seq IS NULL AND origin_no = "
            "(SELECT s.origin_no FROM segment s JOIN origin o ON o.no = s.origin_no "
            "WHERE o.origin = ? AND s.first_seq = 1)",
            origin,
        )


def withhold(connection: Connection, origin: Origin) -> None:
    """The server took nothing of this log: it is sent no more until the server knows it."""
    sql.run(
        connection,
        "UPDATE offer SET stored_seq = ? WHERE stored_seq = 0 AND origin_no = "
        "(SELECT no FROM origin WHERE origin = ?)",
        WITHHELD,
        origin,
    )


def stored_seqs(connection: Connection) -> dict[Origin, int]:
    """How far the server has each log that is offered, as far as it said so."""
    rows = sql.rows(
        connection,
        "SELECT o.origin, f.stored_seq FROM offer f JOIN origin o ON o.no = f.origin_no "
        "WHERE f.stored_seq >= 0",
    )
    return {row[0]: row[1] for row in rows}
