"""The sidecar on disk: written after each commit, compared at each start.

It is replaced in one step and not synced: a sidecar that is older than the database says nothing, only one
that is newer does, and then the database was put back from somewhere.
"""

import os
from pathlib import Path

from app.changes import sidecar
from app.changes.errors import Malformed
from app.changes.sidecar import Sidecar
from app.storage.journal import LogPosition


class SidecarFile:
    """How far the log had come, beside the database."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, log: LogPosition) -> None:
        """Remember where the log stands."""
        temporary = self._path.with_suffix(".new")
        temporary.write_bytes(
            sidecar.encode(Sidecar(sidecar.FORMAT, log.origin, log.seq, log.head, log.last_number))
        )
        os.replace(temporary, self._path)

    def read(self) -> Sidecar | None:
        """What was remembered; None when there is nothing or it is torn."""
        try:
            return sidecar.decode(self._path.read_bytes())
        except (FileNotFoundError, Malformed):
            return None
