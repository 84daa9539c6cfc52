"""The bytes of a bundle; docs/bundle-format.md tells them to a stranger.

    TH-<8 letters>.v01, .v02 ...   volumes, each a clear header and whole chunks
    chunk    64 KiB of the stream, sealed (``sync.bundle.seal``)
    stream   frames, a frame of length 0, then zeros up to a size that many bundles share
    frame    length (4 bytes, big-endian), then MessagePack [kind, bin content]

The first frame is the signed manifest; the others carry the messages of the exchange.
"""

import re
import struct
from base64 import b32encode
from enum import IntEnum
from hashlib import sha256
from typing import NamedTuple

import msgspec
from nacl.signing import SigningKey

from app.changes import signed
from sync.bundle.errors import NewerBundle, NotABundle

MAGIC = b"SXTH"
VERSION = 1
ID_BYTES = 16
KEY_ID_BYTES = 8
CHUNK_BYTES = 64 * 1024
SEAL_BYTES = 16
SEALED_BYTES = CHUNK_BYTES + SEAL_BYTES
VOLUME_BYTES = 1 << 30
MOST_VOLUMES = 99
LENGTH_BYTES = 4
MAX_FRAME_BYTES = 80 * 1024 * 1024  # a catalogue pack is the largest thing that travels
MAX_MANIFEST_BYTES = 1 << 20
MOST_FILES = 1024  # that a bundle offers, and that it wants: what names them stands before the records
CONTEXT = b"soxa/bundle/1"
NAME = re.compile(r"TH-[A-Z2-7]{8}\.V(\d\d)", re.IGNORECASE)

_HEADER = struct.Struct(f">4sB{ID_BYTES}s{KEY_ID_BYTES}s32sBB")
HEADER_BYTES = _HEADER.size


class Header(NamedTuple):
    """What anybody can read of a volume; ``volumes``, written last, is the one part that binds nothing."""

    bundle_id: bytes
    receiver_id: bytes
    ephemeral: bytes
    number: int
    volumes: int = 0

    def to_bytes(self) -> bytes:
        """The bytes at the volume's beginning."""
        return _HEADER.pack(
            MAGIC, VERSION, self.bundle_id, self.receiver_id, self.ephemeral, self.number, self.volumes
        )

    @property
    def digest(self) -> bytes:
        """What each chunk of the volume is bound to."""
        return sha256(self._replace(volumes=0).to_bytes()).digest()


def read_header(data: bytes) -> Header:
    """A volume's header; raises NotABundle or NewerBundle."""
    try:
        magic, version, *fields = _HEADER.unpack(data)
    except struct.error as error:
        raise NotABundle from error
    if magic != MAGIC:
        raise NotABundle
    if version != VERSION:
        raise NewerBundle
    return Header(*fields)


class Direction(IntEnum):
    """Whose word a bundle is."""

    UP = 1
    DOWN = 2


class Span(msgspec.Struct, array_like=True, frozen=True):
    """The changesets of one log that a bundle carries; everything before ``first`` must be there already."""

    origin: bytes
    first: int
    last: int


class Manifest(msgspec.Struct, array_like=True, frozen=True):
    """What the sender signs: for whom the bundle is, what it stands on and what is in it.

    ``cursor`` is the feed number the desk has (up), or the one after which the feed here goes on (down), to
    ``until``. ``previous`` are the bundles not answered yet (up), or those that this one answers (down).
    """

    format: int
    bundle_id: bytes
    ephemeral: bytes
    direction: int
    sender: bytes
    receiver: bytes
    commune: str
    epoch: bytes
    created_ms: int
    cursor: int
    spans: list[Span]
    previous: list[bytes]
    until: int = 0


class Kind(IntEnum):
    """What a frame carries; a reader passes over kinds it does not know."""

    MANIFEST = 1
    REQUEST = 2  # SyncRequest
    REPLY = 3  # SyncReply, its refusals in REFUSED
    REFUSED = 4  # RefusedSegments
    PACK = 5  # a catalogue pack's bytes
    ENROL = 6  # EnrolRequest, from a device that is no member yet
    ENROLLED = 7  # EnrolReply
    DECLINED = 8  # Refusal: nothing of the bundle that this one answers was taken in
    AUTHORITY = 9  # AuthorityBundle: the server's certificates as they are now
    SCANS = 10  # ScansRequest: files that blocks follow of, and files that are wanted
    SCANS_SAID = 11  # ScansReply to it
    BLOCK_LIST = 12  # BlockList
    BLOCK = 13  # Block
    CHECKPOINT = 14  # CheckpointReply: with what a new desk begins
    PART = 15  # Part of it
    PARTS = 16  # PartsWanted, by a desk that has begun with a checkpoint and lacks some of it
    FILLER = 17  # zeros, so that what follows begins with a volume


class Frame(msgspec.Struct, array_like=True, frozen=True):
    """One thing in the stream; the kind is a plain number, so that later ones can be passed over."""

    kind: int
    content: bytes


class RefusedSegment(msgspec.Struct, array_like=True, frozen=True):
    """A segment that was not stored, by name: the desk no longer has the request to count in."""

    origin: bytes
    first_seq: int
    code: str


class RefusedSegments(msgspec.Struct, array_like=True, frozen=True):
    """All of them; in an array of its own, which may grow."""

    segments: list[RefusedSegment]


class BlockList(msgspec.Struct, array_like=True, frozen=True):
    """A scan's list of block hashes, joined."""

    sha256: bytes
    hashes: bytes


class Block(msgspec.Struct, array_like=True, frozen=True):
    """One block of a scan."""

    sha256: bytes
    number: int
    content: bytes


class Part(msgspec.Struct, array_like=True, frozen=True):
    """One part of a checkpoint, as it travels over a line."""

    cseq: int
    number: int
    content: bytes


class PartsWanted(msgspec.Struct, array_like=True, frozen=True):
    """A desk has the first so many parts of a checkpoint."""

    cseq: int
    loaded: int


def key_id(public_key: bytes) -> bytes:
    """How a header names its receiver's Ed25519 key."""
    return sha256(b"soxa/bundle-receiver/1" + public_key).digest()[:KEY_ID_BYTES]


def volume_name(bundle_id: bytes, number: int) -> str:
    """A volume's file name: letters, digits and a dash, in one case."""
    return f"TH-{b32encode(bundle_id[:5]).decode()}.v{number:02d}"


def padded(size: int) -> int:
    """The length to pad a stream to: whole chunks, their count with three binary digits that matter."""
    chunks = -(-size // CHUNK_BYTES)
    step = 1 << max(0, chunks.bit_length() - 3)
    return -(-chunks // step) * step * CHUNK_BYTES


def filler(rest: int) -> Frame:
    """A frame that takes up so many bytes of the stream, or as many more as a chunk has."""
    for header_bytes in (2, 3, 5):  # of MessagePack's bin, by its length
        frame = Frame(Kind.FILLER, bytes(max(0, rest - LENGTH_BYTES - 2 - header_bytes)))
        if LENGTH_BYTES + len(msgspec.msgpack.encode(frame)) == rest:
            return frame
    return filler(rest + CHUNK_BYTES)


def sign_manifest(manifest: Manifest, key: SigningKey) -> bytes:
    """The manifest as it travels; a field of later versions that says nothing is left out at the end."""
    fields = msgspec.structs.astuple(manifest)
    return signed.sign_bytes(msgspec.msgpack.encode(fields if manifest.until else fields[:-1]), CONTEXT, key)
