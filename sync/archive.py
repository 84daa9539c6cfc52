"""The raw segments that the server keeps for ever, read again from the first one: what they give alone.

A checkpoint is believed on the server's signature. This is how that word is held against the evidence: every
segment's seal and chain is checked, the books are made of them anew, and the checkpoint must be what comes
out, byte for byte.
"""

from collections.abc import Callable, Iterator

from app.changes import checkpoint as checkpoints
from app.changes import segment as segments
from app.changes.chain import first_head
from app.changes.changeset import Origin
from app.changes.checkpoint_books import Books
from app.changes.errors import BadChange, BadSignature, BrokenChain, Malformed
from app.changes.registry import SCHEMA
from app.changes.segment import Segment
from app.storage import checkpoint_store, device, known_logs
from app.storage.device import Membership
from app.storage.unit_of_work import Store
from sync import inbox, outbox
from sync.errors import UnverifiedFeed
from sync.protocol.messages import FeedItem, SyncReply
from sync.transport import Transport

PAGE_BYTES = 1 << 20

Watch = Callable[[int, int], None]
"""Told how many segments were read, and of how many; may raise Stopped."""


def unwatched(done: int, total: int) -> None:
    """The Watch of a proof that nobody follows."""


def is_proved(store: Store, transport: Transport, watch: Watch = unwatched) -> bool | None:
    """Whether the raw segments give the very checkpoint this desk began with.

    None where it began with none, or where a program of another registry made it and may have read them
    otherwise. Raises UnverifiedFeed for a segment that does not verify, and any error of the line.
    """
    with store.read() as snapshot:
        member, began = device.membership(snapshot), checkpoint_store.loading(snapshot)
    if member is None or began is None:
        return None
    checkpoint = checkpoints.verify(began.statement, member.server_key)
    if checkpoint.made_under != SCHEMA:
        return None
    books = Books()
    for item in segments_up_to(store, member, transport, checkpoint.cseq):
        books.take(item.cseq, item.received_ms, item.body)
        watch(item.cseq, checkpoint.cseq)
    return checkpoints.is_true_to(checkpoint, books)


def segments_up_to(store: Store, member: Membership, transport: Transport, until: int) -> Iterator[FeedItem]:
    """The feed from its first segment on, each one verified; raises UnverifiedFeed."""
    check, cursor = _Check(store, member), 0
    while cursor < until:
        with store.read() as snapshot:
            epoch = device.standing(snapshot).epoch
        reply = transport.exchange(outbox.feed_request(epoch, cursor, PAGE_BYTES))
        check.certificates(reply)
        page = [item for item in reply.feed if cursor < item.cseq <= until]
        for item in page:
            try:
                check.segment(item)
            except BadChange as error:
                raise UnverifiedFeed(error.code) from error
            yield item
        if not page:
            return
        cursor = page[-1].cseq


class _Check:
    """Seals and chains from each log's first changeset on."""

    def __init__(self, store: Store, member: Membership) -> None:
        self._member = member
        self._cseq = 0
        self._heads: dict[Origin, tuple[int, bytes]] = {}
        self._sealed_by: dict[Origin, bytes] = {}
        with store.read() as snapshot:
            self._keys = set(known_logs.peer_certificates(snapshot))

    def certificates(self, reply: SyncReply) -> None:
        """Learn of the devices the server vouches for."""
        self._keys |= {peer.public_key for peer in inbox.peers(reply.certificates, self._member)}

    def segment(self, item: FeedItem) -> None:
        """Raise BadChange unless this is the feed's next segment and goes on where its log ended."""
        if item.cseq != self._cseq + 1:
            raise BrokenChain("the feed leaves out a number")
        segment = segments.read(item.body)
        if segment.header.origin != item.origin:
            raise Malformed("the envelope names another log")
        self._check_seal(segment)
        self._check_chain(segment)
        self._cseq = item.cseq

    def _check_seal(self, segment: Segment) -> None:
        origin = segment.header.origin
        known = self._sealed_by.get(origin)
        for key in self._keys if known is None else (known,):
            if inbox.is_sealed_by(segment, key):
                self._sealed_by[origin] = key
                return
        raise BadSignature("no device of this commune sealed it")

    def _check_chain(self, segment: Segment) -> None:
        header = segment.header
        seq, head = self._heads.get(header.origin, (0, first_head(header.origin)))
        heads = [header.previous_head, *(each for _, each in segments.open_body(segment))]
        meeting = seq - header.first_seq + 1
        if meeting < 0 or (meeting < len(heads) and heads[meeting] != head):
            raise BrokenChain("does not go on where the log ends")
        if header.last_seq > seq:
            self._heads[header.origin] = header.last_seq, header.head
