"""Walks a screen as somebody does who has no mouse, or no eyes: what Tab visits, what is said, what is seen.

Each rule yields a sentence for whatever breaks it, so that a walk ends with the list of all that is wrong.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QImage, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QStyle,
    QStyleOptionFrame,
    QWidget,
)

from tests.support.vietnamese import foreign_words
from ui.widgets.key_button import KeyButton
from ui.widgets.ledger_header import padded
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.paged_model import PagedModel

MOST_STOPS = 150
# A line of type may be this much narrower than Qt's rounding of it.
ROUNDING = 1
DATE = re.compile(r"\d{1,2}/\d{1,2}\b.*")
# What a line edit keeps free at both sides of its words, whatever the style says, and its cursor.
OWN_MARGINS = 5


@dataclass(frozen=True)
class Place:
    """Where a widget stands in what it scrolls with, and where that stands in the window."""

    within: QWidget
    inside: QRect
    outside: QRect


def faults(window: QWidget, *, folds: bool = False, seen: set[QWidget] | None = None) -> list[str]:
    """What is wrong with what the window shows now; ``folds``: its parts open and close as one goes.

    What is ``seen`` already is not pictured again: that costs more than all other rules together.
    """
    takers = _takers(window)
    stops = _chain()
    found = [] if folds else [*_lost(takers, stops), *_against_the_eye(stops)]
    found += _heard_twice(window)
    found += [*_unnamed([*takers, *stops]), *_cut(window), *_mouse_only(window, stops)]
    found += _unmarked([stop for stop in stops if seen is None or stop not in seen])
    if seen is not None:
        seen.update(stops)
    return found


def described(widget: QWidget) -> str:
    """Enough to find it in the code."""
    words = widget.text() if isinstance(widget, QLabel) else spoken_name(widget)
    return f"{type(widget).__module__}.{type(widget).__name__} {words!r}"


def spoken_name(widget: QWidget) -> str:
    """What a screen reader says of it; of a list to choose from, not what is chosen."""
    if isinstance(widget, QComboBox):
        return widget.accessibleName()
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def _takers(window: QWidget) -> list[QWidget]:
    """Whatever in sight Tab should come to; among those of which one is chosen, the arrows go on."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
        and widget.window() is window
        and (not _is_one_of_several(widget) or _is_checked(widget))
    ]


def _is_one_of_several(widget: QWidget) -> bool:
    """Whether the arrows go round in its group."""
    if not isinstance(widget, QAbstractButton):
        return False
    group = widget.group()
    return widget.autoExclusive() or (group is not None and group.exclusive())


def _is_checked(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton) and widget.isChecked()


def _chain() -> list[QWidget]:
    """What Tab passes through from where the keyboard is, once around."""
    stops: list[QWidget] = []
    while (widget := QApplication.focusWidget()) is not None and len(stops) < MOST_STOPS:
        if widget in stops:
            break
        stops.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    return stops


def _heard_twice(window: QWidget) -> Iterator[str]:
    """Qt calls nobody when two hear one key; and a key without words is missing from the map."""
    seen: set[str] = set()
    for hearer, key in _hearers(window):
        if key in seen:
            yield f"{key} is heard twice, by {described(hearer)} too"
        seen.add(key)
    for shortcut in window.findChildren(QShortcut):
        if not shortcut.whatsThis():
            yield f"nobody says what {shortcut.key().toString()} does: {shortcut.parent()}"


def _hearers(window: QWidget) -> Iterator[tuple[QWidget, str]]:
    """Whatever in sight acts on a key at this moment."""
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.isEnabled() and not button.shortcut().isEmpty():
            yield button, button.shortcut().toString()
    for shortcut in window.findChildren(QShortcut):
        owner = shortcut.parent()
        if isinstance(owner, QWidget) and owner.isVisible() and owner.isEnabled():
            yield owner, shortcut.key().toString()


def _unnamed(widgets: Sequence[QWidget]) -> Iterator[str]:
    for widget in dict.fromkeys(widgets):
        name = spoken_name(widget)
        if not name.strip():
            yield f"no name is spoken: {described(widget)}"
        elif foreign := foreign_words(name):
            yield f"the name is not Vietnamese, {foreign}: {described(widget)}"


def _lost(takers: Sequence[QWidget], stops: Sequence[QWidget]) -> Iterator[str]:
    """Tab comes to every control once, and back to the first."""
    if not stops:
        yield "nothing has the keyboard"
        return
    last = QApplication.focusWidget()
    if last is not stops[0]:
        yield f"Tab does not come back to where it began, but to {described(last) if last else None}"
    for widget in takers:
        if widget not in stops:
            yield f"Tab never comes to {described(widget)}"
    for widget in stops:
        if widget not in takers:
            yield f"Tab comes to what takes no keyboard: {described(widget)}"


