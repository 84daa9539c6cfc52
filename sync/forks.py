"""A log of ours that the server has otherwise: this device was restored from a backup, or cloned.

The server's log is history that others have seen, so it stays. Where the two agree last is found by reading
the server's own bytes; whatever this device wrote after that point begins a new life (SYNC.md, T1), and the
tail it had lost comes back with the feed like another desk's.
"""

from collections.abc import Iterable

from app.changes import segment as segments
from app.changes.changeset import Origin
from app.changes.errors import BadChange
from app.changes.receipt import OriginReceipt, Receipt
from app.storage import compaction, device, known_logs, log_base, rebirth
from app.storage.incarnations import OwnOrigin, own_origins
from app.storage.unit_of_work import Snapshot, Store
from sync.errors import LostDurable, UnverifiedFeed
from sync.protocol.messages import Fork, SyncReply


def forked_logs(snapshot: Snapshot, forks: Iterable[Fork], receipt: Receipt) -> list[Origin]:
    """The logs of this device that went on otherwise at the server, oldest life first.

    Raises LostDurable where the server lacks what it let this device drop.
    """
    lives = own_origins(snapshot)
    named = {fork.origin for fork in forks}
    vectors = {vector.origin: vector for vector in receipt.origins}
    if any(compaction.has_lost_durable(snapshot, name, v.stored_seq) for name, v in vectors.items()):
        raise LostDurable
    return [
        life.origin
        for life in lives
        if life.origin in named
        or _goes_on_otherwise(snapshot, life, vectors.get(life.origin), is_current=life == lives[-1])
    ]


def _goes_on_otherwise(
    snapshot: Snapshot, life: OwnOrigin, vector: OriginReceipt | None, *, is_current: bool
) -> bool:
    """A former life may be longer there than here: its tail is still to come."""
    if vector is None:
        return False
    head = known_logs.head_at(snapshot, life.no, life.origin, vector.stored_seq)
    return is_current if head is None else head != vector.stored_head


def begin_again(store: Store, origin: Origin, stretches: Iterable[SyncReply]) -> None:
    """Find where our log and the server's part, and go on from there under a new origin.

    ``stretches`` are the feed from where we stand (or before), with the bytes of our own logs too.
    """
    with store.read() as snapshot:
        standing = device.standing(snapshot)
        own_key = bytes(device.signing_key(snapshot).verify_key)
        life = next(each for each in own_origins(snapshot) if each.origin == origin)
        common = known_logs.last_seen_in_feed(snapshot, life.no, standing.cursor)
    for reply in stretches:
        try:
            with store.read() as snapshot:
                reached, has_parted = _agrees_up_to(snapshot, life, reply, own_key)
        except BadChange as error:
            raise UnverifiedFeed(error.code) from error
        common = max(common, reached)
        if has_parted:
            break
    rebirth.begin_again(store, life, common)


def _agrees_up_to(snapshot: Snapshot, life: OwnOrigin, reply: SyncReply, own_key: bytes) -> tuple[int, bool]:
    """The last number at which this stretch's log is ours, and whether it goes on otherwise after it."""
    reached = 0
    for item in reply.feed:
        if item.origin != life.origin:
            continue
        segment = segments.read(item.body)
        segments.verify_signature(segment, own_key)
        ours = known_logs.heads_between(snapshot, life.no, item.first_seq, item.last_seq)
        base = log_base.base_of(snapshot, life.no)
        for changeset, head in segments.open_body(segment):
            if base is not None and changeset.header.seq < base.seq:
                continue  # dropped here, and agreed on long ago
            if ours.get(changeset.header.seq) != head:
                return reached, True
            reached = changeset.header.seq
    return reached, False
