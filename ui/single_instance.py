"""One window for a profile: a second start shows the first window instead of opening another."""

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

ANSWER_MS = 1_000
NAME_DIGITS = 16


class Doorbell(QObject):
    """``rung`` when the program was started once more for this profile."""

    rung = Signal()

    def __init__(self, profile: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._hear)
        name = _name(profile)
        # We hold the profile's lock, so a socket of this name is what a killed program left behind.
        QLocalServer.removeServer(name)
        self._server.listen(name)

    def _hear(self) -> None:
        self._server.nextPendingConnection().deleteLater()
        self.rung.emit()


def ring(profile: Path) -> bool:
    """Ask the window that holds a profile to come to the front; False when none answers."""
    socket = QLocalSocket()
    socket.connectToServer(_name(profile))
    return socket.waitForConnected(ANSWER_MS)


def bring_to_front(window: QWidget) -> None:
    """Show a window that may be minimised or covered."""
    state = window.windowState() & ~Qt.WindowState.WindowMinimized
    window.setWindowState(state | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()


def _name(profile: Path) -> str:
    """A name of its own for each profile; it tells nothing of the path."""
    digest = hashlib.sha256(str(profile.resolve()).encode()).hexdigest()
    return f"soxa-{digest[:NAME_DIGITS]}"
