"""Lies that somebody could put before a reader, each made from something true.

Whoever forges has what a member of the commune has: its own key and certificate, other members' segments and
statements, and the commune's papers. ``SEGMENTS`` go to every reader, ``REPLIES`` to desks, ``REQUESTS`` and
``LETTERS`` to the district.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
import zstandard
from nacl.signing import SigningKey

from app.changes import lease, receipt, segment, signed, trust
from app.changes.chain import first_head, next_head
from app.changes.lease import Lease
from app.changes.receipt import Receipt
from app.changes.segment import Segment
from app.changes.trust import Certificate, Purpose
from sync.bundle.format import Direction
from sync.bundle.writer import Letter
from sync.protocol.messages import NOBODY, Birth, FeedItem, SyncReply, SyncRequest
from tests.support.damage import with_another_last_byte
from tests.support.district import COMMUNE, OTHER, District, SyncedDesk

STRANGER = SigningKey(b"s" * 32)
Entries = Sequence[tuple[bytes, bytes]]


class World(NamedTuple):
    """Who is there, and what is true: a segment of ``one`` that nobody has, an honest reply to ``two``."""

    district: District
    one: SyncedDesk
    two: SyncedDesk
    mallory: SyncedDesk
    gone: SyncedDesk
    other: SyncedDesk
    honest: Segment
    earlier: Segment
    reply: SyncReply

    @property
    def server_key(self) -> SigningKey:
        return self.district.server.authority.server_key

    @property
    def next_cseq(self) -> int:
        """The number of the feed that a forged item would have."""
        return 1 + max(cseq for (cseq,) in self.district.rows("SELECT max(cseq) FROM segment"))


# segments


def resealed(true: Segment, key: SigningKey, context: bytes = segment.CONTEXT, **changes: Any) -> bytes:
    """The same body under a header that somebody changed and signed."""
    header = msgspec.msgpack.encode(msgspec.structs.replace(true.header, **changes))
    return true._replace(header_bytes=header, signature=key.sign(context + header).signature).to_bytes()


def altered(true: Segment, **changes: Any) -> bytes:
    """A changed header under the old signature."""
    header = msgspec.msgpack.encode(msgspec.structs.replace(true.header, **changes))
    return true._replace(header_bytes=header).to_bytes()


def entries_of(true: Segment) -> list[tuple[bytes, bytes]]:
    """Its changesets."""
    return [(each.header_bytes, each.payload or b"") for each, _head in segment.open_body(true)]


def with_entries(true: Segment, entries: Sequence[Any]) -> bytes:
    """Another body under the signed header; what it promises of its size is kept where it can be."""
    body = zstandard.ZstdCompressor().compress(msgspec.msgpack.encode(entries))
    return true._replace(body=body).to_bytes()


def rewritten(true: Segment, entries: Entries, key: SigningKey, previous: bytes | None = None) -> bytes:
    """Other changesets, chained in themselves and sealed."""
    head = previous_head = true.header.previous_head if previous is None else previous
    for header_bytes, payload in entries:
        head = next_head(head, header_bytes, sha256(payload).digest())
    raw = msgspec.msgpack.encode(list(entries))
    header = msgspec.structs.replace(
        true.header, format=1, previous_head=previous_head, head=head, body_bytes=len(raw)
    )
    header_bytes = msgspec.msgpack.encode(header)
    signature = key.sign(segment.CONTEXT + header_bytes).signature
    return Segment(header, header_bytes, signature, zstandard.ZstdCompressor().compress(raw)).to_bytes()


def _first_altered(true: Segment, change: Callable[[bytes, bytes], tuple[bytes, bytes]]) -> Entries:
    first, *rest = entries_of(true)
    return [change(*first), *rest]


def _renumbered(header_bytes: bytes, seq: int) -> bytes:
    fields = msgspec.msgpack.decode(header_bytes)
    return msgspec.msgpack.encode([seq, *fields[1:]])


def _key(desk: SyncedDesk) -> SigningKey:
    return desk.device.key


MakeSegment = Callable[[World], bytes]

SEGMENTS: dict[str, MakeSegment] = {
    "sealed by a stranger": lambda w: resealed(w.honest, STRANGER),
    "sealed by a colleague's device": lambda w: resealed(w.honest, _key(w.mallory)),
    "sealed by the very reader's device": lambda w: resealed(w.honest, _key(w.two)),
    "sealed by a device of another commune": lambda w: resealed(w.honest, _key(w.other)),
    "sealed by a revoked device": lambda w: resealed(w.honest, _key(w.gone)),
    "sealed by the server": lambda w: resealed(w.honest, w.server_key),
    "sealed by the root": lambda w: resealed(w.honest, SigningKey(sha256(w.reply.receipt).digest())),
    "signed as a receipt": lambda w: resealed(w.honest, _key(w.one), receipt.CONTEXT),
    "signed without a context": lambda w: resealed(w.honest, _key(w.one), b""),
    "a signature over the body": lambda w: w.honest._replace(
        signature=_key(w.one).sign(segment.CONTEXT + w.honest.body).signature
    ).to_bytes(),
    "a signature of zeros": lambda w: w.honest._replace(signature=bytes(64)).to_bytes(),
    "no signature": lambda w: w.honest._replace(signature=b"").to_bytes(),
    "a signature cut short": lambda w: w.honest._replace(signature=w.honest.signature[:-1]).to_bytes(),
    "a signature with more behind it": lambda w: w.honest._replace(
        signature=w.honest.signature + b"\0"
    ).to_bytes(),
    "another segment's signature": lambda w: w.honest._replace(signature=w.earlier.signature).to_bytes(),
    "under a colleague's origin": lambda w: resealed(w.honest, _key(w.one), origin=w.mallory.device.origin),
    "under an origin nobody has": lambda w: resealed(w.honest, _key(w.one), origin=b"nobodies"),
    "under the origin of nobody": lambda w: resealed(w.honest, _key(w.one), origin=NOBODY),
    "from a later number on": lambda w: altered(w.honest, first_seq=w.honest.header.first_seq + 1),
    "up to a later number": lambda w: altered(w.honest, last_seq=w.honest.header.last_seq + 1),
    "up to a later number, sealed": lambda w: resealed(
        w.honest, _key(w.one), last_seq=w.honest.header.last_seq + 1
    ),
    "a number left out, sealed": lambda w: resealed(
        w.honest,
        _key(w.one),
        first_seq=w.honest.header.first_seq + 1,
        last_seq=w.honest.header.last_seq + 1,
    ),
    "backwards, sealed": lambda w: resealed(w.honest, _key(w.one), last_seq=w.honest.header.first_seq - 1),
    "another head": lambda w: altered(w.honest, head=bytes(32)),
    "another head, sealed": lambda w: resealed(w.honest, _key(w.one), head=bytes(32)),
    "another head before it": lambda w: altered(w.honest, previous_head=bytes(32)),
    "chained to nothing, sealed": lambda w: rewritten(w.honest, entries_of(w.honest), _key(w.one), bytes(32)),
    "a second beginning, sealed": lambda w: resealed(w.honest, _key(w.one), first_seq=1),
    "a second beginning from the first head, sealed": lambda w: rewritten(
        w.honest, entries_of(w.honest), _key(w.one), first_head(w.one.device.origin)
    ),
    "another segment's body": lambda w: w.honest._replace(body=w.earlier.body).to_bytes(),
    "a changeset left out": lambda w: with_entries(w.honest, entries_of(w.honest)[1:]),
    "a changeset twice": lambda w: with_entries(w.honest, entries_of(w.honest)[:1] * 2),
    "changesets in another order": lambda w: with_entries(w.honest, entries_of(w.honest)[::-1]),
    "a payload altered": lambda w: with_entries(
        w.honest, _first_altered(w.honest, lambda header, payload: (header, with_another_last_byte(payload)))
    ),
    "a changeset's header altered": lambda w: with_entries(
        w.honest, _first_altered(w.honest, lambda header, payload: (with_another_last_byte(header), payload))
    ),
    "a payload taken out under another digest": lambda w: with_entries(
        w.honest, [(entries_of(w.honest)[0][0], None, bytes(32)), *entries_of(w.honest)[1:]]
    ),
    "another number in a changeset, sealed": lambda w: rewritten(
        w.honest, _first_altered(w.honest, lambda h, p: (_renumbered(h, 99), p)), _key(w.one)
    ),
    "of a later format, sealed": lambda w: resealed(w.honest, _key(w.one), format=99),
    "packed with a dictionary nobody has, sealed": lambda w: resealed(w.honest, _key(w.one), dictionary=7),
    "larger than it says, sealed": lambda w: resealed(w.honest, _key(w.one), body_bytes=1),
    "nothing": lambda _: b"",
    "no segment at all": lambda w: w.reply.receipt,
}


# replies


def _receipt(
    world: World, key: SigningKey | None = None, context: bytes = receipt.CONTEXT, **changes: Any
) -> bytes:
    """The honest receipt, changed so that it confirms what two has not sent, and signed anew."""
    said = receipt.verify(world.reply.receipt, bytes(world.server_key.verify_key))
    return signed.sign(msgspec.structs.replace(said, **changes), context, key or world.server_key)


def _everything(world: World) -> list[Any]:
    """What a receipt says that has received all of the reader's log, over a head it cannot know."""
    said = receipt.verify(world.reply.receipt, bytes(world.server_key.verify_key))
    return [
        msgspec.structs.replace(each, stored_seq=99, stored_head=bytes(32), applied_seq=99, durable_seq=99)
        for each in said.origins
    ]


