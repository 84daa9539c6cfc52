"""A sealed run of changesets: the unit that is signed, stored, relayed and archived.

    segment   MessagePack [bin header, bin signature, bin body]
    header    MessagePack [format, origin, first seq, last seq, previous head, head, dictionary, body size]
    signature Ed25519 of the device over "soxa/segment/1" || header
    body      zstd of the changesets: in format 2 as columns, in format 1 as rows, which are MessagePack
              [[bin changeset header, bin payload], ...]; an erased payload stands in a row as
              [bin header, nil, bin SHA-256 of the payload]

The signature covers the heads and through the chain every header and payload, but not the body's bytes: an
erasure rewrites the body and leaves header and signature as they were signed.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

import msgspec
import zstandard
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from app.changes import columns
from app.changes.chain import HEAD_BYTES, first_head, next_head
from app.changes.changeset import ORIGIN_BYTES, Changeset, Origin, decode_header
from app.changes.columns import Entry, Turned
from app.changes.errors import UNREADABLE, BadSignature, BrokenChain, Malformed, UnknownFormat

ROWS, COLUMNS = 1, 2  # formats
NO_DICTIONARY = 0
MAX_CHANGESETS = 256
MOST_CHANGESETS = 4096  # that a reader takes, of writers who may one day cut later
TARGET_BYTES = 64 * 1024
MAX_BODY_BYTES = 16 * 1024 * 1024
MAX_COLUMNS_BYTES = 1024 * 1024  # read into objects, of which a byte can make many
FEW = 32  # changesets that rows may hold in less
MAX_SEGMENT_BYTES = 4 * 1024 * 1024
LEVEL = 9  # an eighth smaller than 3, for some twenty microseconds a changeset
CONTEXT = b"soxa/segment/1"
USUAL_RATIO = 5
ERASED_BYTES = HEAD_BYTES + 4  # what an erased payload may add to a body at most


class SegmentHeader(msgspec.Struct, array_like=True, frozen=True):
    """What the device signs."""

    format: int
    origin: bytes
    first_seq: int
    last_seq: int
    previous_head: bytes
    head: bytes
    dictionary: int
    body_bytes: int


class Segment(NamedTuple):
    """A segment as the bytes that were signed, with its header read."""

    header: SegmentHeader
    header_bytes: bytes
    signature: bytes
    body: bytes

    def to_bytes(self) -> bytes:
        """The bytes that are stored and relayed."""
        return msgspec.msgpack.encode((self.header_bytes, self.signature, self.body))


class Unsealed(NamedTuple):
    """A changeset waiting to be sealed, and the chain's head after it."""

    seq: int
    header: bytes
    payload: bytes
    head: bytes


_outer = msgspec.msgpack.Decoder(tuple[bytes, bytes, bytes])
_header = msgspec.msgpack.Decoder(SegmentHeader)
_rows = msgspec.msgpack.Decoder(list[Entry])


def runs(changesets: Iterable[Unsealed]) -> Iterator[list[Unsealed]]:
    """Cut changesets into runs that seal to about 64 KiB and at most 256 changesets."""
    run: list[Unsealed] = []
    size = 0
    for changeset in changesets:
        weight = len(changeset.header) + len(changeset.payload)
        if run and (len(run) == MAX_CHANGESETS or size + weight > TARGET_BYTES * USUAL_RATIO):
            yield run
            run, size = [], 0
        run.append(changeset)
        size += weight
    if run:
        yield run


class Laid(NamedTuple):
    """A run laid out for its segment, in each format that may turn out the smaller; not packed yet."""

    origin: Origin
    previous_head: bytes
    first_seq: int
    last_seq: int
    head: bytes
    bodies: Sequence[tuple[int, bytes]]


def seal(origin: Origin, previous_head: bytes, run: Sequence[Unsealed], key: SigningKey) -> Segment:
    """Close a run of consecutive changesets and sign it."""
    return close(lay_out(origin, previous_head, run), key)


def lay_out(origin: Origin, previous_head: bytes, run: Sequence[Unsealed]) -> Laid:
    """The first half of sealing, which is Python's work."""
    first, last = run[0], run[-1]
    bodies = _bodies([Entry(each.header, each.payload) for each in run])
    return Laid(origin, previous_head, first.seq, last.seq, last.head, bodies)


def close(laid: Laid, key: SigningKey) -> Segment:
    """The second half, nearly all of it in libraries that let others work beside them."""
    format_, body, body_bytes = _packed(laid.bodies)
    header = SegmentHeader(
        format_,
        laid.origin,
        laid.first_seq,
        laid.last_seq,
        laid.previous_head,
        laid.head,
        NO_DICTIONARY,
        body_bytes,
    )
    header_bytes = msgspec.msgpack.encode(header)
    signature = key.sign(CONTEXT + header_bytes).signature
    return Segment(header, header_bytes, signature, body)


def _bodies(entries: Sequence[Entry]) -> Sequence[tuple[int, bytes]]:
    """The formats worth trying."""
    bodies = []
    folded = columns.fold(entries)
    if folded is not None and len(folded) <= MAX_COLUMNS_BYTES:
        bodies.append((COLUMNS, folded))
    if not bodies or len(entries) < FEW:
        bodies.append((ROWS, _in_rows(entries)))
    return bodies


