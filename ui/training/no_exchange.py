"""Stands where an office's window has its exchange: asked for anything, it does nothing."""

from PySide6.QtCore import QObject, Signal

from app.services import clock_watch
from ui.housekeeping import Housekeeping
from ui.tasks import Task


class NoExchange(QObject):
    """Answers what ``ExchangeController`` is asked; nothing of ``sync`` is behind it."""

    began = Signal(Task)
    ended = Signal()
    rested = Signal(float)
    is_running = False
    reason = ""

    def exchange_now(self, within_s: float | None = None) -> None:
        """Nobody is there to exchange with."""

    def close(self) -> None:
        """There is nothing to wait for."""


class Upkeep(Housekeeping):
    """Samples need no daily backup, and no log of theirs waits for a district; the clock is looked at."""

    def look_after(self) -> None:
        """Look at the clock only."""
        place = self._workplace
        place.ask(lambda: clock_watch.check(place.desk), self._tell_clock)
