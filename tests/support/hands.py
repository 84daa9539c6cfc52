"""Hands at a keyboard: keys enter the window where the system puts them, timed by hand or by scanner."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

TYPED_MS, SCANNED_MS = 120, 4
APART_MS = 1_000
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class Hands:
    """Types into whatever has the keyboard in one window."""

    def __init__(self, window: QWidget) -> None:
        self.window = window
        self.presses = 0
        self._now_ms = APART_MS

    def type(self, text: str) -> None:
        """A person types; what the scanner held meanwhile is let go."""
        self._send_text(text, TYPED_MS)
        self._settle()

    def scan(self, text: str) -> None:
        """A scanner types, and ends with Enter."""
        self._now_ms += APART_MS
        self._send_text(text, SCANNED_MS)
        self._send_key(Qt.Key.Key_Return, "\r", SCANNED_MS)
        self._settle()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        """One key by name, as a shortcut too."""
        self.presses += 1
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def compose(self, preedit: str, commit: str = "") -> None:
        """An input method of the system composes in the field, or commits."""
        event = QInputMethodEvent(preedit, [])
        event.setCommitString(commit)
        QCoreApplication.sendEvent(QApplication.focusWidget(), event)

    def _send_text(self, text: str, gap_ms: int) -> None:
        for sign in text:
            key = Qt.Key(ord(sign.upper())) if sign.isascii() else Qt.Key.Key_unknown
            self.presses += 1
            self._send_key(key, sign, gap_ms)

    def _send_key(self, key: Qt.Key, sign: str, gap_ms: int) -> None:
        self._now_ms += gap_ms
        is_shifted = sign.isascii() and (sign.isupper() or sign == "|")
        modifier = Qt.KeyboardModifier.ShiftModifier if is_shifted else NO_MODIFIER
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            self._send(kind, key, modifier, sign)

    def _settle(self) -> None:
        """A silent key a while later, so that no typed digit stays held for a scan."""
        self._now_ms += APART_MS
        self._send(QEvent.Type.KeyRelease, Qt.Key.Key_Shift, NO_MODIFIER, "")

    def _send(self, kind: QEvent.Type, key: Qt.Key, modifier: Qt.KeyboardModifier, sign: str) -> None:
        event = QKeyEvent(kind, key, modifier, sign)
        event.setTimestamp(self._now_ms)
        handle = self.window.windowHandle()
        assert handle is not None
        QCoreApplication.sendEvent(handle, event)
