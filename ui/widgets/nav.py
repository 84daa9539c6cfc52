"""The list of screens at the left of the window, and who is working there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, ICON_SMALL, NAV_FOLDED_WIDTH, NAV_WIDTH, Room, TextSize
from ui.widgets.nav_button import NavButton, NavItem
from ui.widgets.panels import Panel
from ui.widgets.shortcuts import hear
from ui.widgets.text import Text

LOCK_KEY = "Ctrl+L"


@dataclass(frozen=True, slots=True)
class Person:
    """Who is at the desk."""

    name: str
    desk: str
    role: str
    other_roles: tuple[str, ...] = ()


class Nav(Panel):
    """The screens, and below them who works and how to lock; folds to its icons in a narrow window."""

    chosen = Signal(str)
    lock_asked = Signal()
    role_chosen = Signal(int)

    def __init__(self, look: Look, items: Sequence[NavItem], parent: QWidget | None = None) -> None:
        super().__init__("bar", "right", parent)
        self._look = look
        self._is_folded = False
        self._buttons: dict[str, NavButton] = {}
        self._group = QButtonGroup(self)
        self._person = _PersonBlock(look)
        self._person.lock_asked.connect(self.lock_asked)
        self._person.role_chosen.connect(self.role_chosen)
        self.setAccessibleName("Các màn hình")
        self._lay_out(items)
        look.changed.connect(self._measure)
        self._measure()

    def _lay_out(self, items: Sequence[NavItem]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, CELL_PADDING, 0, 0)
        column.setSpacing(0)
        for item in items:
            if item.starts_part:
                column.addWidget(_Rule(self._look))
            column.addWidget(self._add_button(item))
        column.addStretch(1)
        column.addWidget(self._person)

    def _add_button(self, item: NavItem) -> NavButton:
        button = NavButton(self._look, item)
        button.clicked.connect(lambda: self.chosen.emit(item.name))
        self._buttons[item.name] = button
        self._group.addButton(button)
        if item.key:
            hear(item.key, item.title, self, lambda: self._choose(item.name))
        return button

    def _choose(self, name: str) -> None:
        """A key reaches only what is offered."""
        if not self._buttons[name].isHidden():
            self.chosen.emit(name)

    def offer(self, names: Collection[str]) -> None:
        """Show only these screens."""
        for name, button in self._buttons.items():
            button.setVisible(name in names)

    def show_current(self, name: str) -> None:
        """Mark the screen that is shown; Tab comes to it, and the arrows go on from there."""
        for each, button in self._buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if each == name else Qt.FocusPolicy.ClickFocus)
        self._buttons[name].setChecked(True)

    def set_count(self, name: str, count: int) -> None:
        self._buttons[name].set_count(count)

    def show_person(self, person: Person) -> None:
        self._person.show_person(person)

    def fit(self, room: Room) -> None:
        self._is_folded = room.is_narrow
        for button in self._buttons.values():
            button.fold(room.is_narrow)
        self._person.fold(room.is_narrow)
        self._measure()

    def _measure(self) -> None:
        self.setFixedWidth(self._look.px(NAV_FOLDED_WIDTH if self._is_folded else NAV_WIDTH))


class _Rule(QWidget):
    """The hairline between two parts of the list."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFixedHeight(17)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(12, 8, self.width() - 24, 1, self._look.colour("line"))


class _PersonBlock(Panel):
    """Name, desk and role of who works, another role to act in, and the lock.

    ``role_chosen`` carries the place of a role among the others.
    """

    lock_asked = Signal()
    role_chosen = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__("bar", "top")
        self._others: tuple[str, ...] = ()
        self._name = Text(look, is_bold=True, size=TextSize.HINT)
        self._place = Text(look, size=TextSize.HINT, tone="text2")
        self._roles = _RoleButton(look)
        self._roles.clicked.connect(self._offer_roles)
        self._lock = _LockButton(look)
        self._lock.clicked.connect(self.lock_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 6)
        column.setSpacing(0)
        for text in (self._name, self._place):
            text.setContentsMargins(12, 0, 4, 0)
            column.addWidget(text)
        column.addWidget(self._roles)
        column.addWidget(self._lock)

    def show_person(self, person: Person) -> None:
        self._name.setText(person.name)
        self._place.setText(f"{person.desk} · {person.role}")
        self._others = person.other_roles
        self._roles.setVisible(bool(self._others))

    def _offer_roles(self) -> None:
        menu = QMenu(self)
        for place, words in enumerate(self._others):
            menu.addAction(words, partial(self.role_chosen.emit, place))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._roles.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def fold(self, is_folded: bool) -> None:
        self._name.setVisible(not is_folded)
        self._place.setVisible(not is_folded)
        self._roles.fold(is_folded)
        self._lock.fold(is_folded)


class _SmallButton(NavButton):
    """Smaller than a screen's own button and never checked."""

    side = 12
    gap = 4
    icon_size = ICON_SMALL
    text_size = TextSize.HINT
    row_height = 18

    def __init__(self, look: Look, item: NavItem) -> None:
        super().__init__(look, item)
        self.setCheckable(False)
        self.setShortcut(QKeySequence(item.key))


class _LockButton(_SmallButton):
    """Locks the screen."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, NavItem("lock", "Khóa màn hình", "lock", LOCK_KEY))


class _RoleButton(_SmallButton):
    """Offers the other roles of whoever works."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, NavItem("role", "Đổi vai trò", "user-round", "Ctrl+Shift+R"))
