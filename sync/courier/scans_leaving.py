"""The scans that go with a bundle: what waits here, without the blocks that the server said it holds.

Previews and small files come first, then large ones, as far as the stick has room; what is left goes with the
next stick. Nothing of it counts as received before the server's signed word is back.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple, TypeVar

from app.changes.blocks import Bitmap, BlobRef
from app.storage import scans
from app.storage.blobs import BlobStore, DamagedBlob
from app.storage.unit_of_work import Snapshot
from sync.bundle.format import MOST_FILES, Block, BlockList, Frame, Kind
from sync.protocol import codec
from sync.protocol.messages import PROTOCOL
from sync.protocol.scans import MAX_ASKED, ScanOffer, ScansRequest

Item = TypeVar("Item")


class Load(NamedTuple):
    """A file and those of its blocks that go along."""

    ref: BlobRef
    numbers: Sequence[int]

    @property
    def size(self) -> int:
        """The bytes of these blocks."""
        return sum(self.ref.block_bytes(number) for number in self.numbers)


class Wanted(NamedTuple):
    """A file that is not here, and which of its blocks are."""

    ref: BlobRef
    here: Bitmap


class Cargo(NamedTuple):
    """What goes along; ``left_bytes`` wait for the next stick."""

    loads: Sequence[Load]
    wanted: Sequence[Wanted]
    left_bytes: int

    @property
    def size(self) -> int:
        """The bytes of all blocks."""
        return sum(load.size for load in self.loads)

    def without_blocks(self) -> "Cargo":
        """The same for a stick that turned out to be full."""
        return Cargo([], self.wanted, self.left_bytes + self.size)


NOTHING = Cargo([], [], 0)


def pack(snapshot: Snapshot, room: int) -> Cargo:
    """What there is to carry and to ask for."""
    refs = sorted(scans.to_send(snapshot, goes_with_rows=True), key=lambda ref: ref.blocks > 1)
    loads: list[Load] = []
    waiting = 0
    for ref in refs:
        missing = list(scans.held(snapshot, ref).missing())
        waiting += sum(ref.block_bytes(number) for number in missing)
        load = _as_much_as_fits(ref, missing, room) if len(loads) < MOST_FILES else Load(ref, ())
        if load.numbers or not missing:
            loads.append(load)
            room -= load.size
    fetching = scans.to_fetch(snapshot)[:MOST_FILES]
    wanted = [Wanted(ref, scans.coming(snapshot, ref).staged) for ref in fetching]
    return Cargo(loads, wanted, waiting - sum(load.size for load in loads))


def _as_much_as_fits(ref: BlobRef, missing: Sequence[int], room: int) -> Load:
    fitting = []
    for number in missing:
        room -= ref.block_bytes(number)
        if room < 0:
            break
        fitting.append(number)
    return Load(ref, fitting)


def questions(cargo: Cargo) -> Iterator[Frame]:
    """What is brought and what is wanted, before the records: a bundle that brings no news ends with them."""
    offers = _batches([ScanOffer(*load.ref) for load in cargo.loads])
    wants = _batches(cargo.wanted)
    for offered, wanted in zip_longest(offers, wants, fillvalue=()):
        request = ScansRequest(
            PROTOCOL,
            list(offered),
            [each.ref.sha256 for each in wanted],
            [bytes(each.here) for each in wanted],
        )
        yield Frame(Kind.SCANS, codec.encode(request))


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[first : first + MAX_ASKED] for first in range(0, len(items), MAX_ASKED))


def blocks(blobs: BlobStore, cargo: Cargo, lost: list[BlobRef]) -> Iterator[Frame]:
    """The blocks themselves, read as they are written; files that do not read are added to ``lost``."""
    for load in cargo.loads:
        try:
            yield from _blocks_of(blobs, load)
        except DamagedBlob:
            lost.append(load.ref)


def _blocks_of(blobs: BlobStore, load: Load) -> Iterator[Frame]:
    ref = load.ref
    if ref.blocks > 1 and load.numbers:
        yield Frame(Kind.BLOCK_LIST, codec.encode(BlockList(ref.sha256, blobs.block_list(ref))))
    for number, block in blobs.blocks(ref, frozenset(load.numbers)):
        yield Frame(Kind.BLOCK, codec.encode(Block(ref.sha256, number, block)))
