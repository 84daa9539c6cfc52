"""Where a window has files read: a thread of its own, so that a thick pile keeps no dossier waiting."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from app.scanning.reader import ScanReader
from ui.tasks import TaskRunner
from ui.workplace import Workplace

Answer = TypeVar("Answer")


class ScanBench(QObject):
    """One file at a time; whoever closes the window waits for none."""

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._reader = ScanReader()
        self._runner = TaskRunner(self)
        workplace.closing.connect(self.close)

    def ask(
        self,
        question: Callable[[ScanReader], Answer],
        answered: Callable[[Answer], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Queue a question; the answer comes in the window's thread."""
        self._runner.ask(lambda: question(self._reader), answered, failed)

    def close(self) -> None:
        """End what is being read."""
        self._reader.stop()
        self._runner.close()