def _lease(world: World, key: SigningKey, context: bytes = lease.CONTEXT, **changes: Any) -> bytes:
    given = Lease(1, 9_000, COMMUNE.code, world.two.device.origin, False, 70_001, 70_500, "2018-01-01")
    return signed.sign(msgspec.structs.replace(given, **changes), context, key)


def _certificate(world: World, key: SigningKey, context: bytes = trust.CONTEXT, **changes: Any) -> bytes:
    """Somebody vouches for the stranger's key."""
    issuer = bytes(key.verify_key)
    subject = bytes(STRANGER.verify_key)
    given = Certificate(1, Purpose.DEVICE, subject, COMMUNE.code, "desk", "Bàn giả", 900, 1, issuer)
    return signed.sign(msgspec.structs.replace(given, **changes), context, key)


def with_item(world: World, reply: SyncReply, data: bytes, **changes: Any) -> SyncReply:
    """The reply with one more item in its feed."""
    header = world.honest.header
    item = FeedItem(
        world.next_cseq, reply.server_time_ms, header.origin, header.first_seq, header.last_seq, data
    )
    return msgspec.structs.replace(reply, feed=[msgspec.structs.replace(item, **changes)])


def _vouched(world: World, certificate: bytes) -> SyncReply:
    """The stranger's segment beside a certificate for the stranger."""
    origin = b"stranger"
    entries = [
        (_renumbered(header, n), payload) for n, (header, payload) in enumerate(entries_of(world.honest), 1)
    ]
    header = msgspec.structs.replace(world.honest.header, origin=origin, first_seq=1, last_seq=len(entries))
    data = rewritten(world.honest._replace(header=header), entries, STRANGER, first_head(origin))
    reply = with_item(world, world.reply, data, origin=origin, first_seq=1, last_seq=len(entries))
    return msgspec.structs.replace(reply, certificates=[certificate])


