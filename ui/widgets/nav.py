"""The list of screens at the left of the window, and who is working there."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QFont, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.theme.measures import (
    CELL_PADDING,
    ICON,
    ICON_FOLDED,
    ICON_SMALL,
    NAV_FOLDED_WIDTH,
    NAV_ROW_HEIGHT,
    NAV_WIDTH,
    SELECTED_EDGE,
    Room,
    TextSize,
)
from ui.theme.tokens import TokenName
from ui.widgets.painting import (
    CENTRE,
    RIGHT,
    cut_left,
    draw_box,
    draw_drawing,
    draw_focus,
    draw_text,
    width_of,
)
from ui.widgets.panels import Panel
from ui.widgets.text import Text

SIDE = 14
PILL_HEIGHT = 19


@dataclass(frozen=True, slots=True)
class NavItem:
    """A screen in the list: its name in code, title, icon and key; a new part starts after a rule."""

    name: str
    title: str
    icon: str
    key: str = ""
    starts_part: bool = False


class NavButton(QPushButton):
    """One screen: icon, title, count in a pill, key; folded, its icon alone."""

    side = SIDE
    gap = 9
    icon_size = ICON
    text_size = TextSize.BODY
    row_height = NAV_ROW_HEIGHT

    def __init__(self, look: Look, item: NavItem, parent: QWidget | None = None) -> None:
        super().__init__(item.title, parent)
        self._look = look
        self._item = item
        self._count = 0
        self._is_folded = False
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(item.title)
        self.setAccessibleDescription(f"Phím {item.key}" if item.key else "")
        look.changed.connect(self.updateGeometry)

    def set_count(self, count: int) -> None:
        """Say how many things wait there; none shows no pill."""
        self._count = count
        self.setAccessibleName(f"{self._item.title}, {count}" if count else self._item.title)
        self.update()

    def fold(self, is_folded: bool) -> None:
        self._is_folded = is_folded
        key = f" ({self._item.key})" if self._item.key else ""
        self.setToolTip(f"{self._item.title}{key}" if is_folded else "")
        self.update()

    # Qt's own names from here on

    def sizeHint(self) -> QSize:
        return QSize(0, self._look.px(self.row_height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._draw_ground(painter)
        tone: TokenName = "text" if self.isChecked() else "text2"
        if self._is_folded:
            draw_drawing(painter, self._look, self.rect(), self._item.icon, ICON_FOLDED, tone)
        else:
            icon = cut_left(self.rect().adjusted(self.side, 0, 0, 0), self._look.px(self.icon_size))
            draw_drawing(painter, self._look, icon, self._item.icon, self.icon_size, tone)
            self._draw_words(painter, self.rect().adjusted(icon.right() + self.gap, 0, -10, 0))
        if self.hasFocus():
            draw_focus(painter, self.rect(), self._look.colour("accent"), 1)

    def _draw_ground(self, painter: QPainter) -> None:
        if self.isChecked():
            painter.fillRect(self.rect(), self._look.colour("surface"))
            painter.fillRect(0, 0, SELECTED_EDGE, self.height(), self._look.colour("accent"))
        elif self.underMouse():
            painter.fillRect(self.rect(), self._look.colour("hover"))

    def _draw_words(self, painter: QPainter, rect: QRect) -> None:
        look, is_current = self._look, self.isChecked()
        draw_text(painter, rect, self._item.key, look.font(TextSize.HINT), look.colour("text2"), RIGHT)
        font = look.font(self.text_size, is_current)
        draw_text(painter, rect, self._item.title, font, look.colour("text" if is_current else "text2"))
        if self._count:
            self._draw_pill(painter, rect.x() + width_of(font, self._item.title) + CELL_PADDING)

    def _draw_pill(self, painter: QPainter, left: int) -> None:
        look, font = self._look, self._pill_font()
        height = look.px(PILL_HEIGHT)
        width = max(height, width_of(font, str(self._count)) + 12)
        pill = QRect(left, (self.height() - height) // 2, width, height)
        draw_box(painter, pill, look.colour("surface"), look.colour("line2"), height // 2)
        draw_text(painter, pill, str(self._count), font, look.colour("text"), CENTRE)

    def _pill_font(self) -> QFont:
        return self._look.font(TextSize.HINT, is_bold=True)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is at the desk."""

    name: str
    desk: str
    role: str


class Nav(Panel):
    """The screens, and below them who works and how to lock; folds to its icons in a narrow window."""

    chosen = Signal(str)
    lock_asked = Signal()

    def __init__(self, look: Look, items: Sequence[NavItem], parent: QWidget | None = None) -> None:
        super().__init__("bar", "right", parent)
        self._look = look
        self._is_folded = False
        self._buttons: dict[str, NavButton] = {}
        self._group = QButtonGroup(self)
        self._person = _PersonBlock(look)
        self._person.lock_asked.connect(self.lock_asked)
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
            QShortcut(QKeySequence(item.key), self, lambda: self.chosen.emit(item.name))
        return button

    def show_current(self, name: str) -> None:
        """Mark the screen that is shown."""
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
    """Name, desk and role of who works, and the lock."""

    lock_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__("bar", "top")
        self._name = Text(look, is_bold=True, size=TextSize.HINT)
        self._place = Text(look, size=TextSize.HINT, tone="text2")
        self._lock = _LockButton(look)
        self._lock.clicked.connect(self.lock_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 6)
        column.setSpacing(0)
        for text in (self._name, self._place):
            text.setContentsMargins(12, 0, 4, 0)
            column.addWidget(text)
        column.addWidget(self._lock)

    def show_person(self, person: Person) -> None:
        self._name.setText(person.name)
        self._place.setText(f"{person.desk} · {person.role}")

    def fold(self, is_folded: bool) -> None:
        self._name.setVisible(not is_folded)
        self._place.setVisible(not is_folded)
        self._lock.fold(is_folded)


class _LockButton(NavButton):
    """Locks the screen; smaller than a screen's own button and never checked."""

    side = 12
    gap = 4
    icon_size = ICON_SMALL
    text_size = TextSize.HINT
    row_height = 18

    def __init__(self, look: Look) -> None:
        super().__init__(look, NavItem("lock", "Khóa màn hình", "lock", "Ctrl+L"))
        self.setCheckable(False)
        self.setShortcut(QKeySequence("Ctrl+L"))
