"""Keeps the status bar true: read anew after every act, now and then, and when a way opens or closes."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.services import standing
from app.services.desk import Desk
from app.services.standing import DeskStanding
from ui.main_window import MainWindow
from ui.status_line import StatusLine
from ui.workplace import Workplace

# The clock in the status bar shows minutes.
EVERY_MS = 10_000


class StatusWatch(QObject):
    """Looks while somebody is at the desk; ``reads`` is how the books are asked."""

    def __init__(
        self,
        workplace: Workplace,
        window: MainWindow,
        reads: Callable[[Desk], DeskStanding] = standing.read,
    ) -> None:
        super().__init__(window)
        self._place = workplace
        self._window = window
        self._reads = reads
        self._standing: DeskStanding | None = None
        self._clock = QTimer(self, interval=EVERY_MS)
        self._clock.timeout.connect(self.read)
        self._clock.start()
        workplace.books_changed.connect(self.read)
        workplace.ways_changed.connect(self._show)

    def read(self) -> None:
        """Ask the books."""
        desk, reads = self._place.desk, self._reads
        if desk.officer is not None:
            self._place.ask(lambda: reads(desk), self._take)

    def end(self) -> None:
        """The window closes."""
        self._clock.stop()

    def _take(self, read: DeskStanding) -> None:
        self._standing = read
        self._show()

    def _show(self) -> None:
        read, place = self._standing, self._place
        if read is None:
            return
        line = StatusLine(
            now=place.desk.now(),
            saved_at=read.saved_at,
            waiting=read.waiting,
            received_up_to=read.received_up_to,
            network=place.network,
            usb=place.usb,
            catalogue=place.desk.catalogue.pack.version,
            is_filling=read.is_filling,
            update=place.update,
        )
        self._window.show_status(line)
