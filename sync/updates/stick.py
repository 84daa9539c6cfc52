"""Updates on a stick, or in any folder: the same tree of files that a district serves."""

import os
import stat
from collections.abc import Generator
from pathlib import Path

from sync.bundle.errors import StickUnreadable
from sync.bundle.folder import NO_LINK
from sync.updates.source import NotThere

FOLDER = "SoXa-capnhat"
READ_BYTES = 256 * 1024


def updates_on(drive: Path) -> Path | None:
    """Where a drive carries updates; None when it carries none."""
    folder = drive if drive.name == FOLDER else drive / FOLDER
    return folder if (folder / "metadata" / "timestamp.json").is_file() else None


class StickSource:
    """A folder tree; links are never followed, and only plain files are read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str, start: int = 0) -> Generator[bytes, None, None]:
        """The file's pieces; raises NotThere or StickUnreadable."""
        try:
            descriptor = os.open(self._folder / path, os.O_RDONLY | NO_LINK | getattr(os, "O_BINARY", 0))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise NotThere(path) from error
        except OSError as error:
            raise StickUnreadable from error
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise NotThere(path)
            try:
                file.seek(start)
                while piece := file.read(READ_BYTES):
                    yield piece
            except OSError as error:
                raise StickUnreadable from error
