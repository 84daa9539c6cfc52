"""The backup file: one encrypted stream that the profile's key or the office's recovery code opens.

SoXa-<profile>-<YYYYMMDD-HHMMSS>.sxb, going on in volumes where it is long (``app.storage.volumes``)

    "SXB1", 4 bytes length, MessagePack Header          in the clear: how to unwrap the key
    sealed stream under HKDF(master, "backup"), bound to everything above:
        4 bytes length, MessagePack Manifest            which members, how long, where the log stood
        the members' bytes, one after another
        the SHA-256 of each member
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from app.changes.errors import UNREADABLE
from app.progress import Progress, Report
from app.storage.backup_errors import DamagedBackup, NewerBackup, NotABackup
from app.storage.errors import StorageError
from app.storage.keys import KeySlot
from app.storage.sealed_stream import BrokenStream, OpeningReader, SealingWriter
from app.storage.volumes import VolumeReader, VolumeWriter

MAGIC = b"SXB"
FORMAT = 1
LENGTH_BYTES = 4
DIGEST_BYTES = 32
LONGEST_HEADER = 1 << 20
PORTION_BYTES = 1 << 20


class Header(msgspec.Struct, array_like=True, frozen=True):
    """What anybody can read; ``slots`` let the recovery code alone open the backup on a bare PC."""

    format: int
    profile_id: str
    kind: str
    key_check: str
    made_ms: int
    slots: list[KeySlot]


class Member(msgspec.Struct, array_like=True, frozen=True):
    """One file of the profile, by its path inside it."""

    name: str
    size: int


class Manifest(msgspec.Struct, array_like=True, frozen=True):
    """What is in the backup, and how far the log and the chain of what was noted had come."""

    members: list[Member]
    schema: str
    origin: bytes
    seq: int
    head: bytes
    last_number: str
    dossiers: int
    audit: bytes = b""  # the end of the chain of what was noted; older backups do not say

    @property
    def size(self) -> int:
        """The bytes of all members."""
        return sum(member.size for member in self.members)


class Source(NamedTuple):
    """A member and where its bytes come from."""

    name: str
    size: int
    portions: Callable[[], Iterator[bytes]]


def of_bytes(name: str, data: bytes) -> Source:
    """A member that is at hand."""
    return Source(name, len(data), lambda: iter((data,)))


def of_file(name: str, path: Path) -> Source:
    """A member read when its turn comes; the file is of a kind that never changes."""
    return Source(name, path.stat().st_size, lambda: _portions(path))


def _portions(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while portion := file.read(PORTION_BYTES):
            yield portion


class _Tally:
    """Tells whoever waits how far it is."""

    def __init__(self, report: Report, stage: str, total: int) -> None:
        self._report = report
        self._stage = stage
        self._total = total
        self._done = 0

    def add(self, size: int) -> None:
        self._done += size
        self._report(Progress(self._stage, self._done, self._total))


def write(
    first: Path,
    header: Header,
    manifest: Manifest,
    sources: Iterable[Source],
    key: bytes,
    report: Report,
    volume_bytes: int,
) -> int:
    """Write the partial volumes; the number of bytes written."""
    tally = _Tally(report, "Đang ghi bản sao lưu", manifest.size)
    with VolumeWriter(first, volume_bytes) as file:
        clear = MAGIC + str(FORMAT).encode() + _with_length(header)
        file.write(clear)
        stream = SealingWriter(file.write, key, clear)
        stream.write(_with_length(manifest))
        digests = [_write_member(stream, source, tally) for source in sources]
        stream.write(b"".join(digests))
        stream.finish()
    return file.written


def _with_length(body: msgspec.Struct) -> bytes:
    encoded = msgspec.msgpack.encode(body)
    return len(encoded).to_bytes(LENGTH_BYTES, "big") + encoded


def _write_member(stream: SealingWriter, source: Source, tally: _Tally) -> bytes:
    digest, size = sha256(), 0
    for portion in source.portions():
        digest.update(portion)
        size += len(portion)
        stream.write(portion)
        tally.add(len(portion))
    if size != source.size:
        raise OSError(f"{source.name}: {size} bytes instead of {source.size}")
    return digest.digest()


@contextmanager
def opened(first: Path, suffix: str = "") -> Iterator["BackupReader"]:
    """A backup to read from; raises a sentence for a file that is none."""
    with VolumeReader(first, suffix) as file:
        yield BackupReader(file)


class BackupReader:
    """A backup whose header is read; its contents need the key."""

    def __init__(self, file: VolumeReader) -> None:
        self._file = file
        self._clear = self._read(len(MAGIC) + 1, NotABackup)
        if not self._clear.startswith(MAGIC):
            raise NotABackup
        if self._clear != MAGIC + str(FORMAT).encode():
            raise NewerBackup
        self.header = self._read_header()

    def _read(self, size: int, otherwise: type[StorageError]) -> bytes:
        data = self._file.read(size)
        if len(data) != size:
            raise otherwise
        return data

    def _read_header(self) -> Header:
        length = self._read(LENGTH_BYTES, DamagedBackup)
        size = int.from_bytes(length, "big")
        if size > LONGEST_HEADER:
            raise DamagedBackup
        encoded = self._read(size, DamagedBackup)
        self._clear += length + encoded
        try:
            return msgspec.msgpack.decode(encoded, type=Header)
        except UNREADABLE as error:
            raise DamagedBackup from error

    def contents(self, key: bytes) -> "Contents":
        """What is sealed in it; raises DamagedBackup."""
        with _damage():
            return Contents(OpeningReader(self._file.read, key, self._clear))


class Contents:
    """The sealed part of a backup, read once and in order."""

    def __init__(self, stream: OpeningReader) -> None:
        self._stream = stream
        self._digests: list[bytes] = []
        length = int.from_bytes(stream.read(LENGTH_BYTES), "big")
        self.manifest = msgspec.msgpack.decode(stream.read(length), type=Manifest)

    def members(self) -> Iterator[tuple[Member, Iterator[bytes]]]:
        """Each member with its bytes, which must be taken before the next; at the end all are verified."""
        for member in self.manifest.members:
            digest = sha256()
            yield member, self._portions(member.size, digest.update)
            self._digests.append(digest.digest())
        with _damage():
            written = self._stream.read(DIGEST_BYTES * len(self._digests))
            self._stream.finish()
        if written != b"".join(self._digests):
            raise DamagedBackup

    def _portions(self, size: int, update: Callable[[bytes], None]) -> Iterator[bytes]:
        while size:
            with _damage():
                portion = self._stream.read(min(size, PORTION_BYTES))
            size -= len(portion)
            update(portion)
            yield portion

    def verify(self, report: Report) -> None:
        """Read every byte; raises DamagedBackup."""
        tally = _Tally(report, "Đang đọc lại bản sao lưu", self.manifest.size)
        for _, portions in self.members():
            for portion in portions:
                tally.add(len(portion))


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except (BrokenStream, *UNREADABLE) as error:
        raise DamagedBackup from error
