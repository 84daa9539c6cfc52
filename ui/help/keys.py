"""Every key of the program, read off what hears it: nobody keeps a list of them by hand.

A button says its key and its words itself; a key without a button was given its words where it was made
(``ui.widgets.shortcuts``), a search box its hint.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.widgets.desk import Desk
from ui.widgets.key_button import KeyButton

EVERYWHERE = "Ở mọi màn hình"
READ_AS = {"Up": "mũi tên lên", "Down": "mũi tên xuống", "Return": "Enter"}
PORTABLE = QKeySequence.SequenceFormat.PortableText


@dataclass(frozen=True, slots=True)
class Key:
    """A key as people write it, and what it does."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """The keys of one screen."""

    title: str
    keys: Sequence[Key]


def key_map(window: QWidget, front: Desk | None, others: Iterable[Desk]) -> list[KeyGroup]:
    """The keys of the screen in front, those heard on every one, then of the other screens.

    Of the screen in front only what acts now; of the others, which nobody sees, whatever they ever offer.
    """
    groups = [] if front is None else [KeyGroup(f"Màn hình này: {front.title}", _of(front, is_seen=True))]
    desks = [*others, *(() if front is None else (front,))]
    groups.append(KeyGroup(EVERYWHERE, _beside(window, desks)))
    groups += [KeyGroup(desk.title, _of(desk, is_seen=False)) for desk in desks if desk is not front]
    return [group for group in groups if group.keys]


def _of(desk: Desk, *, is_seen: bool) -> list[Key]:
    found = [*_keys_in(desk.top, is_seen=is_seen), *_keys_in(desk, is_seen=is_seen)]
    return list(dict.fromkeys(found))


def _beside(window: QWidget, desks: Sequence[Desk]) -> list[Key]:
    """What the window hears itself, whichever desk is in front."""
    parts = [part for desk in desks for part in (desk.top, desk)]
    keys = [
        key
        for hearer, key in _heard(window)
        if hearer.isVisible() and not any(part is hearer or part.isAncestorOf(hearer) for part in parts)
    ]
    return list(dict.fromkeys(keys))


def _keys_in(part: QWidget, *, is_seen: bool) -> Iterator[Key]:
    for hearer, key in _heard(part):
        if not is_seen or hearer.isVisible():
            yield key


def _heard(part: QWidget) -> Iterator[tuple[QWidget, Key]]:
    """Each key that something in it hears, with the widget that has to be in sight for it."""
    for button in part.findChildren(QAbstractButton):
        name = button.key if isinstance(button, KeyButton) else button.shortcut().toString(PORTABLE)
        if name:
            yield button, Key(name_of(name), _words_of(button))
    for shortcut in part.findChildren(QShortcut):
        owner = shortcut.parent()
        if isinstance(owner, QWidget) and shortcut.whatsThis():
            yield owner, Key(name_of(shortcut.key().toString(PORTABLE)), shortcut.whatsThis())


def _words_of(button: QAbstractButton) -> str:
    """What a button says; a folded section its name, without what it holds."""
    return (button.text() or button.accessibleName().partition(":")[0]).rstrip("…")


def name_of(key: str) -> str:
    """A key's name as it is read: arrows in words, since no type face of ours has them."""
    for name, words in READ_AS.items():
        if key.endswith(name):
            return key.removesuffix(name) + words
    return key
