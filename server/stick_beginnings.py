"""The checkpoint on a stick: with what a desk without a line begins, and the parts that one still lacks."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from app.changes import signed
from app.changes.checkpoint import Checkpoint
from server import checkpoints
from server.context import Server
from server.errors import Refused
from server.storage import origins
from server.storage.devices import Device
from server.storage.engine import reading
from sync.bundle.format import Frame, Kind, Part, PartsWanted
from sync.bundle.messages import message_in
from sync.bundle.reader import Opened
from sync.protocol import codec
from sync.protocol.messages import CheckpointReply, SyncRequest

MOST_CSEQ = 2**53
MOST_PARTS = 2**16


class Beginning(NamedTuple):
    """Parts of one checkpoint from ``first`` on; ``offer`` tells of it where the desk knows of none yet."""

    cseq: int
    first: int
    offer: CheckpointReply | None = None


def wanted_in(begun: Opened) -> PartsWanted | None:
    """What a bundle asks for before its records."""
    for frame in begun.frames:
        if frame.kind == Kind.REQUEST:
            return None
        if frame.kind == Kind.PARTS:
            wanted = message_in(frame, PartsWanted)
            is_sound = 0 <= wanted.cseq < MOST_CSEQ and 0 <= wanted.loaded < MOST_PARTS
            return wanted if is_sound else None
    return None


def beginning_for(
    server: Server, device: Device, request: SyncRequest, asked: PartsWanted | None, feed_bytes: int
) -> Beginning | None:
    """What a desk gets: the newest checkpoint where it has nothing yet, else what it lacks of an older one.

    ``feed_bytes`` is what a new member was told of the commune's feed.
    """
    if asked is not None and asked.cseq:
        if _part(server, device, asked.cseq, 0) is None:
            checkpoints.make_again(server, device.commune, asked.cseq)
        return Beginning(asked.cseq, asked.loaded)
    if asked is None and feed_bytes < checkpoints.WORTH_BYTES:
        return None
    if request.cursor or _knows_others(server, device, request):
        return None
    try:
        offer = checkpoints.offer(server, device)
    except Refused:
        return None
    return Beginning(signed.peek(offer.statement, Checkpoint).cseq, 0, offer)


def _knows_others(server: Server, device: Device, request: SyncRequest) -> bool:
    with reading(server.engine) as connection:
        logs = origins.logs(connection, device.commune)
    named = [logs[name] for name, _seq, _head in request.heads if name in logs]
    return any(log.device_key != device.public_key for log in named)


def after(beginning: Beginning | None, request: SyncRequest) -> SyncRequest:
    """The request as the rest of the answer goes on from it: the feed begins behind what the parts hold."""
    if beginning is None or beginning.offer is None:
        return request
    return msgspec.structs.replace(request, cursor=beginning.cseq)


def frames(server: Server, device: Device, beginning: Beginning | None) -> Iterator[Frame]:
    """The parts one after the other; those that are kept no longer are left out."""
    if beginning is None:
        return
    if beginning.offer is not None:
        yield Frame(Kind.CHECKPOINT, codec.encode(beginning.offer))
    number = beginning.first
    while (data := _part(server, device, beginning.cseq, number)) is not None:
        yield Frame(Kind.PART, codec.encode(Part(beginning.cseq, number, data)))
        number += 1


def _part(server: Server, device: Device, cseq: int, number: int) -> bytes | None:
    try:
        return checkpoints.part(server, device, cseq, number)
    except Refused:
        return None