def _packed(bodies: Sequence[tuple[int, bytes]]) -> tuple[int, bytes, int]:
    """The smallest: which format, the body, and its size before compression."""
    packed = [(format_, _compressed(raw), len(raw)) for format_, raw in bodies]
    return min(packed, key=lambda each: len(each[1]))


def _in_rows(entries: Sequence[Entry]) -> bytes:
    return msgspec.msgpack.encode([each if each.payload is None else each[:2] for each in entries])


def _compressed(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=LEVEL).compress(raw)


def read(data: bytes) -> Segment:
    """Read a segment's outer parts; nothing is verified yet."""
    if len(data) > MAX_SEGMENT_BYTES:
        raise Malformed("segment too large")
    try:
        header_bytes, signature, body = _outer.decode(data)
        header = _header.decode(header_bytes)
    except UNREADABLE as error:
        raise Malformed("segment") from error
    _check_header(header)
    return Segment(header, header_bytes, signature, body)


def _check_header(header: SegmentHeader) -> None:
    if header.format not in (ROWS, COLUMNS) or header.dictionary != NO_DICTIONARY:
        raise UnknownFormat(f"segment format {header.format}, dictionary {header.dictionary}")
    heads_fit = len(header.previous_head) == len(header.head) == HEAD_BYTES
    if len(header.origin) != ORIGIN_BYTES or not heads_fit or not 0 < header.first_seq <= header.last_seq:
        raise Malformed("segment header")
    if header.first_seq == 1 and header.previous_head != first_head(header.origin):
        raise BrokenChain("first segment does not start at the origin")


def verify_signature(segment: Segment, device_key: bytes) -> None:
    """Raise BadSignature unless the device sealed this header."""
    try:
        VerifyKey(device_key).verify(CONTEXT + segment.header_bytes, segment.signature)
    except (BadSignatureError, ValueError, TypeError) as error:
        raise BadSignature("segment") from error


def open_body(segment: Segment) -> list[tuple[Changeset, bytes]]:
    """Its changesets, each with the head after it; raises unless the chain leads to the signed head."""
    header = segment.header
    head = header.previous_head
    opened: list[tuple[Changeset, bytes]] = []
    for offset, entry in enumerate(_entries(segment)):
        changeset = _changeset(header.origin, entry)
        if changeset.header.seq != header.first_seq + offset:
            raise BrokenChain("sequence numbers do not follow each other")
        head = next_head(head, changeset.header_bytes, changeset.payload_digest)
        opened.append((changeset, head))
    if head != header.head or len(opened) != header.last_seq - header.first_seq + 1:
        raise BrokenChain("changesets do not lead to the signed head")
    return opened


def turned(segment: Segment) -> Turned:
    """Its changesets on their side, unverified; raises Malformed."""
    if segment.header.format == COLUMNS:
        return columns.spread(_inflated(segment))
    return columns.turn(_entries(segment))


def _inflated(segment: Segment) -> bytes:
    header = segment.header
    growth = ERASED_BYTES * (header.last_seq - header.first_seq + 1)
    # An erasure may change how a column is written, and so its size.
    limit = MAX_COLUMNS_BYTES if header.format == COLUMNS else header.body_bytes
    return _decompress(segment.body, limit + growth)


def _entries(segment: Segment) -> list[Entry]:
    raw = _inflated(segment)
    if segment.header.format == COLUMNS:
        return columns.unfold(raw, MAX_BODY_BYTES)
    if _announced(raw) > MOST_CHANGESETS:
        raise Malformed("segment of too many changesets")
    try:
        return _rows.decode(raw)
    except UNREADABLE as error:
        raise Malformed("segment body") from error


def _announced(raw: bytes) -> int:
    """How many items the array says it has: millions of empty ones would cost seconds to read."""
    wide = {0xDC: 2, 0xDD: 4}.get(raw[0]) if raw else 0
    return 0 if wide is None else int.from_bytes(raw[1 : 1 + wide], "big")


def _decompress(body: bytes, limit: int) -> bytes:
    """Bounded by our own limit: a frame may declare any size it likes."""
    if not 0 < limit <= MAX_BODY_BYTES:
        raise Malformed("segment body size")
    try:
        with zstandard.ZstdDecompressor(max_window_size=2**24).stream_reader(body) as reader:
            raw = reader.read(limit + 1)
    except zstandard.ZstdError as error:
        raise Malformed("segment compression") from error
    if len(raw) > limit:
        raise Malformed("segment body is larger than it says")
    return raw


def _changeset(origin: Origin, entry: Entry) -> Changeset:
    if entry.payload is not None:
        digest = sha256(entry.payload).digest()
    elif len(entry.digest) == HEAD_BYTES:
        digest = entry.digest
    else:
        raise Malformed("erased payload without its digest")
    return Changeset(origin, decode_header(entry.header), entry.header, entry.payload, digest)


def erase(segment: Segment, seqs: set[int]) -> Segment:
    """The same signed segment with some payloads replaced by their digests (erasure by law)."""
    entries = [
        Entry(c.header_bytes, None, c.payload_digest)
        if c.payload is None or c.header.seq in seqs
        else Entry(c.header_bytes, c.payload)
        for c, _ in open_body(segment)
    ]
    raw = columns.fold(entries) if segment.header.format == COLUMNS else _in_rows(entries)
    assert raw is not None, "what was unfolded folds"
    return segment._replace(body=_compressed(raw))
