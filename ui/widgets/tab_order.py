"""Tab follows the eye also where a part of a screen is made after the rest of it."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


def tab_after(before: QWidget, part: QWidget) -> None:
    """Let Tab come to what ``part`` holds right after what ``before`` holds; Qt puts the newest last.

    A widget of the part that hands the keyboard to a child of its own is moved as a whole: torn apart, it
    would become a ring that Tab never leaves.
    """
    stops = [each for each in _as_tab_goes(before) if each.focusProxy() is None]
    anchor = stops[-1] if stops else None
    moved: list[QWidget] = []
    for stop in _as_tab_goes(part):
        if any(each.isAncestorOf(stop) for each in moved if each.focusProxy() is not None):
            continue
        if anchor is not None:
            QWidget.setTabOrder(anchor, stop)
        anchor = stop
        moved.append(stop)


def _as_tab_goes(part: QWidget) -> list[QWidget]:
    """What takes the keyboard in it; children are no order to go by, as Qt keeps them as they overlap."""
    return [each for each in _chain(part) if part.isAncestorOf(each) and _takes_keyboard(each)]


def _chain(part: QWidget) -> list[QWidget]:
    """The ring from both ends, up to what cannot be asked.

    A scroll bar that Qt makes where it deleted another one may be handed out as the deleted one: Python still
    knows that address. Such a one takes no Tab; only the way on from it is not to be had.
    """
    onward = list(_until(part, QWidget.nextInFocusChain))
    if not onward or onward[-1].nextInFocusChain() is part:
        return onward
    return onward + list(_until(part, QWidget.previousInFocusChain))[::-1]


def _until(part: QWidget, step: Callable[[QWidget], QWidget | None]) -> Iterator[QWidget]:
    widget = step(part)
    while widget is not None and widget is not part and isValid(widget):
        yield widget
        widget = step(widget)


def _takes_keyboard(widget: QWidget) -> bool:
    proxy = widget.focusProxy()
    if proxy is not None:
        return widget.isAncestorOf(proxy)
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus
