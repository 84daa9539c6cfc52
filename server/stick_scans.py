"""Scans that come and go in bundles: the same intake as over a line, block by block, behind all records.

Whatever is wrong with a scan, or with the store they lie in, costs that scan one more journey and no record.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.changes.blocks import Bitmap
from server.blobs import Intake, exchange_scans, read_blocks, read_list, take_list
from server.context import Server
from server.errors import Refused
from server.storage import blobs
from server.storage.engine import reading
from sync.bundle.format import MOST_FILES, Block, BlockList, Frame, Kind
from sync.bundle.messages import message_in
from sync.protocol import codec
from sync.protocol.messages import PROTOCOL
from sync.protocol.scans import MAX_ASKED, ScanOffer, ScansReply, ScansRequest

KEPT_EACH = 64  # blocks; a server that is killed takes no more of them in again


@dataclass
class Asked:
    """What a desk's bundles offer and want; not frozen, it grows bundle by bundle.

    ``wants`` says for each file which of its blocks the desk has.
    """

    offers: dict[bytes, ScanOffer] = field(default_factory=dict)
    wants: dict[bytes, bytes] = field(default_factory=dict)

    def note(self, request: ScansRequest) -> None:
        """Add one request; of more files than a bundle may name the rest is not heard."""
        held = [*request.held, *[b""] * len(request.wants)]
        self.offers |= {each.sha256: each for each in request.offers[: MOST_FILES - len(self.offers)]}
        self.wants |= dict(zip(request.wants[: MOST_FILES - len(self.wants)], held, strict=False))

    def add(self, other: "Asked") -> None:
        """Add what a later bundle asks."""
        self.offers |= other.offers
        self.wants |= other.wants

    def requests(self) -> Iterator[ScansRequest]:
        """The same in requests of the usual size."""
        offers, wants = list(self.offers.values()), list(self.wants)
        for first in range(0, max(len(offers), len(wants)), MAX_ASKED):
            end = first + MAX_ASKED
            yield ScansRequest(PROTOCOL, offers[first:end], wants[first:end])


class Said(NamedTuple):
    """What a desk is told of scans, and which blocks go with it."""

    replies: Sequence[ScansReply] = ()
    wants: Mapping[bytes, bytes] = {}


def asked_in(frames: Iterable[Frame]) -> Asked:
    """What a bundle says of scans before its records."""
    asked = Asked()
    for frame in frames:
        if frame.kind == Kind.REQUEST:
            break
        if frame.kind == Kind.SCANS:
            asked.note(message_in(frame, ScansRequest))
    return asked


def are_stored(server: Server, commune: str, asked: Asked) -> bool:
    """Whether every offered file is here whole: the blocks that follow are no news."""
    with reading(server.engine) as connection:
        complete = blobs.complete_of(connection, commune, list(asked.offers))
    return {each.ref.sha256 for each in complete} == asked.offers.keys()


def take_in(server: Server, commune: str, asked: Asked, frames: Iterable[Frame]) -> None:
    """Stage every block of a bundle that is as its file's list says."""
    intake = _Intake(server, commune)
    intake.offer(asked)
    for frame in frames:
        match frame.kind:
            case Kind.BLOCK_LIST:
                intake.take_list(message_in(frame, BlockList))
            case Kind.BLOCK:
                intake.take(message_in(frame, Block))
    intake.keep()


class _Intake:
    """The blocks of one bundle; a run of them is noted at once."""

    def __init__(self, server: Server, commune: str) -> None:
        self._server = server
        self._commune = commune
        self._passed_over: set[bytes] = set()
        self._run: Intake | None = None
        self._next: tuple[bytes, int] = (b"", 0)
        self._unkept = 0

    def offer(self, asked: Asked) -> None:
        """Files that blocks of may follow; of those without room none are taken."""
        replies = replies_to(self._server, self._commune, asked.requests())
        self._passed_over |= {need.sha256 for reply in replies for need in reply.needs if need.code}

    def take_list(self, said: BlockList) -> None:
        """A file's list; another file's is passed over with it."""
        try:
            take_list(self._server, self._commune, said.sha256, said.hashes)
        except Refused:
            self._passed_over.add(said.sha256)

    def take(self, block: Block) -> None:
        """One block; a file with a block that is not as listed is passed over from there on."""
        if block.sha256 in self._passed_over:
            return
        try:
            self._run_for(block).take(block.content)
        except Refused:
            self._passed_over.add(block.sha256)
            self.keep()
            return
        self._next = block.sha256, block.number + 1
        self._unkept += 1

    def _run_for(self, block: Block) -> Intake:
        is_next = self._next == (block.sha256, block.number) and self._unkept < KEPT_EACH
        if self._run is None or not is_next:
            self.keep()
            self._run = Intake(self._server, self._commune, block.sha256, block.number)
        return self._run

    def keep(self) -> None:
        """Note what has come."""
        if self._run is not None:
            self._run.keep()
        self._run, self._unkept = None, 0


def replies_to(server: Server, commune: str, requests: Iterable[ScansRequest]) -> list[ScansReply]:
    """The server's word on each; none where it is no request, or the store does not answer."""
    replies = []
    for request in requests:
        try:
            replies.append(exchange_scans(server, commune, request))
        except Refused:
            continue
    return replies


def said_to(server: Server, commune: str, asked: Asked) -> Said:
    """The word on everything a desk's bundles offered and wanted, once all of them are taken in."""
    return Said(replies_to(server, commune, asked.requests()), asked.wants)


def words(said: Said) -> Iterator[Frame]:
    """What goes before the records of an answer."""
    for reply in said.replies:
        yield Frame(Kind.SCANS_SAID, codec.encode(reply))


def blocks(server: Server, commune: str, said: Said, room: int) -> Iterator[Frame]:
    """The blocks a desk lacks of the files it wants, in its order, as far as there is room."""
    available = {sha256 for reply in said.replies for sha256 in reply.available}
    for sha256, held in said.wants.items():
        if sha256 not in available:
            continue
        try:
            for frame in _blocks_of(server, commune, sha256, held):
                room -= len(frame.content)
                if room < 0:
                    return
                yield frame
        except Refused:  # it was lost, or the store went down
            continue


def _blocks_of(server: Server, commune: str, sha256: bytes, held: bytes) -> Iterator[Frame]:
    hashes = read_list(server, commune, sha256)
    count = len(hashes) // len(sha256)
    if count > 1:
        yield Frame(Kind.BLOCK_LIST, codec.encode(BlockList(sha256, hashes)))
    for number in Bitmap(count, held).missing():
        block = read_blocks(server, commune, sha256, number, number)
        yield Frame(Kind.BLOCK, codec.encode(Block(sha256, number, block)))
