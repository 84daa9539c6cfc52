"""What is known here of every log of the commune, to check against it what a server or a stick brings."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from app.changes import segment as segments
from app.changes.chain import first_head
from app.changes.changeset import ORIGIN_BYTES, Origin
from app.domain.ids import local_id
from app.storage import log_base, sql
from app.storage.log_base import LogBase
from app.storage.log_store import origin_number

TWO_LOGS = "two_logs"
ON_THE_WAY = "on the way"  # marks what stopped before it was stored, here or there


class KnownLog(NamedTuple):
    """How far a log is known here; ``last`` is its last segment's bytes, None where there is none.

    ``device_key`` sealed what is known of it without its bytes; b"" where that is nothing.
    """

    no: int
    is_own: bool
    seq: int
    head: bytes
    last: bytes | None
    device_key: bytes = b""


class Birth(NamedTuple):
    """A life of this device and the point of the log it was born from."""

    origin: Origin
    parent: Origin
    parent_seq: int
    parent_head: bytes


def known_log(connection: Connection, origin: Origin) -> KnownLog | None:
    """What is here of a log; None when it was never heard of."""
    row = sql.row(connection, "SELECT no, is_own FROM origin WHERE origin = ?", origin)
    if row is None:
        return None
    no, is_own = row
    last = sql.value(
        connection, "SELECT bytes FROM segment WHERE origin_no = ? ORDER BY last_seq DESC LIMIT 1", no
    )
    base = log_base.base_of(connection, no)
    if last is None:
        known = LogBase(0, first_head(origin), b"") if base is None else base
        return KnownLog(no, bool(is_own), known.seq, known.head, None, known.device_key)
    header = segments.read(last).header
    device_key = b"" if base is None else base.device_key
    return KnownLog(no, bool(is_own), header.last_seq, header.head, last, device_key)


def head_at(connection: Connection, no: int, origin: Origin, seq: int) -> bytes | None:
    """The chain's head after a changeset that is here, sealed or not; None when it is not here."""
    return first_head(origin) if seq == 0 else heads_between(connection, no, seq, seq).get(seq)


def applied_heads(connection: Connection) -> list[tuple[bytes, int, bytes]]:
    """(origin, seq, head) of every log, as far as it is applied."""
    rows = sql.rows(connection, "SELECT origin, seq, head FROM origin WHERE seq > 0 ORDER BY no")
    return [(row[0], row[1], row[2]) for row in rows]


def heads_between(connection: Connection, no: int, first: int, last: int) -> dict[int, bytes]:
    """The chain's head after each changeset of a stretch, as far as it is here."""
    sealed = sql.rows(
        connection,
        "SELECT bytes FROM segment WHERE origin_no = ? AND first_seq <= ? AND last_seq >= ?",
        no,
        last,
        first,
    )
    heads = {seq: head for (data,) in sealed for seq, head in _heads(data, first, last)}
    base = log_base.base_of(connection, no)
    if base is not None and first <= base.seq <= last:
        heads[base.seq] = base.head
    unsealed = sql.rows(
        connection,
        "SELECT seq, head FROM changeset WHERE origin_no = ? AND seq BETWEEN ? AND ?",
        no,
        first,
        last,
    )
    return heads | {row[0]: row[1] for row in unsealed}


def _heads(data: bytes, first: int, last: int) -> Iterable[tuple[int, bytes]]:
    segment = segments.read(data)
    if segment.header.last_seq == first == last:  # no need to open it for the head that is signed
        return [(last, segment.header.head)]
    opened = ((changeset.header.seq, head) for changeset, head in segments.open_body(segment))
    return [(seq, head) for seq, head in opened if first <= seq <= last]


def last_seen_in_feed(connection: Connection, no: int, cursor: int) -> int:
    """How far the feed up to a cursor has shown a log of ours as it is here."""
    seen = sql.value(
        connection, "SELECT max(last_seq) FROM segment WHERE origin_no = ? AND cseq <= ?", no, cursor
    )
    base = log_base.base_of(connection, no)  # only what the feed has shown is ever dropped
    return max(int(seen or 0), base.seq if base is not None else 0)


