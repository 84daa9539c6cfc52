"""The single steps of carrying scans: what travels in one request, and what follows from its reply."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from app.changes.blocks import HASH_BYTES, BadBlock, Bitmap, BlobRef, blocks_of
from app.storage import scans
from app.storage.blobs import BlobStore, DamagedBlob
from app.storage.device import Membership
from app.storage.unit_of_work import Store
from sync.protocol.scans import BlocksReply
from sync.scans.arriving import Arriving
from sync.scans.plan import Plan, Upload, runs, take_in_receipt
from sync.scans.way import ScanWay


class Step(NamedTuple):
    """One request. ``work`` runs beside the others, ``done`` in the carrier's own thread.

    What ``is_alone`` waits until nothing is under way, and nothing follows before its reply.
    """

    ref: BlobRef
    size: int
    work: Callable[[ScanWay], Any]
    done: Callable[[Any], None]
    is_upward: bool
    is_alone: bool = False


class Steps:
    """Makes the steps of a plan, small files before large ones, ups before downs."""

    def __init__(
        self, store: Store, blobs: BlobStore, member: Membership, skipped: set[bytes], run: Callable[[], int]
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._member = member
        self._skipped = skipped
        self._run = run

    def of(self, plan: Plan) -> Iterator[Step]:
        """Each is made when it is its turn: a step may find out that the rest of its file is in vain."""
        small, large = _by_size(plan.uploads, lambda upload: upload.ref)
        small_down, large_down = _by_size(plan.downloads, lambda ref: ref)
        return chain(
            chain.from_iterable(map(self._sending, small)),
            chain.from_iterable(map(self._fetching, small_down)),
            chain.from_iterable(map(self._sending, large)),
            chain.from_iterable(map(self._fetching, large_down)),
        )

    # up

    def _sending(self, upload: Upload) -> Iterator[Step]:
        ref = upload.ref
        try:
            if not upload.has_list:
                hashes = self._blobs.block_list(ref)
                yield Step(
                    ref,
                    len(hashes),
                    lambda way: way.send_list(ref.sha256, hashes),
                    lambda _reply: None,
                    is_upward=True,
                    is_alone=True,
                )
            yield from self._blocks(upload)
        except DamagedBlob:
            self._give_up(ref)
            with self._store.write_local() as connection:
                scans.note_lost(connection, ref.sha256)

    def _blocks(self, upload: Upload) -> Iterator[Step]:
        """Runs of missing blocks; how long one is is asked when it is its turn."""
        ref, missing = upload.ref, list(upload.blocks.missing())
        content = self._blobs.blocks(ref, frozenset(missing))
        while missing and ref.sha256 not in self._skipped:
            first, count = _next_run(missing, upload.begun, self._run())
            del missing[:count]
            data = b"".join(block for _, (_, block) in zip(range(count), content, strict=False))
            held = upload.begun.get(first, 0)
            rest = data[held:]
            yield Step(ref, len(rest), _sends(ref, first, rest, held), self._sent(ref), is_upward=True)

    def _sent(self, ref: BlobRef) -> Callable[[BlocksReply], None]:
        def done(reply: BlocksReply) -> None:
            blocks = Bitmap(ref.blocks, reply.blocks)
            with self._store.write_local() as connection:
                scans.note_sent(connection, ref, blocks)
            if not take_in_receipt(self._store, self._member, reply.receipt) and blocks.is_full:
                self._give_up(ref)  # its store does not answer now; it keeps what it has

        return done

    # down

    def _fetching(self, ref: BlobRef) -> Iterator[Step]:
        arriving = Arriving(self._store, self._blobs, ref)
        if not arriving.has_room:
            self._give_up(ref)
            return
        if not arriving.has_list:
            yield Step(
                ref,
                ref.blocks * HASH_BYTES,
                lambda way: way.fetch_list(ref.sha256),
                arriving.take_list,
                is_upward=False,
                is_alone=True,
            )
            if not arriving.has_list:
                self._give_up(ref)
                return
        missing = list(arriving.staged.missing())
        while missing and ref.sha256 not in self._skipped:
            first, count = next(runs(iter(missing), self._run()))
            del missing[:count]
            size = sum(ref.block_bytes(number) for number in range(first, first + count))
            yield Step(
                ref,
                size,
                _fetches(ref, first, count),
                self._came(arriving, first),
                is_upward=False,
            )

    def _came(self, arriving: Arriving, first: int) -> Callable[[bytes], None]:
        def done(data: bytes) -> None:
            is_sound = True
            try:
                for place, block in enumerate(blocks_of(data)):
                    arriving.take(first + place, block)
            except BadBlock:
                is_sound = False
            if not arriving.keep() or not is_sound:
                self._give_up(arriving.ref)

        return done

    def _give_up(self, ref: BlobRef) -> None:
        """Not in this exchange any more."""
        self._skipped.add(ref.sha256)


def _by_size(files: Any, ref_of: Callable[[Any], BlobRef]) -> tuple[list[Any], list[Any]]:
    small = [each for each in files if ref_of(each).blocks == 1]
    return small, [each for each in files if ref_of(each).blocks > 1]


def _next_run(missing: list[int], begun: Mapping[int, int], most: int) -> tuple[int, int]:
    """The next blocks for one request; one that has begun to come can only be the first of its own."""
    first, count = next(runs(iter(missing), most))
    return first, next((number - first for number in missing[1:count] if number in begun), count)


def _sends(ref: BlobRef, first: int, data: bytes, held: int) -> Callable[[ScanWay], BlocksReply]:
    return lambda way: way.send(ref.sha256, first, data, held)


def _fetches(ref: BlobRef, first: int, count: int) -> Callable[[ScanWay], bytes]:
    return lambda way: way.fetch(ref.sha256, first, count)
