"""What is to be carried: asked of the server once, then taken block by block in the order of the lanes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from app.changes import scan_receipt
from app.changes.blocks import Bitmap, BlobRef
from app.changes.errors import BadChange
from app.changes.scan_receipt import ScanReceipt
from app.storage import device, scans
from app.storage.blobs import BlobStore
from app.storage.device import Membership
from app.storage.unit_of_work import Store
from sync.errors import ForgedReceipt
from sync.protocol.messages import PROTOCOL
from sync.protocol.scans import MAX_ASKED, ScanNeed, ScanOffer, ScansReply, ScansRequest
from sync.scans.way import ScanWay


class Upload(NamedTuple):
    """A file of which the server lacks something.

    ``blocks`` are those it has, ``begun`` says how many bytes it has of others.
    """

    ref: BlobRef
    has_list: bool
    blocks: Bitmap
    begun: Mapping[int, int]

    @property
    def size(self) -> int:
        """The bytes to be sent."""
        return sum(
            self.ref.block_bytes(number) - self.begun.get(number, 0) for number in self.blocks.missing()
        )


class Waiting(NamedTuple):
    """What is to be carried, as far as is known here."""

    sending: Sequence[BlobRef]
    fetching: Sequence[BlobRef]

    def __bool__(self) -> bool:
        return bool(self.sending or self.fetching)


class Plan(NamedTuple):
    """What one question brought.

    ``refused`` are files of which the server takes nothing now, each with its code; ``absent`` those that
    are wanted and not there yet.
    """

    uploads: Sequence[Upload]
    downloads: Sequence[BlobRef]
    refused: Mapping[bytes, str]
    absent: Sequence[bytes]

    @property
    def size(self) -> int:
        """The bytes to be carried."""
        return sum(each.size for each in self.uploads) + sum(ref.size for ref in self.downloads)


def look_around(store: Store, blobs: BlobStore) -> None:
    """Note which of the files that rows have come to name lie here already."""
    with store.read() as snapshot:
        refs = scans.unknown(snapshot)
    if refs:
        with store.write_local() as connection:
            scans.note_looked_for(connection, [(ref.sha256, blobs.has(ref)) for ref in refs])


def what_waits(store: Store, skipped: Collection[bytes]) -> Waiting:
    """The files to be sent and fetched, but for those that were tried in vain."""
    with store.read() as snapshot:
        sending, fetching = scans.to_send(snapshot), scans.to_fetch(snapshot)
    return Waiting(
        [ref for ref in sending if ref.sha256 not in skipped],
        [ref for ref in fetching if ref.sha256 not in skipped],
    )


def make_plan(store: Store, member: Membership, way: ScanWay, waiting: Waiting) -> Plan:
    """Ask the server about what waits."""
    sending, fetching = waiting
    offered, wanted = sending[:MAX_ASKED], fetching[:MAX_ASKED]
    reply = way.ask(
        ScansRequest(PROTOCOL, [ScanOffer(*ref) for ref in offered], [ref.sha256 for ref in wanted])
    )
    take_in_receipt(store, member, reply.receipt)
    return _plan(reply, offered, wanted)


def _plan(reply: ScansReply, offered: Sequence[BlobRef], wanted: Sequence[BlobRef]) -> Plan:
    refs = {ref.sha256: ref for ref in offered}
    needs = [need for need in reply.needs if need.sha256 in refs]
    available = set(reply.available)
    return Plan(
        [_upload(refs[need.sha256], need) for need in needs if not need.code],
        [ref for ref in wanted if ref.sha256 in available],
        {need.sha256: need.code for need in needs if need.code},
        [ref.sha256 for ref in wanted if ref.sha256 not in available],
    )


def _upload(ref: BlobRef, need: ScanNeed) -> Upload:
    blocks = Bitmap(ref.blocks, need.blocks)
    begun = {
        number: held
        for number, held in need.begun
        if 0 <= number < ref.blocks and number not in blocks and 0 < held < ref.block_bytes(number)
    }
    return Upload(ref, need.has_list, blocks, begun)


def take_in_receipt(store: Store, member: Membership, data: bytes) -> bool:
    """Believe the server's signed word on whole files; raises ForgedReceipt. False where it said nothing."""
    said = receipt_in(data, member)
    if said is None:
        return False
    with store.write_local() as connection:
        if said.complete and said.epoch == device.standing(connection).epoch:
            scans.note_received(connection, said.epoch, said.complete)
    return bool(said.complete)


def receipt_in(data: bytes, member: Membership) -> ScanReceipt | None:
    """The server's signed word; None where it said nothing. Raises ForgedReceipt."""
    if not data:
        return None
    try:
        said = scan_receipt.verify(data, member.server_key)
    except BadChange as error:
        raise ForgedReceipt from error
    if said.commune != member.commune:
        raise ForgedReceipt
    return said


def runs(missing: Iterator[int], most: int) -> Iterator[tuple[int, int]]:
    """The missing blocks as (first, count), none longer than ``most``."""
    first = count = 0
    for number in missing:
        if count and number == first + count and count < most:
            count += 1
            continue
        if count:
            yield first, count
        first, count = number, 1
    if count:
        yield first, count
