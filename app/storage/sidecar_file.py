"""The sidecar on disk: written after each commit, compared at each start.

It is replaced in one step and not synced: a sidecar that is older than the database says nothing, only one
that is newer does, and then the database was put back from somewhere. So a sidecar that cannot be written is
no reason to tell an officer that an act failed which is already saved.
"""

import logging
import os
from contextlib import suppress
from pathlib import Path
from threading import Lock

from app.changes import sidecar
from app.changes.errors import Malformed
from app.changes.sidecar import Sidecar
from app.storage.journal import LogPosition

logger = logging.getLogger(__name__)


class SidecarFile:
    """How far the log had come, beside the database."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._temporary = path.with_name(f"{path.name}.{os.getpid()}")  # another process has its own
        self._lock = Lock()

    def write(self, log: LogPosition) -> None:
        """Remember where the log stands; never fails."""
        data = sidecar.encode(Sidecar(sidecar.FORMAT, log.origin, log.seq, log.head, log.last_number))
        with self._lock:
            try:
                self._temporary.write_bytes(data)
                os.replace(self._temporary, self._path)
            except OSError as error:
                logger.warning("the sidecar stays at an older position: %s", error.strerror)
                with suppress(OSError):
                    self._temporary.unlink()

    def read(self) -> Sidecar | None:
        """What was remembered; None when there is nothing or it is torn."""
        try:
            return sidecar.decode(self._path.read_bytes())
        except (OSError, Malformed):
            return None
