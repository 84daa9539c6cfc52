"""Scans opened in another program: decrypted into a folder of this session that nobody else may read.

The folder goes when the desk is locked or the program ends; one that a crash left behind goes at the next
start. A file is named by what it is, never by the name that came with it.
"""

import shutil
import tempfile
from pathlib import Path

PREFIX = "soxa-xem-"


class PrivateFiles:
    """Where scans lie while they are looked at."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root or Path(tempfile.gettempdir())
        self._folder: Path | None = None
        self._count = 0
        self._sweep()

    def put(self, data: bytes, suffix: str) -> Path:
        """Write a file for another program to show."""
        if self._folder is None or not self._folder.is_dir():
            self._folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=self._root))
        self._count += 1
        path = self._folder / f"ban-quet-{self._count}{suffix}"
        path.write_bytes(data)
        path.chmod(0o400)
        return path

    def clear(self) -> None:
        """Remove what was shown; a file that a viewer still holds goes next time."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _sweep(self) -> None:
        for left in self._root.glob(f"{PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
