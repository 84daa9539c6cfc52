"""Writes a bundle and reads it back: it is done when the stick gives every chunk again, not before."""

from collections.abc import Iterable
from pathlib import Path
from secrets import token_bytes
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self

import msgspec
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from app.domain.entropy import Entropy
from app.platform import uncached
from app.progress import Progress, Report
from sync.bundle.errors import BundleError, StickError, StickFull, StickLies
from sync.bundle.folder import PARTIAL, Found, drop, put_in_place, settle, writing_errors
from sync.bundle.format import (
    CHUNK_BYTES,
    HEADER_BYTES,
    ID_BYTES,
    LENGTH_BYTES,
    MOST_VOLUMES,
    SEALED_BYTES,
    VERSION,
    VOLUME_BYTES,
    Direction,
    Frame,
    Header,
    Kind,
    Manifest,
    Span,
    filler,
    key_id,
    padded,
    sign_manifest,
    volume_name,
)
from sync.bundle.reader import survey
from sync.bundle.seal import key_for, seal_chunk

KEY_BYTES = 32  # of an X25519 key
WRITING = "Đang ghi gói ra USB"
READING_BACK = "Đang đọc lại gói vừa ghi"


class Letter(NamedTuple):
    """What a bundle says of itself before its contents; ``key`` is the sender's."""

    key: SigningKey
    receiver: bytes
    direction: Direction
    commune: str
    epoch: bytes
    created_ms: int
    cursor: int
    spans: list[Span]
    previous: list[bytes]
    until: int = 0


class Seals(NamedTuple):
    """One bundle's keys: nobody but its writer and its receiver ever has the second."""

    header: Header
    key: bytes


class Written(NamedTuple):
    """A bundle on the stick, read back."""

    bundle_id: bytes
    volumes: list[Path]
    size: int


def write_bundle(
    folder: Path,
    letter: Letter,
    contents: Iterable[Frame],
    report: Report,
    volume_bytes: int = VOLUME_BYTES,
    entropy: Entropy = token_bytes,
    aside: Iterable[Frame] = (),
) -> Written:
    """Write a bundle; what is unfinished is removed when it fails. Raises a StickError.

    What goes ``aside`` begins with a volume of its own, so that those before can be carried without it.
    """
    seals = new_seals(letter.receiver, entropy(ID_BYTES), PrivateKey(entropy(KEY_BYTES)))
    return write_sealed(folder, letter, contents, report, volume_bytes, seals, aside)


def write_sealed(
    folder: Path,
    letter: Letter,
    contents: Iterable[Frame],
    report: Report,
    volume_bytes: int,
    seals: Seals,
    aside: Iterable[Frame] = (),
) -> Written:
    """The same with given keys, which must never seal anything else."""
    volumes = _Volumes(folder, seals, volume_bytes, report)
    with writing_errors(), volumes:
        _write_stream(volumes, letter, contents, aside)
        volumes.finish()
        paths = put_in_place(volumes.paths)
        _read_back(paths, seals, volumes, report)
    return Written(seals.header.bundle_id, paths, sum(path.stat().st_size for path in paths))


def new_seals(receiver: bytes, bundle_id: bytes, ephemeral: PrivateKey) -> Seals:
    """The keys of a new bundle."""
    header = Header(bundle_id, key_id(receiver), bytes(ephemeral.public_key), number=1)
    return Seals(header, key_for(ephemeral, receiver, bundle_id))


def manifest_of(letter: Letter, header: Header) -> Frame:
    """The first frame."""
    manifest = Manifest(
        format=VERSION,
        bundle_id=header.bundle_id,
        ephemeral=header.ephemeral,
        direction=letter.direction,
        sender=bytes(letter.key.verify_key),
        receiver=letter.receiver,
        commune=letter.commune,
        epoch=letter.epoch,
        created_ms=letter.created_ms,
        cursor=letter.cursor,
        spans=letter.spans,
        previous=letter.previous,
        until=letter.until,
    )
    return Frame(Kind.MANIFEST, sign_manifest(manifest, letter.key))


