"""One committed transaction as data: who did what, and the rows it left behind.

On the wire a changeset is two byte strings, header and payload, both MessagePack arrays whose fields only
ever grow at the end. Only their hashes enter the chain, so a payload erased by law can be replaced by its
digest without breaking the chain. Origins other than the author's stand once in the header's ``origins``;
rows and stamps refer to them by index:

    ref    own row: its counter; the single row: 0; foreign row: [index, counter]
    key    ref, or for a child row [parent's ref, ordinal]
    stamp  own changeset: its seq; foreign: [index, seq]
"""

from typing import Any, NamedTuple, TypeAlias

import msgspec

from app.changes.errors import UNREADABLE, Malformed

Origin: TypeAlias = bytes
ORIGIN_BYTES = 8

WireRef: TypeAlias = int | tuple[int, int]


class RowRef(NamedTuple):
    """A row everywhere: the device incarnation that made it and its counter there."""

    origin: Origin
    counter: int


class Stamp(NamedTuple):
    """A changeset everywhere; the stamp of a row's group is the changeset that last wrote it."""

    origin: Origin
    seq: int


class GroupWrite(msgspec.Struct, array_like=True):
    """A whole group's cells in registry order, and the stamp they replace (None: nothing was there).

    ``also`` are the stamps of losing values that were chosen between: this write follows them as well.
    """

    group: int
    cells: list[Any]
    base: WireRef | None = None
    also: list[WireRef] = []

    def replaced(self) -> list[WireRef]:
        """Every stamp that this write was made knowing."""
        return [*([] if self.base is None else [self.base]), *self.also]


class Op(msgspec.Struct, array_like=True):
    """A row written (``groups``) or deleted (``groups`` None, ``base`` the row's stamp)."""

    table: int
    key: Any
    groups: list[GroupWrite] | None = None
    base: WireRef | None = None


class Header(msgspec.Struct, array_like=True):
    """Who, when, why and after what.

    ``wall_offset_ms`` is the PC's clock less the hybrid clock's milliseconds; ``trusted_age_s`` the
    seconds since a server last confirmed the time (None: never); ``deps`` the foreign (origin index, seq)
    first seen since the author's previous changeset.
    """

    seq: int
    hlc: int
    wall_offset_ms: int
    trusted_age_s: int | None
    clerk: WireRef | None
    role: int
    command: int
    reason: str | None
    schema: int
    catalogue: str
    deps: list[tuple[int, int]]
    origins: list[bytes]

    def origin_of(self, ref: WireRef, own: Origin) -> tuple[Origin, int]:
        """The (origin, number) that a ref or stamp means in a changeset of the log ``own``."""
        if isinstance(ref, int):
            return own, ref
        index, number = ref
        if not 0 <= index < len(self.origins):
            raise Malformed(f"origin index {index} of {len(self.origins)}")
        return self.origins[index], number

    def needed(self, own: Origin) -> list[Stamp]:
        """What must be applied before it."""
        return [Stamp(*self.origin_of(dep, own)) for dep in self.deps]


class Changeset(NamedTuple):
    """A changeset as bytes, with its header read; ``payload`` is None when it was erased by law."""

    origin: Origin
    header: Header
    header_bytes: bytes
    payload: bytes | None
    payload_digest: bytes

    @property
    def stamp(self) -> Stamp:
        """Its name everywhere."""
        return Stamp(self.origin, self.header.seq)

    def origin_of(self, ref: WireRef) -> tuple[Origin, int]:
        """The (origin, number) that a ref or stamp of this changeset means."""
        return self.header.origin_of(ref, self.origin)

    def deps(self) -> list[Stamp]:
        """What must be applied before it."""
        return self.header.needed(self.origin)

    def ops(self) -> list[Op]:
        """Its operations; an erased changeset has none left."""
        return [] if self.payload is None else decode_payload(self.payload)


_encoder = msgspec.msgpack.Encoder()
_header_decoder = msgspec.msgpack.Decoder(Header)
_payload_decoder = msgspec.msgpack.Decoder(list[Op])


def encode_header(header: Header) -> bytes:
    """The bytes that enter the chain."""
    return _encoder.encode(header)


def decode_header(data: bytes) -> Header:
    """Read a header; fields appended by later versions are skipped, the raw bytes keep them."""
    try:
        return _header_decoder.decode(data)
    except UNREADABLE as error:
        raise Malformed("changeset header") from error


def encode_payload(ops: list[Any]) -> bytes:
    """The bytes of a changeset's operations, each ``[table, key, groups, base]``."""
    return _encoder.encode(ops)


def decode_payload(data: bytes) -> list[Op]:
    """Read the operations."""
    try:
        return _payload_decoder.decode(data)
    except UNREADABLE as error:
        raise Malformed("changeset payload") from error
