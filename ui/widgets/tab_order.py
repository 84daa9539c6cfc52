"""Tab follows the eye also where a part of a screen is made after the rest of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_after(before: QWidget, part: QWidget) -> None:
    """Let Tab come to what ``part`` holds right after what ``before`` holds; Qt puts the newest last."""
    anchor = next(reversed(_stops(before)), None)
    for stop in _stops(part):
        if anchor is not None:
            QWidget.setTabOrder(anchor, stop)
        anchor = stop


def _stops(part: QWidget) -> list[QWidget]:
    """Whatever in it can take the keyboard, as Tab goes; children themselves are kept as they overlap."""
    stops, widget = [], part.nextInFocusChain()
    while widget is not part:
        can_take = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
        if can_take and part.isAncestorOf(widget):
            stops.append(widget)
        widget = widget.nextInFocusChain()
    return stops