def _changed(world: World, **changes: Any) -> SyncReply:
    return msgspec.structs.replace(world.reply, **changes)


MakeReply = Callable[[World], SyncReply]

REPLIES: dict[str, MakeReply] = {
    "a receipt by a stranger": lambda w: _changed(w, receipt=_receipt(w, STRANGER, origins=_everything(w))),
    "a receipt by the device itself": lambda w: _changed(
        w, receipt=_receipt(w, _key(w.two), origins=_everything(w))
    ),
    "a receipt by a colleague": lambda w: _changed(
        w, receipt=_receipt(w, _key(w.mallory), origins=_everything(w))
    ),
    "a receipt signed as a lease": lambda w: _changed(
        w, receipt=_receipt(w, context=lease.CONTEXT, origins=_everything(w))
    ),
    "a receipt for another commune": lambda w: _changed(
        w, receipt=_receipt(w, commune=OTHER.code, origins=_everything(w))
    ),
    "a receipt of another life of the server": lambda w: _changed(w, receipt=_receipt(w, epoch=b"elsewhen")),
    "a receipt over another head": lambda w: _changed(w, receipt=_receipt(w, origins=_everything(w))),
    "a receipt with a flipped bit": lambda w: _changed(w, receipt=with_another_last_byte(w.reply.receipt)),
    "no receipt": lambda w: _changed(w, receipt=b""),
    "a lease in the receipt's place": lambda w: _changed(w, receipt=_lease(w, w.server_key)),
    "another epoch around it": lambda w: _changed(w, epoch=b"elsewhen"),
    "a lease by a stranger": lambda w: _changed(w, leases=[_lease(w, STRANGER)]),
    "a lease by the device itself": lambda w: _changed(w, leases=[_lease(w, _key(w.two))]),
    "a lease for another commune": lambda w: _changed(
        w, leases=[_lease(w, w.server_key, commune=OTHER.code)]
    ),
    "a lease signed as a receipt": lambda w: _changed(w, leases=[_lease(w, w.server_key, receipt.CONTEXT)]),
    "a device that a stranger vouches for": lambda w: _vouched(w, _certificate(w, STRANGER)),
    "a device that a colleague vouches for": lambda w: _vouched(w, _certificate(w, _key(w.mallory))),
    "a device of another commune": lambda w: _vouched(w, _certificate(w, w.server_key, commune=OTHER.code)),
    "a device in another role": lambda w: _vouched(w, _certificate(w, w.server_key, role="viewer")),
    "a certificate for another purpose": lambda w: _vouched(
        w, _certificate(w, w.server_key, purpose=Purpose.CATALOGUE)
    ),
    "a certificate that names another issuer": lambda w: _vouched(
        w, _certificate(w, w.server_key, issuer=bytes(STRANGER.verify_key))
    ),
    "a certificate signed as a receipt": lambda w: _vouched(
        w, _certificate(w, w.server_key, receipt.CONTEXT)
    ),
    "a list of the revoked by a stranger": lambda w: _changed(
        w, revoked=signed.sign(Receipt(1, b"", COMMUNE.code, 1, 1, []), receipt.CONTEXT, STRANGER)
    ),
    "a list of the revoked that is no list": lambda w: _changed(w, revoked=w.reply.receipt),
}


