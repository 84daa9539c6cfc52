"""The commune's feed: every stored segment in one order, read from a cursor on."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from server.storage.schema import device, origin, segment
from server.storage.segments import Row
from sync.protocol.messages import FeedItem

ENVELOPE_BYTES = 48  # what an item weighs without its body
MOST_ITEMS = 1024


class _Envelope(NamedTuple):
    """What stands around a stored segment, and how large it is."""

    cseq: int
    received_ms: int
    origin: bytes
    first_seq: int
    last_seq: int
    size: int


ENVELOPES = (
    select(*(segment.c[name] for name in _Envelope._fields))
    .where(segment.c.commune == bindparam("of_commune"), segment.c.cseq > bindparam("cursor"))
    .order_by(segment.c.cseq)
    .limit(MOST_ITEMS + 1)
)
BODIES = select(segment.c.cseq, segment.c.bytes).where(
    segment.c.commune == bindparam("of_commune"),
    segment.c.cseq.between(bindparam("first"), bindparam("last")),
    segment.c.origin != bindparam("own"),
)


class FeedPart(NamedTuple):
    """A stretch of the feed and whether it goes on."""

    items: list[FeedItem]
    more: bool


def read_feed(
    connection: Connection,
    commune: str,
    cursor: int,
    own: bytes,
    want_bytes: int,
    *,
    may_be_empty: bool = False,
) -> FeedPart:
    """What follows the cursor, about ``want_bytes`` of it and at least one item unless ``may_be_empty``.

    The asking desk has the bytes of its own log and gets only their envelopes.
    """
    found = connection.execute(ENVELOPES, {"of_commune": commune, "cursor": cursor})
    rows = [_Envelope(*row) for row in found]
    last = _last_within(rows[:MOST_ITEMS], own, want_bytes, may_be_empty=may_be_empty)
    if last is None:
        return FeedPart([], more=bool(rows))
    part = [row for row in rows if row.cseq <= last]
    return FeedPart(_items(connection, commune, part, own), more=rows[-1].cseq > last)


def part_of(rows: Sequence[Row], own: bytes, want_bytes: int, *, may_be_empty: bool) -> FeedPart:
    """As ``read_feed``, of rows that are at hand: all that follow the cursor, in order."""
    last = _last_within(rows, own, want_bytes, may_be_empty=may_be_empty)
    part = [row for row in rows if last is not None and row.cseq <= last]
    return FeedPart([_item(row, own) for row in part], more=len(rows) > len(part))


def _item(row: Row, own: bytes) -> FeedItem:
    body = b"" if row.origin == own else row.bytes
    return FeedItem(row.cseq, row.received_ms, row.origin, row.first_seq, row.last_seq, body)


def _last_within(
    rows: Sequence[_Envelope | Row], own: bytes, want_bytes: int, *, may_be_empty: bool
) -> int | None:
    last: int | None = None
    for row in rows:
        want_bytes -= ENVELOPE_BYTES + (0 if row.origin == own else row.size)
        if want_bytes < 0 and (may_be_empty or last is not None):
            break
        last = row.cseq
    return last


def _items(connection: Connection, commune: str, part: Sequence[_Envelope], own: bytes) -> list[FeedItem]:
    bodies: dict[int, bytes] = {}
    if any(row.origin != own for row in part):
        within = {"first": part[0].cseq, "last": part[-1].cseq}
        found = connection.execute(BODIES, {"of_commune": commune, "own": own, **within})
        bodies = {row.cseq: row.bytes for row in found}
    return [FeedItem(*row[:-1], bodies.get(row.cseq, b"")) for row in part]


class Extent(NamedTuple):
    """How far the feed goes now, and which changesets of which log lie between."""

    until: int
    spans: list[tuple[bytes, int, int]]


def extent(connection: Connection, commune: str, cursor: int) -> Extent:
    """What follows the cursor, in figures."""
    columns = (segment.c.origin, func.min(segment.c.first_seq), func.max(segment.c.last_seq))
    rows = connection.execute(
        select(*columns, func.max(segment.c.cseq))
        .where(segment.c.commune == commune, segment.c.cseq > cursor)
        .group_by(segment.c.origin)
        .order_by(segment.c.origin)
    ).all()
    return Extent(max((row[3] for row in rows), default=cursor), [(row[0], row[1], row[2]) for row in rows])


def certificates(connection: Connection, commune: str, items: list[FeedItem]) -> list[bytes]:
    """The certificates of the devices that sealed these items' bodies."""
    return certificates_of(connection, commune, {item.origin for item in items if item.body})


OF_KEYS = (
    select(device.c.public_key, device.c.certificate)
    .where(device.c.public_key.in_(bindparam("keys", expanding=True)))
    .order_by(device.c.enrolled_ms)
)


def certificates_of_keys(connection: Connection, keys: Collection[bytes]) -> dict[bytes, bytes]:
    """The certificates of these devices by key, those enrolled first in front."""
    rows = connection.execute(OF_KEYS, {"keys": list(keys)}) if keys else ()
    return {row.public_key: row.certificate for row in rows}


SEALERS = select(origin.c.device_key).where(
    origin.c.commune == bindparam("of_commune"), origin.c.origin.in_(bindparam("origins", expanding=True))
)
CERTIFICATES = (
    select(device.c.certificate)
    .where(device.c.commune == bindparam("of_commune"), device.c.public_key.in_(SEALERS))
    .order_by(device.c.enrolled_ms)
)


def certificates_of(connection: Connection, commune: str, origins: set[bytes]) -> list[bytes]:
    """The certificates of the devices that write these logs."""
    if not origins:
        return []
    rows = connection.execute(CERTIFICATES, {"of_commune": commune, "origins": list(origins)})
    return list(rows.scalars())
