"""How a desk begins: with a checkpoint of the books, what is open first, instead of with the whole feed.

After the first part the desk can be worked with; the others follow one by one, each committed for itself, so
a cut or a kill costs one part. What the clerk does meanwhile is sent between two parts. The feed after the
checkpoint is taken in all along, but applied only when every part is here.
"""

from collections.abc import Callable, Sequence

from app.changes import checkpoint as checkpoints
from app.changes.checkpoint import Checkpoint, PartCard
from app.changes.checkpoint_books import Books
from app.changes.checkpoint_parts import Part
from app.changes.errors import BadChange
from app.storage import checkpoint_store, device, feed_store, known_logs
from app.storage.checkpoint_store import Loading
from app.storage.device import Membership
from app.storage.incarnations import own_origins
from app.storage.unit_of_work import Store
from sync import archive, inbox
from sync.errors import ForgedReceipt, ServerTrouble, UnverifiedFeed
from sync.protocol.messages import CheckpointReply
from sync.transport import Transport

NOT_FOUND = "not_found"
MOST_SEGMENTS = 2**53
WORTH_BYTES = 256 * 1024  # a smaller feed is read as fast

Watch = Callable[[int, int], None]
"""Told how many dossiers of the checkpoint are here, and of how many; may raise Stopped."""


class Bootstrap:
    """The beginning of one desk's books, as far as one exchange carries it."""

    def __init__(self, store: Store, member: Membership, transport: Transport, watch: Watch) -> None:
        self._store = store
        self._member = member
        self._transport = transport
        self._watch = watch
        self._has_asked = False

    def begin(self) -> bool:
        """Take in a checkpoint's first part, if this desk has nothing yet; whether it did."""
        if self._has_asked or not self._is_wanted():
            return False
        offered = self._offer()
        self._has_asked = True
        if offered is None:
            return False
        checkpoint = self._verified(offered)
        if not self._suits(checkpoint):
            return False
        self._load_first(offered, checkpoint)
        return True

    def go_on(self, must_pause: Callable[[], bool]) -> bool:
        """Take in what is missing until there is something else to do; whether anything came."""
        before = self._loading()
        if before is None or before.is_complete:
            return False
        checkpoint = checkpoints.verify(before.statement, self._member.server_key)
        for number in range(before.loaded, before.total):
            if self._load(checkpoint, number) or must_pause():
                break
        return True

    def _is_wanted(self) -> bool:
        """Only before the first receipt: whoever has spoken with the server reads on in the feed."""
        with self._store.read() as snapshot:
            is_new = checkpoint_store.may_begin(snapshot) and not feed_store.has_receipt(snapshot)
            return is_new and feed_store.feed_bytes(snapshot) >= WORTH_BYTES

    def _offer(self) -> CheckpointReply | None:
        try:
            return self._transport.checkpoint()
        except ServerTrouble as error:
            if error.code != NOT_FOUND:
                raise
            return None  # a small commune, or a server that knows no checkpoints

    def _verified(self, offered: CheckpointReply) -> Checkpoint:
        try:
            checkpoint = checkpoints.verify(offered.statement, self._member.server_key)
        except BadChange as error:
            raise ForgedReceipt from error
        if checkpoint.commune != self._member.commune:
            raise ForgedReceipt
        return checkpoint

    def _suits(self, checkpoint: Checkpoint) -> bool:
        """Readable, of this life of the server, and not beyond what this desk knows of its own log."""
        with self._store.read() as snapshot:
            epoch = device.standing(snapshot).epoch
            lives = {life.origin: life.seq for life in own_origins(snapshot)}
        is_own_known = all(log.seq <= lives.get(log.origin, log.seq) for log in checkpoint.logs)
        return (
            checkpoints.is_readable(checkpoint)
            and checkpoint.epoch == epoch
            and bool(checkpoint.parts)
            and is_own_known
        )

    def _load_first(self, offered: CheckpointReply, checkpoint: Checkpoint) -> None:
        part = self._opened(checkpoint.parts[0], self._transport.checkpoint_part(checkpoint.cseq, 0))
        peers = inbox.peers(offered.certificates, self._member)
        now_ms = self._store.clock.now_ms()
        with self._store.write_local() as connection:
            if checkpoint_store.may_begin(connection):
                known_logs.keep_peer_certificates(connection, peers)
                checkpoint_store.begin(connection, checkpoint, offered.statement, part, now_ms)
        self._tell(checkpoint, 1)

    def _load(self, checkpoint: Checkpoint, number: int) -> bool:
        """Whether everything that was missing came at once."""
        try:
            data = self._transport.checkpoint_part(checkpoint.cseq, number)
        except ServerTrouble as error:
            if error.code != NOT_FOUND:
                raise
            self._load_rebuilt(checkpoint)
            return True
        self._keep(checkpoint, number, self._opened(checkpoint.parts[number], data))
        return False

    def _load_rebuilt(self, checkpoint: Checkpoint) -> None:
        """The server keeps this checkpoint no longer: what is missing is made here of the raw segments.

        They verify by themselves. Only each log's part up to the checkpoint counts: what came later comes
        with the feed.
        """
        ends = {log.origin: log.seq for log in checkpoint.logs}
        books = Books(ends)
        for item in archive.segments_up_to(self._store, self._member, self._transport, MOST_SEGMENTS):
            books.take(item.cseq, item.received_ms, item.body)
            if books.has_reached_its_ends():
                break
        else:
            raise ServerTrouble("archive_incomplete")  # a restored server, which desks are still filling
        packed, sent = checkpoints.pack(books, {})
        parts = [self._opened(packed.parts[number], part.data) for number, part in enumerate(sent)]
        with self._store.write_local() as connection:
            checkpoint_store.fill(connection, packed.logs, parts, self._store.clock.now_ms())
        self._tell(checkpoint, len(checkpoint.parts))

    def _opened(self, card: PartCard, data: bytes) -> Part:
        try:
            return checkpoints.open_part(card, data)
        except BadChange as error:
            raise UnverifiedFeed(error.code) from error

    def _keep(self, checkpoint: Checkpoint, number: int, part: Part) -> None:
        with self._store.write_local() as connection:
            checkpoint_store.go_on(connection, checkpoint, number, part, self._store.clock.now_ms())
        self._tell(checkpoint, number + 1)

    def _tell(self, checkpoint: Checkpoint, loaded: int) -> None:
        counts: Sequence[int] = [part.dossiers for part in checkpoint.parts]
        self._watch(sum(counts[:loaded]), sum(counts))

    def _loading(self) -> Loading | None:
        with self._store.read() as snapshot:
            return checkpoint_store.loading(snapshot)
