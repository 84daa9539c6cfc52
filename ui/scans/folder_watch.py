"""Notices files that a scanner writes into its folder, each once and only when it is whole."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.services import scan_folder
from app.services.scan_folder import Sizes
from ui.tasks import TaskRunner

EVERY_MS = 2_000


class FolderWatch(QObject):
    """``arrived`` carries the new files; a share that hangs keeps nobody waiting."""

    arrived = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = TaskRunner(self)
        self._folder: Path | None = None
        self._before: Sizes = {}
        self._told: Sizes = {}
        self._is_asking = False
        self._clock = QTimer(self, interval=EVERY_MS)
        self._clock.timeout.connect(self.look)

    def watch(self, folder: Path | None) -> None:
        """Watch this folder, or none; what lies in another one is new."""
        if folder != self._folder:
            self._folder, self._before, self._told = folder, {}, {}
        if folder is None:
            self._clock.stop()
        else:
            self._clock.start()

    def look(self) -> None:
        """Ask the disk once."""
        folder = self._folder
        if folder is not None and not self._is_asking:
            self._is_asking = True
            self._runner.ask(
                lambda: scan_folder.look(folder), lambda now: self._take(folder, now), self._give_up
            )

    def _take(self, folder: Path, now: Sizes) -> None:
        self._is_asking = False
        if folder != self._folder:
            return
        whole = scan_folder.whole(self._before, now)
        new = [path for path in whole if self._told.get(path) != now[path]]
        self._before = now
        self._told = {path: now[path] for path in whole}
        if new:
            self.arrived.emit(new)

    def _give_up(self, _error: Exception) -> None:
        self._is_asking = False  # the next look tries again

    def close(self) -> None:
        self._clock.stop()
        self._runner.close()
