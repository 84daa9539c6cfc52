"""A keyboard-wedge scanner, told apart from typing hands.

The scanner types a card's or a slip's QR code as keys, into whatever has the focus and through whatever
input method runs. Two ways to keep that out of the fields were weighed: let the keys through and take them
back once the burst is recognised, or hold them until it is plain what they are. Taking back cannot undo
what keys do outside a text field (digits tick papers in a list, every letter starts a search), so keys are
held; but only keys that could be the start of a scan:

- A scan starts with a digit or a capital letter and goes on with a digit (a card: 12 digits and a bar; a
  dossier code: see ``CODE_START``). Any other key goes through at once. A word typed in Telex or VNI begins
  with a letter and is followed by one, and the backspaces and letters that Unikey sends for a mark are no
  such start, however fast they come.
- A held key is given to its field, unchanged and in order, as soon as the next key does not fit, or after
  ``MAX_GAP_MS`` without one: a digit is seen 40 ms later than it was typed and nothing else is delayed.
- Twelve digits and a bar at scanner speed are a card for certain. From there on every key is kept, until
  Enter, Tab or a pause; backspaces and letters of an input method edit what is kept, as they would a field.

Gaps are measured by the events' own times, so a window that was busy does not see typed keys as a burst.
Single keys that act as commands belong into ``keyPressEvent`` of their widget: a ``QShortcut`` on a bare
digit would act before the scanner can hold it.
"""

import re

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.domain.citizen_card import CitizenCard, NotACard, parse_card
from app.domain.identifiers import is_dossier_code

MAX_GAP_MS = 40  # scanners leave 1 to 30 ms between keys; hands seldom less than 60
PAUSE_MS = 150  # an input method may stall in the middle of a name
CODE_START = re.compile(r"[0-9A-Z](?:[0-9][0-9A-Z.\-]*)?")
CARD_START = re.compile(r"\d{12}\|")

KEY_EVENTS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
NEW_WINDOW_EVENTS = frozenset({QEvent.Type.Show, QEvent.Type.WinIdChange})
ENDINGS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
MODIFIER_KEYS = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock})
COMMAND_MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


def recognised(text: str) -> CitizenCard | str:
    """What a scanned or pasted text is: a card or a dossier code; anything else raises NotACard."""
    code = text.strip().upper()
    return code if is_dossier_code(code) else parse_card(text)