# Signed by the server itself, but not about our log: it confirms nothing, and there is nobody to accuse.
PASSED_OVER = frozenset({"a receipt over another head"})


# requests, over the line and in bundles


class Sent(NamedTuple):
    """A request and who sends it."""

    request: SyncRequest
    sender: SyncedDesk


def honest_request(world: World, sender: SyncedDesk, **changes: Any) -> SyncRequest:
    """What a desk would ask, with nothing to send."""
    asked = SyncRequest(
        protocol=1,
        origin=sender.device.origin,
        epoch=world.district.server.epoch,
        cursor=0,
        heads=[],
        segments=[],
        want_bytes=0,
    )
    return msgspec.structs.replace(asked, **changes)


def _birth(world: World, **changes: Any) -> Birth:
    born = Birth(b"newborns", world.mallory.device.origin, 1, bytes(32))
    return msgspec.structs.replace(born, **changes)


def _from_mallory(world: World, **changes: Any) -> Sent:
    return Sent(honest_request(world, world.mallory, **changes), world.mallory)


MakeRequest = Callable[[World], Sent]

REQUESTS: dict[str, MakeRequest] = {
    "from a revoked device": lambda w: Sent(
        honest_request(w, w.gone, segments=[w.honest.to_bytes()]), w.gone
    ),
    "from another commune, with ours": lambda w: Sent(
        honest_request(w, w.other, segments=[w.honest.to_bytes()]), w.other
    ),
    "under a colleague's origin": lambda w: _from_mallory(w, origin=w.one.device.origin),
    "born from a colleague's log": lambda w: _from_mallory(
        w, births=[_birth(w, born_from_origin=w.one.device.origin)]
    ),
    "born from a head that never was": lambda w: _from_mallory(w, births=[_birth(w)]),
    "born as a colleague's log": lambda w: _from_mallory(w, births=[_birth(w, origin=w.one.device.origin)]),
}

MakeLetter = Callable[[World, Letter], Letter]

LETTERS: dict[str, MakeLetter] = {
    "signed by a stranger": lambda w, true: true._replace(key=STRANGER),
    "signed by a device of another commune": lambda w, true: true._replace(key=_key(w.other)),
    "signed by a revoked device": lambda w, true: true._replace(key=_key(w.gone)),
    "for another commune": lambda w, true: true._replace(commune=OTHER.code),
    "the other way": lambda w, true: true._replace(direction=Direction(3 - true.direction)),
}
