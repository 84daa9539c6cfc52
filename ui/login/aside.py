"""What waits for a clerk while the desk is locked: dialogs out of sight with what was typed in them.

They come back with the clerk whose they are; when somebody else sits down they are gone.
"""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QWidget

WAITING = "waits_behind_lock"


class Aside(QObject):
    """The dialogs of one window; a dialog that ends while it waits does not come back."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def put_away(self) -> None:
        """Nothing of a dossier stays in sight over the lock; what lies on top goes first."""
        dialogs = self._dialogs()
        had_keyboard = any(dialog.isActiveWindow() for dialog in dialogs)
        for dialog in reversed(dialogs):
            if dialog.isVisible():
                self.keep(dialog)
        if had_keyboard:  # it went with the dialog
            self._window.activateWindow()

    def keep(self, dialog: QDialog) -> None:
        """Hide a dialog until its clerk is back.

        A question that its caller stands and waits for is answered with no: its caller cannot wait for days.
        """
        if dialog.isVisible() and dialog.windowModality() is Qt.WindowModality.ApplicationModal:
            dialog.reject()
            return
        dialog.setProperty(WAITING, True)
        dialog.finished.connect(self._has_ended)
        dialog.hide()

    def bring_back(self) -> None:
        """Show again what waits, as it was."""
        for dialog in self._take():
            if dialog.windowModality() is Qt.WindowModality.NonModal:
                dialog.show()
            else:
                dialog.open()

    def drop(self) -> None:
        """Leave undone what waits: it is another's."""
        for dialog in self._take():
            dialog.setEnabled(True)  # one that waits for an answer would not let itself be left
            dialog.reject()
            self._window.activateWindow()  # the keyboard went with the dialog

    def _dialogs(self) -> list[QDialog]:
        return list(self._window.findChildren(QDialog))

    def _take(self) -> Iterator[QDialog]:
        for dialog in self._dialogs():
            if dialog.property(WAITING):
                dialog.setProperty(WAITING, False)
                dialog.finished.disconnect(self._has_ended)
                yield dialog

    def _has_ended(self) -> None:
        dialog = self.sender()
        if dialog is not None:
            dialog.setProperty(WAITING, False)
