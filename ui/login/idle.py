"""Locks a window in which nobody pressed a key or moved the mouse for a while."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QWidget

LOOK_MS = 5_000
MINUTE_MS = 60_000
TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleLock(QObject):
    """Calls ``lock`` once after ``minutes`` of stillness; none of them never lock.

    It listens at the windows that had the keyboard, dialogs too, and not at every widget: an event that
    passes through Python costs, and a window hears of each input once.
    """

    def __init__(self, window: QWidget, lock: Callable[[], None]) -> None:
        super().__init__(window)
        self.minutes = 0
        self._window = window
        self._lock = lock
        self._still = QElapsedTimer()
        self._still.start()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        app = QApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._listen_at)

    def _listen_at(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def begin(self, minutes: int) -> None:
        """Somebody sat down; the window has its native one by now, with or without the keyboard."""
        self._listen_at(self._window.windowHandle())
        self.minutes = minutes
        self._still.restart()

    def look(self) -> None:
        """Lock if it is time."""
        if self.minutes and self.still_ms() >= self.minutes * MINUTE_MS:
            self.minutes = 0
            self._lock()

    def touch(self) -> None:
        """Somebody is there."""
        self._still.restart()

    def still_ms(self) -> int:
        """How long nothing was touched."""
        return self._still.elapsed()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES:
            self.touch()
        return False


def close_dialogs(window: QWidget) -> None:
    """Nothing of a dossier stays in sight over the lock; what a dialog was asking is left undone."""
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            dialog.reject()
