"""A key that is heard without a button, with the words that the map of keys shows for it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

Context = Qt.ShortcutContext


def hear(
    key: str | QKeySequence.StandardKey,
    words: str,
    owner: QWidget,
    act: Callable[[], object],
    context: Context = Context.WindowShortcut,
    *,
    repeats: bool = False,
) -> None:
    """Act on a key while ``owner`` is in sight; ``words`` say what it does, as a button's would.

    A key that is held acts once, unless it ``repeats``.
    """
    shortcut = QShortcut(QKeySequence(key), owner)
    shortcut.setContext(context)
    shortcut.setAutoRepeat(repeats)
    shortcut.setWhatsThis(words)
    shortcut.activated.connect(act)
