"""What a bundle says and brings of scans: the server's word on ours, and blocks of those that are wanted."""

from collections.abc import Iterable

from app.changes.blocks import BadBlock, Bitmap
from app.storage import device, scans
from app.storage.blobs import BlobStore
from app.storage.device import Membership
from app.storage.unit_of_work import Store
from sync.bundle.format import Block, BlockList, Frame, Kind
from sync.bundle.messages import message_in
from sync.protocol.scans import ScansReply
from sync.scans.arriving import Arriving
from sync.scans.plan import look_around, receipt_in, take_in_receipt

KEPT_EACH = 64  # blocks; a kill costs no more of them


class ScansComing:
    """One look through a stick.

    ``received`` counts files that the server signed for, ``here`` those that came.
    """

    def __init__(self, store: Store, blobs: BlobStore, member: Membership) -> None:
        self.received = 0
        self.here = 0
        self._store = store
        self._blobs = blobs
        self._member = member
        self._arriving: Arriving | None = None
        self._passed_over: set[bytes] = set()
        self._unkept = 0

    def is_known(self, replies: Iterable[ScansReply]) -> bool:
        """Whether replies and the blocks behind them can bring nothing new."""
        with self._store.read() as snapshot:
            epoch = device.standing(snapshot).epoch
            sending = {ref.sha256: ref for ref in scans.to_send(snapshot, goes_with_rows=True)}
            fetching = {ref.sha256 for ref in scans.to_fetch(snapshot)}
            held = {ref.sha256: bytes(scans.held(snapshot, ref)) for ref in sending.values()}
        for reply in replies:
            told = receipt_in(reply.receipt, self._member)
            news = {*(told.complete if told else ())} & sending.keys() | fetching & {*reply.available}
            news |= {each.sha256 for each in reply.needs if held.get(each.sha256, each.blocks) != each.blocks}
            if reply.epoch == epoch and news:
                return False
        return True

    def take_in(self, frame: Frame) -> None:
        """What a frame says or brings of scans; other kinds are passed over."""
        match frame.kind:
            case Kind.SCANS_SAID:
                self._hear(message_in(frame, ScansReply))
            case Kind.BLOCK_LIST:
                self._take_list(message_in(frame, BlockList))
            case Kind.BLOCK:
                self._take(message_in(frame, Block))

    def _hear(self, reply: ScansReply) -> None:
        """The server's word on files that were offered; another life's says nothing."""
        look_around(self._store, self._blobs)
        before = self._waiting()
        take_in_receipt(self._store, self._member, reply.receipt)
        with self._store.write_local() as connection:
            if reply.epoch == device.standing(connection).epoch:
                refs = {ref.sha256: ref for ref in scans.to_send(connection, goes_with_rows=True)}
                for need in reply.needs:
                    if need.sha256 in refs:
                        blocks = Bitmap(refs[need.sha256].blocks, need.blocks)
                        scans.note_held(connection, need.sha256, reply.epoch, blocks)
        self.received += before - self._waiting()

    def _waiting(self) -> int:
        with self._store.read() as snapshot:
            return len(scans.to_send(snapshot, goes_with_rows=True))

    def _take_list(self, said: BlockList) -> None:
        """A file's list, ahead of its blocks."""
        arriving = self._of(said.sha256)
        if arriving is not None:
            arriving.take_list(said.hashes)

    def _take(self, block: Block) -> None:
        """A block of a wanted file; what is not wanted, or not as listed, is passed over with its file."""
        arriving = self._of(block.sha256)
        if arriving is None or block.number in arriving.staged:
            return
        try:
            arriving.take(block.number, block.content)
        except BadBlock:
            self._passed_over.add(block.sha256)
            return
        self._unkept += 1
        if arriving.staged.is_full or self._unkept >= KEPT_EACH:
            self.keep()

    def keep(self) -> None:
        """Note what has come."""
        arriving, self._unkept = self._arriving, 0
        if arriving is None or not len(arriving.staged):
            return
        is_sound = arriving.keep()
        if not is_sound:
            self._passed_over.add(arriving.ref.sha256)
        if arriving.staged.is_full:
            self.here += is_sound
            self._arriving = None

    def _of(self, sha256: bytes) -> Arriving | None:
        if self._arriving is not None and self._arriving.ref.sha256 == sha256:
            return self._arriving
        self.keep()
        self._arriving = None
        if sha256 in self._passed_over:
            return None
        with self._store.read() as snapshot:
            ref = next((ref for ref in scans.to_fetch(snapshot) if ref.sha256 == sha256), None)
        arriving = None if ref is None else Arriving(self._store, self._blobs, ref)
        if arriving is None or not arriving.has_room:
            self._passed_over.add(sha256)
            return None
        self._arriving = arriving
        return arriving
