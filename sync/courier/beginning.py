"""With what a desk without a line begins: the checkpoint's parts in a bundle, believed as those of a line."""

from collections.abc import Iterator
from typing import NoReturn

from app.changes.trust import AuthorityBundle
from app.storage import checkpoint_store, feed_store
from app.storage.device import Membership
from app.storage.unit_of_work import Snapshot, Store
from sync.bootstrap import WORTH_BYTES, Bootstrap, Watch
from sync.bundle.format import Frame, Kind, Part, PartsWanted
from sync.bundle.messages import message_in
from sync.errors import LineCut, ServerTrouble
from sync.protocol import codec
from sync.protocol.messages import CheckpointReply, EnrolReply, EnrolRequest, SyncReply, SyncRequest
from sync.transport import Traffic, unwatched
from sync.transport import Watch as Sending


class Frames(Iterator[Frame]):
    """A bundle's frames, of which one may be put back."""

    def __init__(self, frames: Iterator[Frame]) -> None:
        self._frames = frames
        self._put_back: list[Frame] = []

    def __next__(self) -> Frame:
        return self._put_back.pop() if self._put_back else next(self._frames)

    def put_back(self, frame: Frame) -> None:
        """Have it come once more."""
        self._put_back.append(frame)


class StickTransport:
    """A bundle as a way to the server: it gives the checkpoint that lies in it, and nothing can be asked."""

    nonce = b""
    traffic = Traffic()

    def __init__(self, frames: Frames) -> None:
        self._frames = frames

    def checkpoint(self) -> CheckpointReply:
        """The checkpoint that the bundle brings."""
        frame = self._next(Kind.CHECKPOINT)
        if frame is None:
            raise ServerTrouble("not_found")
        return message_in(frame, CheckpointReply)

    def checkpoint_part(self, cseq: int, number: int) -> bytes:
        """One of its parts; raises LineCut where the bundle ends before it."""
        while (frame := self._next(Kind.PART)) is not None:
            part = message_in(frame, Part)
            if (part.cseq, part.number) == (cseq, number):
                return part.content
        raise LineCut

    def _next(self, kind: Kind) -> Frame | None:
        """The next frame if it is one of these."""
        frame = next(self._frames, None)
        if frame is None or frame.kind == kind:
            return frame
        self._frames.put_back(frame)
        return None

    def authority(self) -> AuthorityBundle:
        """Cannot be asked by stick."""
        self._fail()

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Cannot be asked by stick."""
        self._fail()

    def exchange(self, request: SyncRequest, watch: Sending = unwatched) -> SyncReply:
        """Cannot be asked by stick."""
        self._fail()

    def catalogue(self, version: str) -> bytes:
        """Cannot be asked by stick."""
        self._fail()

    def close(self) -> None:
        """Nothing to let go of."""

    def _fail(self) -> NoReturn:
        raise LineCut


def take_in(store: Store, member: Membership, frames: Frames, watch: Watch) -> bool:
    """Take in the checkpoint, or parts of it, that come next; False where some of it is still to come."""
    bootstrap = Bootstrap(store, member, StickTransport(frames), watch)
    try:
        bootstrap.begin()
        bootstrap.go_on(lambda: False)
    except LineCut:
        return False
    return True


def asked_for(snapshot: Snapshot) -> Iterator[Frame]:
    """What a desk says that has begun with a checkpoint and lacks some of it, or may begin with one."""
    now = checkpoint_store.loading(snapshot)
    if now is None:
        is_new = checkpoint_store.may_begin(snapshot) and not feed_store.has_receipt(snapshot)
        if is_new and feed_store.feed_bytes(snapshot) >= WORTH_BYTES:
            yield Frame(Kind.PARTS, codec.encode(PartsWanted(0, 0)))
    elif not now.is_complete:
        yield Frame(Kind.PARTS, codec.encode(PartsWanted(now.cseq, now.loaded)))
