"""A short list beside a form: two lines a row, what it is and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, TextSize
from ui.theme.tokens import TokenName
from ui.widgets.painting import RIGHT, draw_focus, draw_text, width_of
from ui.widgets.words_edit import ENTER_KEYS

Role = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 41
LINE_HEIGHT = 18


@dataclass(frozen=True, slots=True)
class SideRow:
    """A row's first line, the two ends of its second, and what it stands for."""

    title: str
    left: str
    right: str
    value: object = None


class SideList(QListWidget):
    """``opened`` carries the value of the row that Enter or a click chose, ``dropped`` that of Delete.

    A list that ``shows_choice`` marks its current row also while the keyboard is elsewhere.
    """

    opened = Signal(object)
    dropped = Signal(object)

    def __init__(
        self, look: Look, name: str, ground: TokenName = "window", *, shows_choice: bool = False
    ) -> None:
        super().__init__()
        self.ground = ground
        self.shows_choice = shows_choice
        self._look = look
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(_Delegate(look, self))
        self.setObjectName("aside")
        self.itemClicked.connect(lambda item: self.opened.emit(item.data(Role.UserRole).value))

    def show_rows(self, rows: Sequence[SideRow]) -> None:
        """Show these rows; without any the list takes neither room nor keyboard."""
        self.clear()
        for row in rows:
            item = QListWidgetItem()
            item.setData(Role.UserRole, row)
            item.setData(Role.AccessibleTextRole, f"{row.title}, {row.left}, {row.right}")
            self.addItem(item)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if rows else Qt.FocusPolicy.NoFocus)
        self.updateGeometry()

    def current_value(self) -> object:
        """What the current row stands for; None in an empty list."""
        item = self.currentItem()
        return None if item is None else item.data(Role.UserRole).value

    # Qt's own names from here on

    def sizeHint(self) -> QSize:
        return QSize(0, self.count() * self._look.px(ROW_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if item is not None and event.key() in ENTER_KEYS:
            self.opened.emit(item.data(Role.UserRole).value)
        elif item is not None and event.key() == Qt.Key.Key_Delete:
            self.dropped.emit(item.data(Role.UserRole).value)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.currentRow() < 0:
            self.setCurrentRow(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


class _Delegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: SideList) -> None:
        super().__init__(parent)
        self._look = look
        self._list = parent

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._look.px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # The stubs leave out the members of an option.
        rect: QRect = option.rect  # type: ignore[attr-defined]
        is_current = index.row() == self._list.currentRow()  # Qt selects no row when Tab comes
        look, row = self._look, index.data(Role.UserRole)
        has_keyboard = is_current and self._list.hasFocus()
        is_marked = has_keyboard or (is_current and self._list.shows_choice)
        painter.fillRect(rect, look.colour("select" if is_marked else self._list.ground))
        side = CELL_PADDING if is_marked or self._list.shows_choice else 0
        inside = rect.adjusted(side, 3, -side, 0)
        first = QRect(inside.x(), inside.y(), inside.width(), look.px(LINE_HEIGHT))
        second = first.translated(0, look.px(LINE_HEIGHT - 1))
        draw_text(painter, first, row.title, look.font(), look.colour("text"))
        small = look.font(TextSize.HINT)
        draw_text(painter, second, row.right, small, look.colour("text2"), RIGHT)
        second.setRight(second.right() - width_of(small, row.right) - CELL_PADDING)
        draw_text(painter, second, row.left, small, look.colour("text2"))
        if has_keyboard:
            draw_focus(painter, rect, look.colour("accent"), 1)
