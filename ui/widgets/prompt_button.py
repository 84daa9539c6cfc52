"""A button whose key acts at once."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShortcutEvent
from PySide6.QtWidgets import QPushButton


class PromptButton(QPushButton):
    """Qt shows a button pressed for a tenth of a second before its shortcut acts.

    Whoever presses F9 and goes on typing, or locks the desk and leaves, would be ahead of the program.
    """

    def event(self, event: QEvent) -> bool:
        """Click without the show."""
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.click()
            return True
        return super().event(event)
