"""Locks a window in which nobody pressed a key or moved the mouse for a while, and any dialog by the key."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from ui.widgets.nav import LOCK_KEY

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

    ``is_near`` carries True a minute before, and False when somebody turned out to be there.

    It listens at the windows that had the keyboard, dialogs too, and not at every widget: an event that
    passes through Python costs, and a window hears of each input once. The key that locks is the window's
    own; while a dialog is in front the window is deaf to it, so it is heard here.
    """

    is_near = Signal(bool)

    def __init__(self, window: QWidget, lock: Callable[[], None]) -> None:
        super().__init__(window)
        self.minutes = 0
        self._window = window
        self._lock = lock
        self._has_warned = False
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
        self.touch()

    def look(self) -> None:
        """Lock if it is time."""
        left_ms = self.minutes * MINUTE_MS - self.still_ms()
        if not self.minutes:
            return
        if left_ms <= 0:
            self.minutes = 0
            self._lock()
        elif left_ms <= MINUTE_MS and self.minutes > 1 and not self._has_warned:
            self._has_warned = True
            self.is_near.emit(True)

    def touch(self) -> None:
        """Somebody is there."""
        self._still.restart()
        if self._has_warned:
            self._has_warned = False
            self.is_near.emit(False)

    def still_ms(self) -> int:
        """How long nothing was touched."""
        return self._still.elapsed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES:
            self.touch()
        if _is_lock_key(event) and watched is not self._window.windowHandle():
            self._lock()
            return True
        return False


def _is_lock_key(event: QEvent) -> bool:
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
        return False
    return QKeySequence(event.keyCombination()) == QKeySequence(LOCK_KEY)
