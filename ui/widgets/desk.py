"""A desk: one screen of the program as the main window knows it."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.theme.measures import Room
from ui.widgets.panels import Bar, Panel, TopBar


class Desk(Panel):
    """A screen with its own top bar; the window puts that above its message bar and the screen below.

    ``top`` may be a higher ``Bar`` than the usual ``TopBar``.

    A desk overrides ``fit`` to fold itself in a small window (calling ``super().fit``) and ``enter`` to
    put the keyboard where work starts.
    """

    def __init__(self, look: Look, title: str, top: Bar | None = None, parent: QWidget | None = None) -> None:
        super().__init__("window", parent=parent)
        self.look = look
        self.title = title
        self.top = top or TopBar(look)
        self.setAccessibleName(title)

    def lay_beside(self, body: QWidget, side: QWidget, footer: QWidget) -> None:
        """The usual screen: the work, a panel beside it, the keys under both."""
        middle, whole = QHBoxLayout(), QVBoxLayout(self)
        for layout in (middle, whole):
            layout.setSpacing(0)
        whole.setContentsMargins(0, 0, 0, 0)
        middle.addWidget(body, 1)
        middle.addWidget(side)
        whole.addLayout(middle, 1)
        whole.addWidget(footer)

    def fit(self, room: Room) -> None:
        """Take the room the window has."""
        self.top.fit(room)

    def enter(self) -> None:
        """Called when the desk is brought to the front."""
        self.setFocus()
