"""What is inside a backup: MessagePack frames, compressed as one zstd stream.

Head    schema revision and epoch of the server that wrote it
File    a key, certificate, configuration or catalogue pack, by its path in the data folder
Part    rows of a table
Tail    how many rows of each table there were: a backup without it is not whole
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import msgspec
import zstandard

from app.changes.errors import UNREADABLE
from server.backup.container import BackupDamaged, Writer

LEVEL = 3
MAX_FRAME_BYTES = 512 * 1024 * 1024
READ_BYTES = 1024 * 1024
LENGTH_BYTES = 4


class Head(msgspec.Struct, tag=1, array_like=True, frozen=True):
    """Whose backup it is."""

    format: int
    revision: str
    epoch: bytes


class File(msgspec.Struct, tag=2, array_like=True, frozen=True):
    """A file of the data folder."""

    path: str
    content: bytes


class Part(msgspec.Struct, tag=3, array_like=True, frozen=True):
    """Rows of a table."""

    table: str
    columns: list[str]
    rows: list[list[Any]]


class Tail(msgspec.Struct, tag=4, array_like=True, frozen=True):
    """The end, and what must have come before it."""

    rows: dict[str, int]


Frame = Head | File | Part | Tail

_decoder = msgspec.msgpack.Decoder(Frame)


def write_frames(writer: Writer, frames: Iterable[Frame]) -> None:
    """Compress and encrypt frames."""
    compressor = zstandard.ZstdCompressor(level=LEVEL).compressobj()
    for frame in frames:
        data = msgspec.msgpack.encode(frame)
        writer.write(compressor.compress(len(data).to_bytes(LENGTH_BYTES, "big") + data))
    writer.write(compressor.flush())
    writer.close()


def read_frames(chunks: Iterator[bytes]) -> Iterator[Frame]:
    """The frames again, every byte of the file read; raises BackupDamaged."""
    source = _Chunked(chunks)
    try:
        with zstandard.ZstdDecompressor().stream_reader(
            io.BufferedReader(source), read_size=READ_BYTES
        ) as reader:
            while length := reader.read(LENGTH_BYTES):
                yield _decoder.decode(_exactly(reader, int.from_bytes(length, "big")))
        source.drain()
    except (zstandard.ZstdError, *UNREADABLE) as error:
        raise BackupDamaged from error


def _exactly(reader: BinaryIO, size: int) -> bytes:
    data = reader.read(size) if size <= MAX_FRAME_BYTES else b""
    if len(data) != size:
        raise BackupDamaged
    return data


class _Chunked(io.RawIOBase):
    """Chunks as a file to read from."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = chunk
        taken = self._rest[: len(buffer)]
        self._rest = self._rest[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)

    def drain(self) -> None:
        """Read to the final tag, which proves that the file is whole."""
        for _ in self._chunks:
            pass
