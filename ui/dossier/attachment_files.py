"""Scans opened in another program: decrypted into a folder of this session that nobody else may read.

The folder goes when the desk is locked or the program ends; one that a crash left behind goes at the next
start. Another window, of another profile or another person's, has folders beside ours: each is held by a lock
as long as its program lives, and what is held is left alone. A file is named by what it is, never by the name
that came with it.
"""

import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from filelock import FileLock, Timeout

PREFIX = "soxa-xem-"
HELD = ".lock"


class PrivateFiles:
    """Where scans lie while they are looked at."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root or Path(tempfile.gettempdir())
        self._folder: Path | None = None
        self._lock: FileLock | None = None
        self._count = 0
        self._sweep()

    def put(self, data: bytes, suffix: str) -> Path:
        """Write a file for another program to show."""
        folder = self._folder
        if folder is None or not folder.is_dir():
            folder = self._new_folder()
        self._count += 1
        path = folder / f"ban-quet-{self._count}{suffix}"
        path.write_bytes(data)
        path.chmod(stat.S_IRUSR)
        return path

    def clear(self) -> None:
        """Remove what was shown; a file that a viewer still holds goes next time."""
        if self._folder is not None and self._lock is not None:
            _remove(self._folder)
            _let_go(self._lock)
        self._folder = self._lock = None

    def _new_folder(self) -> Path:
        """A folder that is held before it is there, so that no other window takes it for one left behind."""
        self.clear()
        folder = self._root / f"{PREFIX}{token_hex(8)}"
        self._lock = FileLock(_lock_of(folder), mode=stat.S_IRUSR | stat.S_IWUSR)
        self._lock.acquire(timeout=0)
        folder.mkdir(mode=stat.S_IRWXU)
        self._folder = folder
        return folder

    def _sweep(self) -> None:
        for left in self._root.glob(f"{PREFIX}*"):
            with suppress(Timeout, OSError):  # held by a living window, or another person's
                _sweep_one(left.with_name(left.name.removesuffix(HELD)))


def _sweep_one(folder: Path) -> None:
    lock = FileLock(_lock_of(folder), mode=stat.S_IRUSR | stat.S_IWUSR)
    lock.acquire(timeout=0)
    _remove(folder)
    _let_go(lock)


def _lock_of(folder: Path) -> Path:
    return folder.with_name(folder.name + HELD)


def _remove(folder: Path) -> None:
    """Windows removes no file that may only be read; what only points elsewhere is none of ours."""
    if folder.is_symlink():
        return
    for path in folder.glob("*"):
        with suppress(OSError):
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    shutil.rmtree(folder, ignore_errors=True)


def _let_go(lock: FileLock) -> None:
    lock.release()
    with suppress(OSError):
        Path(lock.lock_file).unlink()
