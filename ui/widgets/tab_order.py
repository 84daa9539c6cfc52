"""Tab follows the eye also where a part of a screen is made after the rest of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_after(before: QWidget, part: QWidget) -> None:
    """Let Tab come to what ``part`` holds right after what ``before`` holds; Qt puts the newest last."""
    stops = _stops(before)
    anchor = stops[-1] if stops else None
    with _without_proxies(part):
        for stop in _stops(part):
            if anchor is not None:
                QWidget.setTabOrder(anchor, stop)
            anchor = stop


@contextmanager
def _without_proxies(part: QWidget) -> Iterator[None]:
    """A child that has its parent's keyboard would be torn into a ring that Tab never leaves."""
    owners = [each for each in part.findChildren(QWidget) if each.focusProxy() is not None]
    proxies = [owner.focusProxy() for owner in owners]
    for owner in owners:
        owner.setFocusProxy(None)
    yield
    for owner, proxy in zip(owners, proxies, strict=True):
        owner.setFocusProxy(proxy)


def _stops(part: QWidget) -> list[QWidget]:
    """What takes the keyboard in it, as Tab goes; children are kept as they overlap, which is no order."""
    return [each for each in _chain(part) if part.isAncestorOf(each) and _takes_keyboard(each)]


def _chain(part: QWidget) -> Iterator[QWidget]:
    widget = part.nextInFocusChain()
    while widget is not None and widget is not part:
        yield widget
        widget = widget.nextInFocusChain()


def _takes_keyboard(widget: QWidget) -> bool:
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
