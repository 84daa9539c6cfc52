"""Reads a bundle: first every chunk that is there is checked, and only then is anything of it believed.

What is cut short is read up to its last whole chunk. What is altered anywhere is refused as a whole.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec
from nacl.signing import SigningKey

from app.changes import signed
from app.changes.errors import UNREADABLE, BadChange
from sync.bundle.errors import DamagedBundle, ForgedBundle, NewerBundle, NotForUs
from sync.bundle.folder import Found, opened, reading_errors
from sync.bundle.format import (
    CONTEXT,
    HEADER_BYTES,
    LENGTH_BYTES,
    MAX_FRAME_BYTES,
    MAX_MANIFEST_BYTES,
    SEALED_BYTES,
    VERSION,
    Direction,
    Frame,
    Header,
    Kind,
    Manifest,
    key_id,
    read_header,
)
from sync.bundle.seal import key_of, open_chunk

Watch = Callable[[int], None]
Open = Callable[[Path], AbstractContextManager[BinaryIO]]


class Extent(NamedTuple):
    """How many whole chunks are there, and whether these are all."""

    chunks: int
    is_whole: bool


def survey(found: Found, key: bytes, watch: Watch, open_volume: Open = opened) -> Extent:
    """Open every chunk that is there; raises DamagedBundle when one does not open or too much is there."""
    extent = Extent(0, is_whole=False)
    for _, is_end in _chunks(found, key, open_volume):
        extent = Extent(extent.chunks + 1, is_end)
        watch(extent.chunks)
    if extent.is_whole and found.header.volumes != len(found.volumes):
        raise DamagedBundle
    return extent


def _chunks(found: Found, key: bytes, open_volume: Open = opened) -> Iterator[tuple[bytes, bool]]:
    """Each whole chunk opened, and whether it is the last of its bundle."""
    number = 0
    for place, path in enumerate(found.volumes, start=1):
        with reading_errors(), open_volume(path) as file:
            header = _volume_header(file, found.header, place)
            sealed, is_end = file.read(SEALED_BYTES), False
            while len(sealed) == SEALED_BYTES:
                following = file.read(SEALED_BYTES)
                may_end = not following and place == len(found.volumes)
                plain, is_end = _opened(key, header, number, sealed, may_end=may_end)
                yield plain, is_end
                number, sealed = number + 1, following
            if sealed or is_end:
                return  # cut within a chunk, or at the end


def _volume_header(file: BinaryIO, first: Header, place: int) -> Header:
    header = read_header(file.read(HEADER_BYTES))
    if header != first._replace(number=place):
        raise DamagedBundle
    return header


def _opened(key: bytes, header: Header, number: int, sealed: bytes, *, may_end: bool) -> tuple[bytes, bool]:
    """A chunk with nothing after it is the last one, or the copy was cut behind it."""
    if may_end:
        try:
            return open_chunk(key, header, number, sealed, is_last=True), True
        except DamagedBundle:
            pass
    return open_chunk(key, header, number, sealed, is_last=False), False


class Opened(NamedTuple):
    """A bundle for us whose manifest is signed by its sender; ``frames`` are what follows it."""

    found: Found
    manifest: Manifest
    is_whole: bool
    frames: Iterator[Frame]


def open_bundle(found: Found, receiver: SigningKey, watch: Watch = lambda _: None) -> Opened:
    """Check everything that is there, then the manifest; raises a BundleError.

    Whether the sender may send is the caller's to say.
    """
    return open_surveyed(found, receiver, survey(found, _key(found, receiver), watch))


def survey_bundle(found: Found, receiver: SigningKey) -> Extent:
    """Check everything that is there and open it later, with ``open_surveyed``; raises a BundleError."""
    return survey(found, _key(found, receiver), lambda _: None)


def open_surveyed(found: Found, receiver: SigningKey, extent: Extent) -> Opened:
    """The same once every chunk was checked; each is checked once more as it is read."""
    key = _key(found, receiver)
    return _opened_stream(found, receiver, _Stream(found, key, extent.chunks), is_whole=extent.is_whole)


def open_beginning(found: Found, receiver: SigningKey) -> Opened:
    """Check the manifest, and each frame no sooner than it is asked for; raises a BundleError.

    Enough to tell what a bundle is and whether anything in it is news. Nothing that follows may be taken in.
    """
    return _opened_stream(found, receiver, _Stream(found, _key(found, receiver), None), is_whole=False)


def _key(found: Found, receiver: SigningKey) -> bytes:
    if found.header.receiver_id != key_id(bytes(receiver.verify_key)):
        raise NotForUs
    return key_of(found.header, receiver)


def _opened_stream(found: Found, receiver: SigningKey, stream: "_Stream", *, is_whole: bool) -> Opened:
    frames = _frames(stream, is_whole=is_whole)
    first = next(frames, None)
    if first is None or first.kind != Kind.MANIFEST or len(first.content) > MAX_MANIFEST_BYTES:
        raise DamagedBundle
    return Opened(found, _manifest(first.content, found.header, receiver), is_whole, frames)


def _manifest(data: bytes, header: Header, receiver: SigningKey) -> Manifest:
    try:
        sender = signed.peek(data, Manifest).sender
        manifest = signed.verify(data, Manifest, CONTEXT, sender)
    except BadChange as error:
        raise ForgedBundle from error
    if manifest.format != VERSION:
        raise NewerBundle
    ours = (header.bundle_id, header.ephemeral, bytes(receiver.verify_key))
    if (manifest.bundle_id, manifest.ephemeral, manifest.receiver) != ours:
        raise ForgedBundle
    return manifest


def check_sender(manifest: Manifest, sender: bytes, commune: str, direction: Direction) -> None:
    """Raise ForgedBundle unless the bundle is that sender's word for that commune."""
    if (manifest.sender, manifest.commune, manifest.direction) != (sender, commune, direction):
        raise ForgedBundle


class _Stream:
    """The chunks as one stream of bytes: as many as were found to be there, or None: as many as come."""

    def __init__(self, found: Found, key: bytes, chunks: int | None) -> None:
        self._chunks = _chunks(found, key)
        self._left = chunks
        self._waiting = bytearray()

    def read(self, size: int) -> bytes | None:
        """Exactly ``size`` bytes; None where the stream was cut."""
        while len(self._waiting) < size:
            plain = self._next()
            if plain is None:
                return None
            self._waiting += plain
        data = bytes(self._waiting[:size])
        del self._waiting[:size]
        return data

    def _next(self) -> bytes | None:
        if self._left == 0:
            return None
        plain, _ = next(self._chunks, (None, False))
        if self._left is not None:
            if plain is None:
                raise DamagedBundle  # it was there a moment ago
            self._left -= 1
        return plain


def _frames(stream: _Stream, *, is_whole: bool) -> Iterator[Frame]:
    while (length := stream.read(LENGTH_BYTES)) is not None:
        size = int.from_bytes(length, "big")
        if not size:
            return
        if size > MAX_FRAME_BYTES:
            raise DamagedBundle
        data = stream.read(size)
        if data is None:
            break
        yield _frame(data)
    if is_whole:
        raise DamagedBundle  # a whole bundle says where it ends


def _frame(data: bytes) -> Frame:
    try:
        return msgspec.msgpack.decode(data, type=Frame)
    except UNREADABLE as error:
        raise DamagedBundle from error
