"""One long file as several: a stick's FAT32 holds no file of 4 GiB, so a backup goes on in the next volume.

``name.sxb`` is the first volume, ``name.sxb.002`` the second. While they are written every volume carries
the suffix ``.partial``; the first is renamed last, so whoever sees ``name.sxb`` sees a whole backup.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import count, takewhile
from pathlib import Path
from typing import BinaryIO, Self

from app.platform.durable import sync_folder

VOLUME_BYTES = 2 * 1024**3
PARTIAL = ".partial"


def volume(first: Path, number: int) -> Path:
    """The path of one volume, counted from 1."""
    return first if number == 1 else first.with_name(f"{first.name}.{number:03d}")


def volumes(first: Path, suffix: str = "") -> list[Path]:
    """The volumes that are there, up to the first one missing."""
    paths = (_suffixed(volume(first, number), suffix) for number in count(1))
    return list(takewhile(Path.exists, paths))


def _suffixed(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def put_in_place(first: Path) -> None:
    """Give the finished volumes their names, the first one last, each name on the disk for good."""
    for partial in reversed(volumes(first, PARTIAL)):
        os.replace(partial, partial.with_name(partial.name.removesuffix(PARTIAL)))
    sync_folder(first.parent)


def drop(first: Path, suffix: str = "") -> None:
    """Remove a backup's volumes, the first one first: what is half removed is no backup any more."""
    for path in volumes(first, suffix):
        path.unlink()


class VolumeWriter:
    """Writes partial volumes of at most ``volume_bytes``, each on the disk before the next begins."""

    def __init__(self, first: Path, volume_bytes: int) -> None:
        self._first = first
        self._limit = volume_bytes
        self._number = 0
        self._file: BinaryIO | None = None
        self._room = 0
        self.written = 0

    def write(self, data: bytes) -> None:
        """Write all of ``data``, over as many volumes as it takes."""
        rest = memoryview(data)
        while rest:
            file = self._current()
            portion = rest[: self._room]
            file.write(portion)
            self._room -= len(portion)
            self.written += len(portion)
            rest = rest[len(portion) :]

    def _current(self) -> BinaryIO:
        if self._file is None or not self._room:
            self.close()
            self._number += 1
            self._room = self._limit
            self._file = _suffixed(volume(self._first, self._number), PARTIAL).open("xb")
        return self._file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()
        elif self._file is not None:
            with suppress(OSError):  # what is left in the buffer may not fit either
                self._file.close()

    def close(self) -> None:
        """Put the current volume on the disk, and out of memory so that it is read back from there."""
        if self._file is None:
            return
        with self._file as file:
            file.flush()
            os.fsync(file.fileno())
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        self._file = None


class VolumeReader:
    """Reads volumes one after another as one file."""

    def __init__(self, first: Path, suffix: str = "") -> None:
        self._files: Iterator[BinaryIO] = (path.open("rb") for path in volumes(first, suffix))
        self._file = next(self._files, None)

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; fewer only at the end of the last volume."""
        data = b""
        while self._file is not None and len(data) < size:
            portion = self._file.read(size - len(data))
            data += portion
            if not portion:
                self._file.close()
                self._file = next(self._files, None)
        return data

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
