"""Bundles in a folder, most often a stick: which are there, and files that are on the disk when we say so.

A stick belongs to nobody. Only files of our own name are looked at, links are never followed, and their
number is bounded.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sync.bundle.errors import BundleError, StickFull, StickReadOnly, StickUnreadable
from sync.bundle.format import HEADER_BYTES, MOST_VOLUMES, NAME, Header, read_header

MOST_FILES = 2048
PARTIAL = ".tmp"
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
FORBIDDEN = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Found(NamedTuple):
    """A bundle in a folder: its volumes from the first to the first that is missing."""

    name: str
    header: Header
    volumes: tuple[Path, ...]


class Unread(NamedTuple):
    """A file of our name that is no bundle, and why."""

    name: str
    problem: BundleError


@contextmanager
def reading_errors() -> Iterator[None]:
    """Turn what the system says into the sentence of what to do."""
    try:
        yield
    except OSError as error:
        raise StickUnreadable from error


@contextmanager
def writing_errors() -> Iterator[None]:
    """The same where a stick may also be full or protected."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StickFull from error
        if error.errno in FORBIDDEN:
            raise StickReadOnly from error
        raise StickUnreadable from error


def find(folder: Path) -> tuple[list[Found], list[Unread]]:
    """The bundles of a folder by name, and the files that only look like some."""
    found: list[Found] = []
    unread: list[Unread] = []
    with reading_errors():
        paths = _own_files(folder)
    for first in sorted(path for key, path in paths.items() if key.endswith(".V01")):
        try:
            found.append(_bundle(first, paths))
        except BundleError as error:
            unread.append(Unread(first.name, error))
    return found, unread


def _own_files(folder: Path) -> dict[str, Path]:
    """Regular files of our name, by that name in capitals."""
    found: dict[str, Path] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if len(found) == MOST_FILES:
                break
            if NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                found.setdefault(entry.name.upper(), Path(entry.path))
    return found


def _bundle(first: Path, paths: dict[str, Path]) -> Found:
    with reading_errors(), opened(first) as file:
        header = read_header(file.read(HEADER_BYTES))
    stem = first.name.upper().removesuffix("01")
    volumes = [first]
    for number in range(2, MOST_VOLUMES + 1):
        path = paths.get(f"{stem}{number:02d}")
        if path is None:
            break
        volumes.append(path)
    return Found(first.name, header, tuple(volumes))


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A volume to read: a regular file, not what a link or a pipe of that name leads to."""
    descriptor = os.open(path, os.O_RDONLY | NO_LINK | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        yield file


def settle(file: BinaryIO) -> None:
    """Put a file on the disk, and out of memory so that it is read back from there."""
    file.flush()
    os.fsync(file.fileno())
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def put_in_place(partials: list[Path]) -> list[Path]:
    """Give finished volumes their names, the first one last: who sees it sees a whole bundle."""
    for partial in reversed(partials):
        os.replace(partial, partial.with_name(partial.name.removesuffix(PARTIAL)))
    if os.name == "posix":  # elsewhere a folder cannot be opened; the file system keeps names in its journal
        descriptor = os.open(partials[0].parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    return [partial.with_name(partial.name.removesuffix(PARTIAL)) for partial in partials]


def drop(paths: list[Path]) -> None:
    """Remove volumes, the first one first; a stick that does not let us keeps them."""
    for path in paths:
        with suppress(OSError):
            path.unlink()
