"""A line of text that any Vietnamese input method may write.

Unikey types a letter, takes it back and types another; an input method of the system composes in place. So
nothing here completes, masks or changes the text while it is being typed: it is tidied, in NFC, when the
field is left.
"""

import unicodedata
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

REST_MS = 150
ENTER_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
# The program lost the keyboard, not the field: whoever comes back goes on typing here.
STILL_THERE = frozenset({Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason})

# Typing goes on where the text ends; a click has its own place.
GONE_ON_FROM_ELSEWHERE = frozenset({Qt.FocusReason.OtherFocusReason, Qt.FocusReason.ShortcutFocusReason})


def tidy_words(text: str) -> str:
    """One space between words, letters in NFC."""
    return " ".join(unicodedata.normalize("NFC", text).split())


class KeyTaker(Protocol):
    """Whatever stands under a field and has first call on its arrow keys, Enter and Esc."""

    def wants_key(self, event: QKeyEvent) -> bool: ...

    def take_key(self, event: QKeyEvent) -> None: ...


class WordsEdit(QLineEdit):
    """``typed`` follows each change by the clerk, ``rested`` a pause in typing, ``left`` the tidied text.

    Enter goes on to the next field, as Tab does.
    """

    typed = Signal()
    rested = Signal(str)
    left = Signal()

    def __init__(self, tidy: Callable[[str], str] = tidy_words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key_taker: KeyTaker | None = None
        self.setAcceptDrops(False)  # what is dropped is a file, and the window's to take
        self._tidy = tidy
        self._is_composing = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._tell_rest)
        self.textEdited.connect(self._hear_typing)

    def words(self) -> str:
        """The text as it stands, in NFC; composing goes on undisturbed."""
        return unicodedata.normalize("NFC", self.text())

    def fill(self, text: str) -> None:
        """Put a text in, as the program and not the clerk; a field being composed in is left alone."""
        if not self._is_composing and text != self.text():
            self.setText(text)
            self._show_start()

    def _show_start(self) -> None:
        """A long text that nobody types in is read from its beginning."""
        if not self.hasFocus():
            self.setCursorPosition(0)

    def _hear_typing(self) -> None:
        self._rest.start()
        self.typed.emit()

    def _tell_rest(self) -> None:
        if not self._is_composing:
            self.rested.emit(self.words())

    # Qt's own names from here on

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and self._is_wanted_below(event):
            event.accept()  # Esc closes the list, not the screen
            return True
        return super().event(event)

    def _is_wanted_below(self, event: QEvent) -> bool:
        taker = self.key_taker
        return taker is not None and isinstance(event, QKeyEvent) and taker.wants_key(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.key_taker is not None and self.key_taker.wants_key(event):
            self.key_taker.take_key(event)
        elif event.key() in ENTER_KEYS:
            self.focusNextPrevChild(True)
        elif event.matches(QKeySequence.StandardKey.Paste) and not QGuiApplication.clipboard().text():
            event.ignore()  # a picture or a file: the window may know what to do with it
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in GONE_ON_FROM_ELSEWHERE and not self.selectedText():
            self.end(False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() in STILL_THERE:
            return
        self._is_composing = False
        self._rest.stop()
        tidied = self._tidy(self.text())
        if tidied != self.text():
            self.setText(tidied)
            self.typed.emit()
        self._show_start()
        self.left.emit()
