"""Reading anew only what somebody looks at, so that the screen in front waits for no other one."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class InSight(QObject):
    """``hear`` a change: it is read at once while the screen is in front, else when it comes to the front."""

    def __init__(self, screen: QWidget, refresh: Callable[[], None]) -> None:
        super().__init__(screen)
        self._screen = screen
        self._refresh = refresh
        self._is_stale = False
        screen.installEventFilter(self)

    def hear(self) -> None:
        """Something was written."""
        if self._screen.isVisible():
            self._refresh()
        else:
            self._is_stale = True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and getattr(self, "_is_stale", False):
            self._is_stale = False
            self._refresh()
        return False