class WedgeScanner(QObject):
    """Watches one window for scans, whichever of its widgets has the focus."""

    card_scanned = Signal(object)  # CitizenCard
    code_scanned = Signal(str)
    scan_failed = Signal(object)  # AppError: a burst like a card that could not be read

    def __init__(self, window: QWidget, max_gap_ms: int = MAX_GAP_MS, pause_ms: int = PAUSE_MS) -> None:
        super().__init__(window)
        self._window = window
        self._max_gap_ms = max_gap_ms
        self._pause_ms = pause_ms
        self._is_enabled = True
        self._is_replaying = False
        self._is_card = False
        self._held: list[QKeyEvent] = []
        self._text = ""
        self._last_ms = 0
        self._ended_ms: int | None = None
        self._guard = _BurstGuard(self)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_silence)
        window.installEventFilter(self)
        self._watch_native_window()

    def set_enabled(self, is_enabled: bool) -> None:
        """Stop or take up watching, for example while the screen is locked."""
        self._give_back()
        self._is_enabled = is_enabled

    # Qt's own name from here on

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is getattr(self, "_window", None):  # Qt asks even while Python takes the filter apart
            if event.type() in NEW_WINDOW_EVENTS:
                self._watch_native_window()
            return False
        if getattr(self, "_is_replaying", True) or not self._is_enabled:
            return False
        return isinstance(event, QKeyEvent) and event.type() in KEY_EVENTS and self._takes_key(event)

    # what the guard reports while a burst runs

    def overrides_shortcut(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to the burst and must not act as a shortcut."""
        if self._is_card or self._continues(event):
            return True
        if event.key() not in MODIFIER_KEYS:
            self._give_back()  # before the shortcut acts on what the field holds
        return False

    def takes_composed(self, event: QInputMethodEvent) -> bool:
        """Keep what an input method makes of a card's letters."""
        if self._is_card:
            self._text += event.commitString()
            self._timer.start(self._pause_ms)
        elif event.commitString() or event.preeditString():
            self._give_back()
        return self._is_card

    def _takes_key(self, event: QKeyEvent) -> bool:
        if self._is_tail(event.timestamp()):
            return True
        self._end_what_is_over(event.timestamp())
        if self._is_card:
            return self._takes_card_key(event)
        if event.type() == QEvent.Type.KeyRelease or event.key() in MODIFIER_KEYS:
            return self._hold_beside(event)
        return self._takes_press(event)

    def _is_tail(self, now_ms: int) -> bool:
        """Whether a key came with the one that ended a scan: its release, or a second ending."""
        return self._ended_ms is not None and 0 <= now_ms - self._ended_ms <= self._max_gap_ms

    def _end_what_is_over(self, now_ms: int) -> None:
        """The timer's work, where events of a busy window come before it."""
        allowed_ms = self._pause_ms if self._is_card else self._max_gap_ms
        if self._text and now_ms - self._last_ms > allowed_ms:
            self._on_silence()

    def _takes_press(self, event: QKeyEvent) -> bool:
        if event.key() in ENDINGS and is_dossier_code(self._text):
            self._finish(event.timestamp())
            return True
        if not self._continues(event):
            self._give_back()
        return self._continues(event) and self._hold(event)

    def _continues(self, event: QKeyEvent) -> bool:
        """Whether the held keys and this one can still be a scan."""
        if event.key() in ENDINGS:
            return is_dossier_code(self._text)
        sign = _sign(event)
        return bool(sign) and _may_be_scan(self._text + sign)

    def _hold(self, event: QKeyEvent) -> bool:
        if not self._held:
            self._guard.stand_up()
        self._held.append(event.clone())
        self._text += _sign(event)
        self._last_ms = event.timestamp()
        self._is_card = CARD_START.match(self._text) is not None
        self._timer.start(self._pause_ms if self._is_card else self._max_gap_ms)
        return True

    def _hold_beside(self, event: QKeyEvent) -> bool:
        """Keep releases and Shift in order with the keys that are held."""
        if self._held:
            self._held.append(event.clone())
        return bool(self._held)

    def _takes_card_key(self, event: QKeyEvent) -> bool:
        if event.type() == QEvent.Type.KeyRelease:
            return True
        if event.key() in ENDINGS:
            self._finish(event.timestamp())
            return True
        if event.key() == Qt.Key.Key_Backspace:
            self._text = self._text[:-1]
        elif not _is_command(event):
            self._text += event.text()
        self._last_ms = event.timestamp()
        self._timer.start(self._pause_ms)
        return True

    def _on_silence(self) -> None:
        if self._is_card or is_dossier_code(self._text):
            self._finish(None)
        else:
            self._give_back()

    def _finish(self, ended_ms: int | None) -> None:
        """Tell what was scanned."""
        text = self._text
        self._ended_ms = ended_ms
        self._forget()
        try:
            scanned = recognised(text)
        except NotACard as error:
            self.scan_failed.emit(error)
            return
        if isinstance(scanned, str):
            self.code_scanned.emit(scanned)
        else:
            self.card_scanned.emit(scanned)

    def _give_back(self) -> None:
        """Let the held keys reach the focused widget as they were typed."""
        if not self._held:
            return
        held = self._held
        self._forget()
        handle = self._window.windowHandle()
        self._is_replaying = True
        try:
            for event in held:
                QCoreApplication.sendEvent(handle, event)
        finally:
            self._is_replaying = False

    def _forget(self) -> None:
        self._timer.stop()
        self._guard.stand_down()
        self._held, self._text, self._is_card = [], "", False

    def _watch_native_window(self) -> None:
        """Keys are met where they enter the window, before any widget; installing twice is once for Qt."""
        handle = self._window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)


class _BurstGuard(QObject):
    """Hears the whole program while a burst runs: shortcuts and input methods pass by the window."""

    def __init__(self, scanner: WedgeScanner) -> None:
        super().__init__(scanner)
        self._scanner = scanner

    def stand_up(self) -> None:
        if (program := QCoreApplication.instance()) is not None:
            program.installEventFilter(self)

    def stand_down(self) -> None:
        if (program := QCoreApplication.instance()) is not None:
            program.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            return self._keep_from_shortcuts(event)
        return isinstance(event, QInputMethodEvent) and self._scanner.takes_composed(event)

    def _keep_from_shortcuts(self, event: QKeyEvent) -> bool:
        is_kept = self._scanner.overrides_shortcut(event)
        if is_kept:
            event.accept()
        return is_kept


def _may_be_scan(text: str) -> bool:
    return CODE_START.fullmatch(text) is not None or CARD_START.fullmatch(text) is not None


def _sign(event: QKeyEvent) -> str:
    """The one sign a scanner meant by a key, "" for keys it does not send.

    Under Caps Lock it types ``h`` for a capital H, with Shift down.
    """
    text = event.text()
    if _is_command(event) or event.isAutoRepeat() or len(text) != 1 or not text.isprintable():
        return ""
    is_shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
    return text.upper() if is_shifted and text.isascii() else text


def _is_command(event: QKeyEvent) -> bool:
    """Ctrl, Alt or the system key is down; Ctrl and Alt together are AltGr, which types letters."""
    held = event.modifiers() & COMMAND_MODIFIERS
    is_alt_gr = held == (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    return bool(held) and not is_alt_gr