def _against_the_eye(stops: Sequence[QWidget]) -> Iterator[str]:
    """Pairs of which the later one stands above in the same column, or to the left in the same row."""
    places = {widget: _place_of(widget) for widget in stops}
    first = _first_place(stops)
    for before, after in combinations([*stops[first:], *stops[:first]], 2):
        one, other = places[after], places[before]
        is_same = one.within is other.within
        if _stands_before(*((one.inside, other.inside) if is_same else (one.outside, other.outside))):
            yield f"Tab comes to {described(before)} before {described(after)}"


def _first_place(stops: Sequence[QWidget]) -> int:
    """Which of them Tab comes to first in a window where nothing has the keyboard yet."""
    widget = stops[0].window() if stops else None
    while widget is not None and widget not in stops:
        widget = widget.nextInFocusChain()
    return stops.index(widget) if widget is not None else 0


def _place_of(widget: QWidget) -> Place:
    """What is scrolled out of sight stands for the others where its area stands."""
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is None:
        place = _within(widget, widget.window())
        return Place(widget.window(), place, place)
    return Place(area, _within(widget, area.widget()), _within(area, area.window()))


def _within(widget: QWidget, whole: QWidget) -> QRect:
    return QRect(widget.mapTo(whole, QPoint(0, 0)), widget.size())


def _stands_before(one: QRect, other: QRect) -> bool:
    is_above = one.bottom() < other.top() and one.left() <= other.right() and other.left() <= one.right()
    is_left = one.right() < other.left() and one.top() <= other.bottom() and other.top() <= one.bottom()
    return is_above or is_left


def _cut(window: QWidget) -> Iterator[str]:
    """What is given less room than its words need, and areas that scroll sideways.

    Of what is typed and of a list's cells only dates must be seen whole: half of one is another date.
    """
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window and _is_cut(widget):
            yield f"words are cut: {described(widget)} in {widget.width()} x {widget.height()}"
    for area in window.findChildren(QScrollArea):
        if area.isVisible() and area.horizontalScrollBar().maximum() > 0:
            yield f"scrolls sideways: {described(area.widget())}"
    for table in window.findChildren(LedgerTable):
        if table.isVisible():
            yield from _cut_dates(table)


def _is_cut(widget: QWidget) -> bool:
    if isinstance(widget, QLabel):
        return bool(widget.text()) and _is_cut_label(widget)
    if isinstance(widget, (KeyButton, QCheckBox, QRadioButton)):
        return widget.width() + ROUNDING < widget.sizeHint().width()
    return isinstance(widget, QLineEdit) and _is_cut_date(widget)


def _is_cut_date(edit: QLineEdit) -> bool:
    if not DATE.fullmatch(edit.text()):
        return False
    option = QStyleOptionFrame()
    edit.initStyleOption(option)
    room = edit.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, edit)
    return room.width() - OWN_MARGINS < edit.fontMetrics().horizontalAdvance(edit.text())


def _cut_dates(table: LedgerTable) -> Iterator[str]:
    """The dates of a list that are cut with an ellipsis."""
    model, metrics = table.model(), QFontMetrics(table.look.font())
    assert isinstance(model, PagedModel)
    for row, (place, column) in product(range(model.rowCount()), enumerate(model.columns)):
        words = str(model.index(row, place).data() or "")
        cell = QRect(0, 0, table.columnWidth(place), table.rowHeight(row))
        room = padded(cell, place, column.is_right).width()
        is_seen = DATE.fullmatch(words) and not table.isColumnHidden(place)
        if is_seen and room < metrics.horizontalAdvance(words):
            yield f"a date is cut: {words} in {room} of {described(table)}"


def _is_cut_label(label: QLabel) -> bool:
    if label.wordWrap():
        return label.height() + ROUNDING < label.heightForWidth(label.width())
    if label.textFormat() == Qt.TextFormat.RichText:
        return label.width() + ROUNDING < label.sizeHint().width()
    words = QFontMetrics(label.font()).horizontalAdvance(label.text())
    return label.contentsRect().width() + ROUNDING < words


def _mouse_only(window: QWidget, stops: Sequence[QWidget]) -> Iterator[str]:
    """What can be clicked or opened, and neither Tab nor a key of its own comes to."""
    for widget in (*window.findChildren(QAbstractButton), *window.findChildren(QComboBox)):
        is_there = widget.isVisible() and widget.isEnabled() and widget.window() is window
        if is_there and widget not in stops and not _has_key(widget):
            yield f"only a mouse comes to {described(widget)}"


def _has_key(widget: QWidget) -> bool:
    """A key is spoken with it, or the arrows lead to it."""
    return widget.accessibleDescription().startswith("Phím ") or _is_one_of_several(widget)


def _unmarked(stops: Sequence[QWidget]) -> Iterator[str]:
    """What looks the same with the keyboard on it as without."""
    if len(stops) < 2:
        return
    for place, widget in enumerate(stops):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        with_keyboard = _picture(widget)
        stops[place - 1].setFocus(Qt.FocusReason.TabFocusReason)
        if _picture(widget) == with_keyboard:
            yield f"it is not seen that the keyboard is on {described(widget)}"


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()
