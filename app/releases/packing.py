"""Contents as they travel: whole (a zstd frame), or as a delta (one whose dictionary is the old content).

Whoever unpacks says beforehand what must come out. Nothing longer is ever written, the window that a frame
may ask for is bounded, and a result with another hash is removed: packed bytes need no trust of their own.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import zstandard

from app.releases.content import CHUNK_BYTES, Content, copy_counted
from app.releases.errors import ReleaseDamaged

LEVEL = 19
WINDOW_LOG = 23  # 8 MiB, what level 19 needs; a frame may ask for 2 GiB
# A delta holds both sides in memory on a PC of 4 GB, and its window must reach over both of them.
MOST_DELTA_SIDE_BYTES = 32 * 1024 * 1024
DELTA_WINDOW_LOG = 26
WORTH_IT = 0.9  # a delta hardly smaller than the whole content is one file more to keep

Open = Callable[[BinaryIO], BinaryIO]


def most_packed_bytes(size: int) -> int:
    """How long the packed form of a content can be at most: zstd's own bound, so it need not be published."""
    return size + (size >> 8) + 1024


def pack(source: Path, target: Path) -> int:
    """Write the whole content, packed; its length."""
    packer = zstandard.ZstdCompressor(level=LEVEL, write_content_size=True)
    with source.open("rb") as plain, target.open("wb") as packed:
        return packer.copy_stream(plain, packed, size=source.stat().st_size)[1]


def pack_bytes(data: bytes) -> bytes:
    """The same for what is in memory."""
    return zstandard.ZstdCompressor(level=LEVEL).compress(data)


def pack_delta(old: bytes, new: bytes) -> bytes | None:
    """The way from an old content to a new one; None where a delta is of no use."""
    if not old or max(len(old), len(new)) > MOST_DELTA_SIDE_BYTES:
        return None
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL,
        source_size=len(new),
        dict_size=len(old),
        window_log=min(DELTA_WINDOW_LOG, max(10, (len(old) + len(new)).bit_length())),
        enable_ldm=True,
        write_content_size=True,
    )
    return zstandard.ZstdCompressor(dict_data=_dictionary(old), compression_params=parameters).compress(new)


def unpack(packed: Path, target: Path, content: Content) -> None:
    """Write the content that a packed file holds; raises ReleaseDamaged when it is another, or OSError."""
    unpacker = zstandard.ZstdDecompressor(max_window_size=1 << WINDOW_LOG)
    _write_unpacked(packed, target, content, unpacker)


def apply_delta(old: Path, delta: Path, target: Path, content: Content) -> None:
    """Write the new content from an old one and a delta; raises ReleaseDamaged or OSError.

    A wrong old content makes a wrong hash, so it need not be checked before.
    """
    if max(old.stat().st_size, content.size) > MOST_DELTA_SIDE_BYTES:
        raise ReleaseDamaged(delta.name)
    unpacker = zstandard.ZstdDecompressor(
        dict_data=_dictionary(old.read_bytes()), max_window_size=1 << DELTA_WINDOW_LOG
    )
    _write_unpacked(delta, target, content, unpacker)


def _write_unpacked(
    packed: Path, target: Path, content: Content, unpacker: zstandard.ZstdDecompressor
) -> None:
    """Unpack onto the disk, synced; what is wrong does not stay there."""
    try:
        with packed.open("rb") as source, target.open("wb") as file:
            with unpacker.stream_reader(source, read_size=CHUNK_BYTES) as reader:
                written = copy_counted(reader, file, content.size)
            file.flush()
            os.fsync(file.fileno())
    except zstandard.ZstdError as error:
        _drop(target)
        raise ReleaseDamaged(packed.name) from error
    if written != content:
        _drop(target)
        raise ReleaseDamaged(packed.name)


def _drop(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _dictionary(data: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(data, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
