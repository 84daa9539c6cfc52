"""Looking for pairs: a batch at each turn of the worker, so that whatever a clerk does goes between."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Signal

from app.services import likely_people
from app.services.likely_people import MOST_PROPOSED, Proposal
from ui.workplace import Workplace


class LikelyRun(QObject):
    """``found`` carries all pairs so far, ``ended`` the last of them and whether there are more.

    ``broken`` carries what was found before the search failed.
    """

    found = Signal(object)
    ended = Signal(object, bool)
    broken = Signal(object)

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._place = workplace
        self._steps: Iterator[Sequence[Proposal]] = iter(())
        self._pairs: list[Proposal] = []

    def start(self) -> None:
        """Look anew; what an earlier search still finds is let go."""
        self._steps, self._pairs = likely_people.proposals(self._place.desk), []
        self._go_on(self._steps)

    def stop(self) -> None:
        """Nobody looks any more."""
        self._steps = iter(())

    def _go_on(self, steps: Iterator[Sequence[Proposal]]) -> None:
        self._place.runner.ask(
            lambda: next(steps, None),
            lambda batch: self._take(steps, batch),
            lambda error: self._fail(steps, error),
        )

    def _take(self, steps: Iterator[Sequence[Proposal]], batch: Sequence[Proposal] | None) -> None:
        if steps is not self._steps:
            return
        self._pairs += batch or ()
        if batch is None or len(self._pairs) >= MOST_PROPOSED:
            self.stop()
            self.ended.emit(self._pairs[:MOST_PROPOSED], batch is not None)
            return
        if batch:
            self.found.emit(list(self._pairs))
        self._go_on(steps)

    def _fail(self, steps: Iterator[Sequence[Proposal]], error: Exception) -> None:
        """What was found stays to be looked at; why there is no more is told."""
        if steps is self._steps:
            self.stop()
            self.broken.emit(self._pairs)
            self._place.tell_failure(error)
