"""Keys as they enter a window, at times of the test's choosing."""

from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

TYPED_GAP_MS = 120
SCANNED_GAP_MS = 5
SPECIAL = {
    "\b": Qt.Key.Key_Backspace,
    "\r": Qt.Key.Key_Return,
    "\t": Qt.Key.Key_Tab,
    " ": Qt.Key.Key_Space,
}


class Keyboard:
    """Types into whatever has the focus in one window."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._now_ms = 1000

    def wait(self, gap_ms: int) -> None:
        self._now_ms += gap_ms

    def press(self, sign: str, gap_ms: int = TYPED_GAP_MS, **options: Any) -> None:
        """One key, down and up; a capital letter or a bar comes with Shift around it."""
        self.wait(gap_ms)
        is_shifted = sign.isascii() and (sign.isupper() or sign == "|")
        if is_shifted:
            self.send(QEvent.Type.KeyPress, Qt.Key.Key_Shift)
        modifiers = Qt.KeyboardModifier.ShiftModifier if is_shifted else Qt.KeyboardModifier.NoModifier
        key = SPECIAL.get(sign, Qt.Key(ord(sign.upper())) if sign.isascii() else Qt.Key.Key_unknown)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            self.send(kind, key, options.get("modifiers", modifiers), options.get("text", sign))
        if is_shifted:
            self.send(QEvent.Type.KeyRelease, Qt.Key.Key_Shift)

    def type(self, text: str, gap_ms: int = TYPED_GAP_MS) -> None:
        for sign in text:
            self.press(sign, gap_ms)

    def scan(self, text: str, ending: str = "\r") -> None:
        self.wait(TYPED_GAP_MS)
        self.type(text + ending, SCANNED_GAP_MS)

    def send(
        self,
        kind: QEvent.Type,
        key: Qt.Key,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        text: str = "",
        is_repeat: bool = False,
    ) -> None:
        event = QKeyEvent(kind, key, modifiers, text, is_repeat)
        event.setTimestamp(self._now_ms)
        handle = self._window.windowHandle()
        assert handle is not None
        QCoreApplication.sendEvent(handle, event)

    def compose(self, text: str) -> None:
        """What an input method sends for a finished syllable."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        widget = QApplication.focusWidget() or self._window.focusWidget()
        assert widget is not None
        QCoreApplication.sendEvent(widget, event)

    def settle(self) -> None:
        """Let time pass until nothing typed is still held: a key without a sign tells the hour."""
        self.wait(1000)
        self.send(QEvent.Type.KeyRelease, Qt.Key.Key_Shift)


def keys_by_unikey(steps: Iterable[tuple[str, str]]) -> list[tuple[str, int]]:
    """The keys that arrive, each with the gap before it.

    A step is a key of the hands and what the line has become after it. Where a key makes a mark, Unikey
    swallows it and sends backspaces and the new letters, one right behind the other.
    """
    keys: list[tuple[str, int]] = []
    shown = ""
    for typed, wanted in steps:
        sent = typed if wanted == shown + typed else _correction(shown, wanted)
        keys.extend((sign, 1 if number else TYPED_GAP_MS) for number, sign in enumerate(sent))
        shown = wanted
    return keys


def _correction(shown: str, wanted: str) -> str:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(shown, wanted, strict=False))
    kept = len(list(same))
    return "\b" * (len(shown) - kept) + wanted[kept:]