def _write_stream(
    volumes: "_Volumes", letter: Letter, contents: Iterable[Frame], aside: Iterable[Frame]
) -> None:
    _write_frame(volumes, manifest_of(letter, volumes.header))
    for frame in contents:
        _write_frame(volumes, frame)
    for place, frame in enumerate(aside):
        if not place:
            _turn(volumes)
        _write_frame(volumes, frame)
    volumes.write(bytes(LENGTH_BYTES))
    volumes.pad()


def _turn(volumes: "_Volumes") -> None:
    """What follows begins with a volume."""
    if volumes.open_chunk_bytes:
        _write_frame(volumes, filler(CHUNK_BYTES - volumes.open_chunk_bytes))
    volumes.turn()


def _write_frame(volumes: "_Volumes", frame: Frame) -> None:
    encoded = msgspec.msgpack.encode(frame)
    volumes.write(len(encoded).to_bytes(LENGTH_BYTES, "big"))
    volumes.write(encoded)


def _read_back(paths: list[Path], seals: Seals, volumes: "_Volumes", report: Report) -> None:
    def watch(done: int) -> None:
        report(Progress(READING_BACK, done, volumes.chunks))

    watch(0)
    found = Found(paths[0].name, seals.header._replace(volumes=len(paths)), tuple(paths))
    try:
        extent = survey(found, seals.key, watch, uncached.opened)
    except StickError:
        raise
    except BundleError as error:
        raise StickLies from error
    if not extent.is_whole or extent.chunks != volumes.chunks:
        raise StickLies


class _Volumes:
    """Seals a stream into chunks and these into partial files, one chunk kept back to be the last."""

    def __init__(self, folder: Path, seals: Seals, volume_bytes: int, report: Report) -> None:
        self.header = seals.header
        self.chunks = 0
        self.paths: list[Path] = []
        self._folder = folder
        self._key = seals.key
        self._chunks_each = max(1, (volume_bytes - HEADER_BYTES) // SEALED_BYTES)
        self._report = report
        self._waiting = bytearray()
        self._taken = 0
        self._in_volume = 0
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            return
        try:
            if self._file is not None:
                self._file.close()
        except OSError:  # what is left in the buffer may not fit either
            pass
        finally:
            drop([path.with_name(path.name.removesuffix(PARTIAL)) for path in self.paths] + self.paths)

    @property
    def open_chunk_bytes(self) -> int:
        """How much of the stream lies in a chunk that is not full."""
        return self._taken % CHUNK_BYTES

    def turn(self) -> None:
        """End this volume; the stream stands between two chunks, and more will follow."""
        self._seal(is_last=False)
        self._close()

    def write(self, data: bytes) -> None:
        """Take some of the stream."""
        self._taken += len(data)
        self._waiting += data
        while len(self._waiting) > CHUNK_BYTES:
            self._seal(is_last=False)

    def pad(self) -> None:
        """Zeros up to a size that says little."""
        rest = padded(self._taken) - self._taken
        while rest:
            portion = min(rest, CHUNK_BYTES)
            self.write(bytes(portion))
            rest -= portion

    def finish(self) -> None:
        """The last chunk, and the number of volumes into each of them."""
        self._seal(is_last=True)
        self._close()
        for path in self.paths:
            with path.open("r+b") as file:
                file.seek(HEADER_BYTES - 1)
                file.write(bytes([len(self.paths)]))
                settle(file)

    def _seal(self, *, is_last: bool) -> None:
        file = self._current()
        plain = bytes(self._waiting[:CHUNK_BYTES])
        del self._waiting[:CHUNK_BYTES]
        file.write(seal_chunk(self._key, self.header, self.chunks, plain, is_last=is_last))
        self.chunks += 1
        self._in_volume += 1
        self._report(Progress(WRITING, self.chunks, 0))

    def _current(self) -> BinaryIO:
        if self._file is None or self._in_volume == self._chunks_each:
            self._close()
            self._file, self._in_volume = self._begin(), 0
        return self._file

    def _begin(self) -> BinaryIO:
        number = len(self.paths) + 1
        if number > MOST_VOLUMES:
            raise StickFull
        self.header = self.header._replace(number=number)
        path = self._folder / (volume_name(self.header.bundle_id, number) + PARTIAL)
        file = path.open("xb")
        self.paths.append(path)
        file.write(self.header.to_bytes())
        return file

    def _close(self) -> None:
        if self._file is None:
            return
        with self._file as file:
            settle(file)
        self._file = None
