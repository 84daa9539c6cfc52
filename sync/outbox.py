"""What this device has to say: its log's heads, its unsent segments, where it stands in the feed."""

from app.storage import catalogue_packs, device, known_logs, log_store
from app.storage.incarnations import own_origins
from app.storage.unit_of_work import Snapshot
from sync.pace import Pace
from sync.protocol.limits import MAX_HEADS
from sync.protocol.messages import NOBODY, PROTOCOL, Birth, SyncRequest


def next_request(snapshot: Snapshot, pace: Pace, program_version: str) -> SyncRequest:
    """The next request of an exchange."""
    standing = device.standing(snapshot)
    figures = log_store.figures(snapshot)
    packs = catalogue_packs.cards(snapshot)
    return SyncRequest(
        protocol=PROTOCOL,
        origin=own_origins(snapshot)[-1].origin,
        epoch=standing.epoch,
        cursor=standing.cursor,
        heads=log_store.own_heads(snapshot)[-MAX_HEADS:],
        segments=log_store.unsent_segments(snapshot, pace.up_bytes),
        births=[Birth(*birth) for birth in known_logs.unregistered_births(snapshot)],
        catalogue=packs[0].version if packs else "",
        program_version=program_version,
        want_bytes=pace.down_bytes,
        backlog=figures.unsealed + figures.packed,
        oldest_unsent_ms=figures.oldest_waiting_ms,
    )


def feed_request(epoch: bytes, cursor: int, want_bytes: int) -> SyncRequest:
    """Asks for the feed alone, with every log's bytes."""
    return SyncRequest(PROTOCOL, NOBODY, epoch, cursor, [], [], want_bytes=want_bytes)
