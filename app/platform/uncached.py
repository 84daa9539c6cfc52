"""Reads a file from the medium itself, past the system's memory: what a stick holds, not what was sent to it.

Linux: O_DIRECT where the file system has it, else the pages are dropped first. Windows: no buffering; that
branch has never run on a Windows machine: untested. Either way the buffer must lie on a page boundary and be
read in whole sectors, which a private ``mmap`` gives.
"""

import ctypes
import errno
import io
import mmap
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

BLOCK_BYTES = 1 << 20  # a multiple of every sector size
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

GENERIC_READ = 0x80000000
SHARE_READ = 1
OPEN_EXISTING = 3
NO_BUFFERING = 0x20000000
OPEN_REPARSE_POINT = 0x00200000  # a link is not followed


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A regular file to read once from beginning to end; raises OSError."""
    descriptor = _windows(path) if sys.platform == "win32" else _posix(path)
    with _Blocks(descriptor) as blocks:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        yield cast(BinaryIO, blocks)


class _Blocks(io.RawIOBase):
    """Whole blocks in, any number of bytes out."""

    def __init__(self, descriptor: int) -> None:
        self._file = io.FileIO(descriptor)
        self._buffer = mmap.mmap(-1, BLOCK_BYTES)
        self._start = self._end = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Exactly ``size`` bytes, fewer only at the file's end."""
        found = bytearray()
        while size < 0 or len(found) < size:
            if self._start == self._end and not self._fill():
                break
            until = self._end if size < 0 else min(self._end, self._start + size - len(found))
            found += self._buffer[self._start : until]
            self._start = until
        return bytes(found)

    def _fill(self) -> bool:
        """The next block; False at the end."""
        with memoryview(self._buffer) as block:
            self._start, self._end = 0, self._file.readinto(block) or 0
        return self._end > 0

    def close(self) -> None:
        if not self.closed:
            self._file.close()
            self._buffer.close()
        super().close()


def _posix(path: Path) -> int:
    if hasattr(os, "O_DIRECT"):
        try:
            return os.open(path, os.O_RDONLY | NO_LINK | os.O_DIRECT)
        except OSError as error:
            if error.errno != errno.EINVAL:  # a file system that has it not says so
                raise
    descriptor = os.open(path, os.O_RDONLY | NO_LINK)
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    return descriptor


def _windows(path: Path) -> int:
    """Untested: no Windows machine was at hand."""
    import msvcrt

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(
        ctypes.c_wchar_p(str(path)),
        ctypes.c_uint32(GENERIC_READ),
        ctypes.c_uint32(SHARE_READ),
        None,
        ctypes.c_uint32(OPEN_EXISTING),
        ctypes.c_uint32(NO_BUFFERING | OPEN_REPARSE_POINT),
        None,
    )
    if handle in (None, ctypes.c_void_p(-1).value):
        raise ctypes.WinError(ctypes.get_last_error())  # type: ignore[attr-defined,unused-ignore]
    return msvcrt.open_osfhandle(handle, os.O_RDONLY | getattr(os, "O_BINARY", 0))  # type: ignore[attr-defined,unused-ignore,no-any-return]
