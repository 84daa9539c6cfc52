"""The stored segments: the very bytes that were signed, in the order of the commune's feed."""

from collections.abc import Collection, Sequence
from typing import NamedTuple, Protocol

from sqlalchemy import Connection, and_, bindparam, func, insert, select, tuple_

from app.changes.chain import first_head
from app.changes.changeset import Stamp
from app.changes.segment import Segment, open_body, read
from server.storage import communes
from server.storage.bulk import insert_rows
from server.storage.schema import origin, segment


class StoredSegment(NamedTuple):
    """A segment with the server's time of receipt."""

    received_ms: int
    segment: Segment


class Row(NamedTuple):
    """A segment as it is stored, in the order of the table's columns."""

    commune: str
    cseq: int
    origin: bytes
    first_seq: int
    last_seq: int
    head: bytes
    received_ms: int
    size: int
    bytes: bytes


class Accepted(Protocol):
    """A segment to store, and when a former life of this server had it (ms, 0: never)."""

    @property
    def segment(self) -> Segment: ...
    @property
    def had_ms(self) -> int: ...


def first_cseq(connection: Connection, commune: str, origin_id: bytes) -> int | None:
    """The feed's number of a log's first segment; None before it came."""
    first = select(func.min(segment.c.cseq)).where(
        segment.c.commune == commune, segment.c.origin == origin_id
    )
    found: int | None = connection.execute(first).scalar_one()
    return found


INSERT = insert(segment)


def store(connection: Connection, commune: str, received_ms: int, segments: Sequence[Accepted]) -> None:
    """Append to the feed; the caller holds the feed's lock.

    Times of receipt never run backwards within a commune, whatever the server's clock does: they bound the
    clocks of those who wrote, so a later segment must not be held to an earlier moment. What is stored anew
    after a restore keeps its first time, so that every desk goes on ranking it as it did. Who lies about
    that only ranks behind others.
    """
    if not segments:
        return
    received_ms = max(received_ms, _last_received_ms(connection, commune))
    first = communes.take_feed_numbers(connection, commune, len(segments))
    connection.execute(
        INSERT,
        [
            row_of(commune, cseq, received_ms, each)._asdict()
            for cseq, each in enumerate(segments, start=first)
        ],
    )


def store_numbered(connection: Connection, rows: Sequence[Row]) -> None:
    """Append to the feeds of several communes, whose locks the caller holds."""
    insert_rows(connection, segment, rows)


def row_of(commune: str, cseq: int, received_ms: int, each: Accepted) -> Row:
    """A segment that is received now, under its number in the feed."""
    header, data = each.segment.header, each.segment.to_bytes()
    seqs = header.first_seq, header.last_seq
    return Row(
        commune, cseq, header.origin, *seqs, header.head, _first_ms(each, received_ms), len(data), data
    )


def _first_ms(each: Accepted, received_ms: int) -> int:
    return min(each.had_ms, received_ms) if each.had_ms > 0 else received_ms


LAST_RECEIVED = (
    select(segment.c.received_ms)
    .where(segment.c.commune == bindparam("of_commune"))
    .order_by(segment.c.cseq.desc())
    .limit(1)
)


def _last_received_ms(connection: Connection, commune: str) -> int:
    return connection.execute(LAST_RECEIVED, {"of_commune": commune}).scalar() or 0


IS_NUMBERED = tuple_(segment.c.commune, segment.c.cseq).in_(bindparam("numbers", expanding=True))
AT = select(segment).where(IS_NUMBERED)
SIZES = select(segment.c.commune, segment.c.cseq, segment.c.size).where(IS_NUMBERED)


def at(connection: Connection, numbers: Collection[tuple[str, int]]) -> list[Row]:
    """What stands under these numbers of communes' feeds, in no order."""
    return [Row(*row) for row in connection.execute(AT, {"numbers": list(numbers)})] if numbers else []


def sizes(connection: Connection, numbers: Collection[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """How many bytes stand under each of these numbers."""
    rows = connection.execute(SIZES, {"numbers": list(numbers)}) if numbers else ()
    return {(row.commune, row.cseq): row.size for row in rows}


def head_at(connection: Connection, commune: str, origin_id: bytes, seq: int) -> bytes:
    """The stored chain's head after a stored changeset; after none for 0."""
    if seq == 0:
        return first_head(origin_id)
    row = connection.execute(
        select(segment.c.last_seq, segment.c.head, segment.c.cseq)
        .where(
            segment.c.commune == commune,
            segment.c.origin == origin_id,
            segment.c.first_seq <= seq,
            segment.c.last_seq >= seq,
        )
        .order_by(segment.c.last_seq)
        .limit(1)
    ).one()
    if row.last_seq == seq:
        head: bytes = row.head
        return head
    return _head_inside(connection, commune, row.cseq, seq)


def _head_inside(connection: Connection, commune: str, cseq: int, seq: int) -> bytes:
    data = connection.execute(
        select(segment.c.bytes).where(segment.c.commune == commune, segment.c.cseq == cseq)
    ).scalar_one()
    return head_within(read(data), seq)


def head_within(stored: Segment, seq: int) -> bytes:
    """The chain's head after a changeset of a segment."""
    header = stored.header
    return header.head if seq == header.last_seq else open_body(stored)[seq - header.first_seq][1]


def holding(connection: Connection, commune: str, stamp: Stamp) -> StoredSegment:
    """The first segment in which a stored changeset came."""
    row = connection.execute(
        select(segment.c.received_ms, segment.c.bytes)
        .where(
            segment.c.commune == commune,
            segment.c.origin == stamp.origin,
            segment.c.first_seq <= stamp.seq,
            segment.c.last_seq >= stamp.seq,
        )
        .order_by(segment.c.cseq)
        .limit(1)
    ).one()
    return StoredSegment(row.received_ms, read(row.bytes))


UNAPPLIED = (
    select(segment.c.received_ms, segment.c.bytes)
    .join(
        origin,
        and_(
            origin.c.commune == segment.c.commune,
            origin.c.origin == segment.c.origin,
            origin.c.applied_seq < segment.c.last_seq,
        ),
    )
    .where(
        segment.c.commune == bindparam("of_commune"),
        segment.c.origin.not_in(bindparam("held", expanding=True)),
    )
    .order_by(segment.c.cseq)
    .limit(bindparam("most"))
)


def unapplied(
    connection: Connection, commune: str, held: frozenset[bytes], limit: int
) -> list[StoredSegment]:
    """The next segments to apply in feed order, without those of origins that wait for others."""
    rows = connection.execute(UNAPPLIED, {"of_commune": commune, "held": list(held), "most": limit})
    return [StoredSegment(received_ms, read(data)) for received_ms, data in rows]