def unregistered_births(connection: Connection) -> list[Birth]:
    """Lives of this device of which the server has confirmed nothing yet, oldest first."""
    rows = sql.rows(
        connection,
        "SELECT o.origin, i.born_from_origin, i.born_from_seq, i.born_from_head FROM origin o "
        "JOIN incarnation i ON i.id >= o.no << 40 AND i.id < (o.no + 1) << 40 "
        "WHERE o.is_own = 1 AND o.stored_seq = 0 AND i.born_from_origin IS NOT NULL ORDER BY o.no",
    )
    return [Birth(*row) for row in rows]


def device_name(connection: Connection, no: int) -> str:
    """What the office calls the device that writes a log; "" before its first changeset has come."""
    name = sql.value(
        connection,
        "SELECT device_name FROM incarnation WHERE id > ? AND id < ? ORDER BY id LIMIT 1",
        local_id(no, 0),
        local_id(no + 1, 0),
    )
    return str(name or "")


def peer_certificates(connection: Connection) -> dict[bytes, bytes]:
    """The certificates seen of the commune's devices, by public key."""
    rows = sql.rows(connection, "SELECT public_key, bytes FROM peer_certificate")
    return {row[0]: row[1] for row in rows}


def keep_peer_certificates(connection: Connection, seen: Iterable[tuple[bytes, str, bytes]]) -> None:
    """Keep certificates as (public key, device name, signed bytes)."""
    rows = list(seen)
    if rows:
        sql.run_many(
            connection,
            "INSERT OR REPLACE INTO peer_certificate(public_key, name, bytes) VALUES (?, ?, ?)",
            rows,
        )


def note_waiting(connection: Connection, origin: Origin, seq: int, reason: str, now_ms: int) -> None:
    """Say by name why a log does not go on: the server did not store it, or the feed brought it damaged."""
    if len(origin) == ORIGIN_BYTES:
        sql.run(
            connection,
            "INSERT INTO waiting(origin_no, seq, reason, detail, since_ms) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (origin_no) DO UPDATE SET since_ms = iif(seq = excluded.seq AND "
            "reason = excluded.reason, since_ms, excluded.since_ms), seq = excluded.seq, "
            "reason = excluded.reason, detail = excluded.detail",
            origin_number(connection, origin),
            seq,
            reason,
            ON_THE_WAY,
            now_ms,
        )


def may_have_parted(connection: Connection) -> set[Origin]:
    """Logs of others that a server may hold otherwise: it was restored, and so was their desk."""
    rows = sql.values(
        connection,
        "SELECT origin FROM origin WHERE no IN (SELECT origin_no FROM offer "
        "UNION SELECT origin_no FROM waiting WHERE reason = ?)",
        TWO_LOGS,
    )
    return set(rows)


def note_parted(connection: Connection, origin: Origin, seq: int, now_ms: int) -> None:
    """Say by name that the server holds this log otherwise: ours stays as it is and is offered no more."""
    no = origin_number(connection, origin)
    sql.run(connection, "DELETE FROM offer WHERE origin_no = ?", no)
    sql.run(
        connection,
        "INSERT INTO waiting(origin_no, seq, reason, detail, since_ms) VALUES (?, ?, ?, '', ?) "
        "ON CONFLICT (origin_no) DO UPDATE SET since_ms = iif(reason = excluded.reason, since_ms, "
        "excluded.since_ms), seq = min(seq, excluded.seq), reason = excluded.reason, detail = ''",
        no,
        seq,
        TWO_LOGS,
        now_ms,
    )


def forget_stored(connection: Connection) -> None:
    """What the server has stored of our own no longer waits."""
    sql.run(
        connection,
        "DELETE FROM waiting WHERE EXISTS (SELECT 1 FROM origin o WHERE o.no = waiting.origin_no "
        "AND o.is_own = 1 AND o.stored_seq >= waiting.seq)",
    )


def forget_damaged(connection: Connection) -> None:
    """The feed has gone on past what did not verify."""
    sql.run(
        connection,
        "DELETE FROM waiting WHERE detail = ? AND origin_no IN (SELECT no FROM origin WHERE is_own = 0)",
        ON_THE_WAY,
    )
