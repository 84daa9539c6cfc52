"""How a life of a device begins here: it announces it itself, or a third desk brings what it wrote in it.

A server that was put back does not know the lives that began after its backup. One whose own device has lost
it as well is announced by nobody: its first segment, sealed by the device, says what a birth says.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Annotated, NamedTuple, TypeAlias

import msgspec
from msgspec import Meta
from sqlalchemy import Connection

from app.changes import segment as segments
from app.changes.chain import HEAD_BYTES
from app.changes.changeset import ORIGIN_BYTES, Changeset, Origin
from app.changes.errors import BadChange
from app.changes.registry import INCARNATION
from app.changes.segment import Segment
from app.changes.upcast import current_ops
from server import leasing
from server.context import Server
from server.facts import LARGEST
from server.storage import communes, origins
from server.storage import segments as stored_segments
from server.storage.origins import Log
from sync.protocol.messages import NOBODY, Birth

BornFrom: TypeAlias = tuple[
    Annotated[bytes, Meta(min_length=ORIGIN_BYTES, max_length=ORIGIN_BYTES)],
    Annotated[int, Meta(ge=0, le=LARGEST)],
    Annotated[bytes, Meta(min_length=HEAD_BYTES, max_length=HEAD_BYTES)],
]
"""Origin, seq and head of the log that a life continues."""


class Announced(NamedTuple):
    """A life, and the key of the device that vouches for it."""

    device_key: bytes
    birth: Birth


def register(
    server: Server, connection: Connection, commune: str, announced: Iterable[Announced]
) -> tuple[Sequence[Origin], Sequence[Log]]:
    """Let these lives begin; which did, and the parents that stand here otherwise than a birth says.

    A life that is known, or whose parent is none of its device's, is passed over: its segments are refused.
    """
    communes.lock_feed(connection, commune)
    begun, forked = [], []
    for device_key, birth in announced:
        known = origins.logs(connection, commune)
        parent = known.get(birth.born_from_origin)
        if birth.origin in (*known, NOBODY) or parent is None or parent.device_key != device_key:
            continue
        if not is_on(connection, commune, parent, birth.born_from_seq, birth.born_from_head):
            forked.append(parent)
            continue
        origins.register(connection, commune, birth.origin, device_key, birth)
        leasing.pass_on(server, connection, commune, parent.origin, birth.origin)
        origins.end(connection, commune, parent.origin)
        origins.set_twin(connection, commune, birth.origin, parent.twin)
        begun.append(birth.origin)
    return begun, forked


def is_on(connection: Connection, commune: str, log: Log, seq: int, head: bytes) -> bool:
    """Whether a (seq, head) lies on the stored chain, or beyond what is stored."""
    if seq > log.stored.seq:
        return True
    if seq == log.stored.seq:
        return head == log.stored.head
    return stored_segments.head_at(connection, commune, log.origin, seq) == head


def of_orphans(data: Iterable[bytes], known: Container[Origin], keys: Iterable[bytes]) -> Iterator[Announced]:
    """Lives that nobody announced and whose first segment is among these, sealed with one of the keys."""
    for each in data:
        with suppress(BadChange):
            segment = segments.read(each)
            if segment.header.first_seq == 1 and segment.header.origin not in known:
                yield from _announced(segment, keys)


def _announced(segment: Segment, keys: Iterable[bytes]) -> Iterator[Announced]:
    device_key = next((key for key in keys if _has_sealed(key, segment)), None)
    if device_key is not None:
        first, _head = segments.open_body(segment)[0]
        birth = _birth(segment.header.origin, first)
        if birth is not None:
            yield Announced(device_key, birth)


def _has_sealed(key: bytes, segment: Segment) -> bool:
    try:
        segments.verify_signature(segment, key)
    except BadChange:
        return False
    return True


def _birth(origin: Origin, first: Changeset) -> Birth | None:
    """What a life's first changeset says of where it was born; None for a device's first life."""
    for op in current_ops(first):
        if op.table == INCARNATION.number and op.groups:
            _device_name, *born_from = op.groups[0].cells
            with suppress(msgspec.ValidationError):
                return Birth(origin, *msgspec.convert(born_from, BornFrom))
    return None
