"""Makes a commune's checkpoints from its stored segments, and vouches for them.

A checkpoint goes on from the one before it; the whole feed is replayed only for the first one, and after an
upgrade that reads old changes in another way. It is made aside, when the commune has been quiet for a moment
and has grown enough to be worth it, so that the work stays in proportion to what was written.
"""

from app.changes import checkpoint
from app.changes.checkpoint import Checkpoint, Packed
from app.changes.checkpoint_books import Books
from app.changes.registry import SCHEMA
from server.context import Server
from server.errors import Refused
from server.storage import checkpoints, feed, origins
from server.storage.checkpoints import Growth
from server.storage.devices import Device
from server.storage.engine import reading, writing
from sync.protocol.messages import PROTOCOL, CheckpointReply

WORTH_BYTES = 256 * 1024  # below it, a desk reads the feed as fast
GROWN_SHARE = 4  # a new one when the feed has grown by a quarter
AT_ONCE_BYTES = 1024 * 1024  # more is not made while a desk waits for the answer
SEGMENTS_AT_ONCE = 16
QUIET_MS = 2500  # without a new segment from any process; see ``server.waiting.QUIET_S``
KEPT_MS = 30 * 24 * 3600 * 1000


class Making:
    """A checkpoint that is being made, a few segments at a time; whoever stops in between loses only time."""

    def __init__(self, server: Server, commune: str, before: Packed | None, until: int) -> None:
        self._server = server
        self._commune = commune
        self._until = until
        self._books = _books_before(server, commune, before)

    def step(self) -> bool:
        """Do a little; whether there is more to do."""
        with writing(self._server.engine) as connection:
            checkpoints.renew(connection, self._commune, self._until, self._server.clock.now_ms())
        if self._books.cseq >= self._until:
            self._keep()
            return False
        with reading(self._server.engine) as connection:
            page = checkpoints.feed_after(
                connection, self._commune, self._books.cseq, self._until, SEGMENTS_AT_ONCE
            )
        for each in page:
            self._books.take(*each)
        return True

    def finish(self) -> None:
        """Do all of it."""
        while self.step():
            pass

    def _keep(self) -> None:
        with reading(self._server.engine) as connection:
            logs = origins.logs(connection, self._commune)
        packed, parts = checkpoint.pack(self._books, {name: log.device_key for name, log in logs.items()})
        now_ms = self._server.clock.now_ms()
        with writing(self._server.engine) as connection:
            checkpoints.keep(connection, self._commune, now_ms, packed, [part.data for part in parts])
            checkpoints.forget_superseded(connection, self._commune, now_ms - KEPT_MS)


def begin(server: Server, commune: str, quiet_ms: int = 0) -> Making | None:
    """Begin a checkpoint if one is due and nobody else is at it; not while the commune is sending."""
    now_ms = server.clock.now_ms()
    with reading(server.engine) as connection:
        before = checkpoints.newest(connection, commune)
        grown = checkpoints.growth(connection, commune, before.cseq if before else 0)
    is_sending = 0 <= now_ms - grown.received_ms < quiet_ms  # a clock set back says nothing
    if is_sending or not _is_due(before, grown):
        return None
    with writing(server.engine) as connection:
        if not checkpoints.claim(connection, commune, grown.cseq, now_ms):
            return None
    return Making(server, commune, before, grown.cseq)


def make_again(server: Server, commune: str, cseq: int) -> None:
    """A checkpoint that is kept no longer, for a desk that lacks some of it: a replay gives its bytes."""
    now_ms = server.clock.now_ms()
    with reading(server.engine) as connection:
        is_of_feed = cseq <= checkpoints.growth(connection, commune, 0).cseq
    if not is_of_feed:
        return
    with writing(server.engine) as connection:
        if not checkpoints.claim(connection, commune, cseq, now_ms):
            return
    Making(server, commune, None, cseq).finish()


def _is_due(before: Packed | None, grown: Growth) -> bool:
    share = grown.before // GROWN_SHARE if before is not None and before.made_under == SCHEMA else 0
    return grown.after >= max(WORTH_BYTES, share)


def _books_before(server: Server, commune: str, before: Packed | None) -> Books:
    if before is None or before.made_under != SCHEMA:
        return Books()
    with reading(server.engine) as connection:
        parts = checkpoints.parts(connection, commune, before.cseq)
    return checkpoint.books_of(before, parts)


def offer(server: Server, device: Device) -> CheckpointReply:
    """The newest checkpoint for a desk that begins; raises Refused where there is none worth its while."""
    commune = device.commune
    _make_at_once(server, commune)
    with reading(server.engine) as connection:
        newest = checkpoints.newest(connection, commune)
        if newest is None:
            raise Refused(404, "not_found", "no checkpoint of this commune yet")
        certificates = feed.certificates_of(connection, commune, {log.origin for log in newest.logs})
    return CheckpointReply(PROTOCOL, _statement(server, commune, newest), certificates)


def _make_at_once(server: Server, commune: str) -> None:
    """Where it takes a moment only: the desk that asks would need longer to read the feed."""
    with reading(server.engine) as connection:
        before = checkpoints.newest(connection, commune)
        grown = checkpoints.growth(connection, commune, before.cseq if before else 0)
    if grown.after <= AT_ONCE_BYTES and (making := begin(server, commune)) is not None:
        making.finish()


def _statement(server: Server, commune: str, packed: Packed) -> bytes:
    """Signed when it is asked for: a restored server vouches under its new epoch for what it still has."""
    statement = Checkpoint(
        format=checkpoint.FORMAT,
        epoch=server.epoch,
        commune=commune,
        cseq=packed.cseq,
        issued_ms=server.clock.now_ms(),
        schema=packed.schema,
        made_under=packed.made_under,
        hlc=packed.hlc,
        logs=packed.logs,
        parts=packed.parts,
    )
    return server.authority.sign_as_server(statement, checkpoint.CONTEXT)


def part(server: Server, device: Device, cseq: int, number: int) -> bytes:
    """One part's bytes; raises Refused where it is no longer kept."""
    with reading(server.engine) as connection:
        data = checkpoints.part(connection, device.commune, cseq, number)
    if data is None:
        raise Refused(404, "not_found", "no such part of a checkpoint")
    return data
