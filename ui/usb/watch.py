"""Notices sticks as they come and go, without touching what lies on them."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.platform.drives import removable_drives
from ui.tasks import TaskRunner

EVERY_MS = 3_000


class StickWatch(QObject):
    """``changed`` follows when another set of drives is there; a drive that hangs keeps nobody waiting."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = TaskRunner(self)
        self._seen: list[Path] = []
        self._is_asking = False
        self._clock = QTimer(self, interval=EVERY_MS)
        self._clock.timeout.connect(self.look)
        self._clock.start()

    def look(self) -> None:
        """Ask the system once."""
        if not self._is_asking:
            self._is_asking = True
            self._runner.ask(_folders, self._take, self._give_up)

    def _take(self, folders: list[Path]) -> None:
        self._is_asking = False
        if folders != self._seen:
            self._seen = folders
            self.changed.emit()

    def _give_up(self, _error: Exception) -> None:
        self._is_asking = False  # the next look tries again

    def close(self) -> None:
        self._clock.stop()
        self._runner.close()


def _folders() -> list[Path]:
    return [drive.folder for drive in removable_drives()]
