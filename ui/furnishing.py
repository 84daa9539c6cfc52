"""The desks of a window, loaded and made behind the lock, one at a time, while a PIN is typed."""

from collections import deque
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from ui.main_window import MainWindow
from ui.widgets.desk import Desk

# Time for the lock to be painted; what is typed while a desk is made arrives after it.
BETWEEN_MS = 20


class Furnishing(QObject):
    """``finished`` once, after the last desk was made."""

    finished = Signal()

    def __init__(self, window: MainWindow, makers: Callable[[], Mapping[str, Callable[[], Desk]]]) -> None:
        super().__init__(window)
        self._window = window
        self._makers = makers
        self._made: dict[str, Desk] = {}
        self._unmade: deque[tuple[str, Callable[[], Desk]]] | None = None
        self._timer = QTimer(self, interval=BETWEEN_MS)
        self._timer.timeout.connect(self._go_on)

    @property
    def desks(self) -> Mapping[str, Desk]:
        """Every desk by its name."""
        self.finish()
        return self._made

    def finish(self) -> None:
        """Make the desks that are still to be made."""
        while self._make_next():
            pass

    def begin(self) -> None:
        """The window is shown."""
        self._timer.start()

    def end(self) -> None:
        """The window closes; a desk that was not made is not needed."""
        self._timer.stop()

    def _go_on(self) -> None:
        """One desk at a time, so that the lock goes on answering between them."""
        if not self._make_next():
            self._timer.stop()

    def _make_next(self) -> bool:
        """Make one more desk; whether there are others to be made after it."""
        if self._unmade is None:
            self._unmade = deque(self._makers().items())
        if not self._unmade:
            return False
        name, make = self._unmade.popleft()
        self._made[name] = make()
        self._window.add_desk(name, self._made[name])
        if not self._unmade:
            self.finished.emit()
        return bool(self._unmade)
