"""Keys as they enter a window: a hand's or a scanner's, told apart by the times they come at."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

BETWEEN_SCANS_MS = 1000
SCANNED_MS = 4
TYPED_MS = 120


class Keyboard:
    """Types into whatever has the focus in one window."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._now_ms = 1000

    def scan(self, text: str) -> None:
        """One card or slip, ended by Enter."""
        self._now_ms += BETWEEN_SCANS_MS
        self._type(text, SCANNED_MS)
        self._press(Qt.Key.Key_Return, "\r", False, SCANNED_MS)
        self._settle()

    def type(self, text: str) -> None:
        """What hands type."""
        self._type(text, TYPED_MS)
        self._settle()

    def _type(self, text: str, gap_ms: int) -> None:
        for sign in text:
            key = Qt.Key(ord(sign.upper())) if sign.isascii() else Qt.Key.Key_unknown
            is_shifted = sign.isascii() and (sign.isupper() or sign == "|")
            self._press(key, sign, is_shifted, gap_ms)

    def _settle(self) -> None:
        """A key without a sign, later: whatever was held to see whether it begins a scan is let go."""
        self._now_ms += BETWEEN_SCANS_MS
        self._send(QEvent.Type.KeyRelease, Qt.Key.Key_Shift, "", False)

    def _press(self, key: Qt.Key, sign: str, is_shifted: bool, gap_ms: int) -> None:
        self._now_ms += gap_ms
        if is_shifted:
            self._send(QEvent.Type.KeyPress, Qt.Key.Key_Shift, "", False)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            self._send(kind, key, sign, is_shifted)
        if is_shifted:
            self._send(QEvent.Type.KeyRelease, Qt.Key.Key_Shift, "", False)

    def _send(self, kind: QEvent.Type, key: Qt.Key, sign: str, is_shifted: bool) -> None:
        modifier = Qt.KeyboardModifier.ShiftModifier if is_shifted else Qt.KeyboardModifier.NoModifier
        event = QKeyEvent(kind, key, modifier, sign)
        event.setTimestamp(self._now_ms)
        handle = self._window.windowHandle()
        assert handle is not None
        QCoreApplication.sendEvent(handle, event)
