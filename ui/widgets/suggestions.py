"""What may be meant, in a list under the field that is being typed in.

The list never takes the keyboard: arrow keys move in it while the field keeps composing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, ROW_HEIGHT, SELECTED_EDGE
from ui.widgets.painting import RIGHT, draw_text, width_of
from ui.widgets.words_edit import ENTER_KEYS, WordsEdit

Key = Qt.Key
Role = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex
BORDER = 1
LEAST_WIDTH = 440
LEAST_ASIDE = 24
ANSWERED_KEYS = frozenset({Key.Key_Down, Key.Key_Up, Key.Key_Escape}) | ENTER_KEYS


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A short lead such as a code, what is meant, what tells it from others, and what it stands for."""

    title: str
    value: object
    lead: str = ""
    aside: str = ""


class Suggestions(QListWidget):
    """``taken`` carries the value of what Enter or a click chose."""

    taken = Signal(object)

    def __init__(self, look: Look, field: WordsEdit, name: str) -> None:
        super().__init__(field)
        self._look = look
        self._field = field
        field.key_taker = self
        field.left.connect(self.hide)
        self.setObjectName("choices")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Delegate(look, self))
        self.itemClicked.connect(self._take)
        self.hide()

    def offer(self, suggestions: Sequence[Suggestion]) -> None:
        """Show what may be meant, the likeliest chosen; nothing to show hides the list."""
        self.clear()
        if not suggestions or not self._field.hasFocus():
            self.hide()
            return
        for suggestion in suggestions:
            self.addItem(_item(suggestion))
        self.setCurrentRow(0)
        self._place(len(suggestions))

    def first(self) -> object:
        """The value on top, or None."""
        item = self.item(0)
        return None if item is None else item.data(Role.UserRole).value

    def wants_key(self, event: QKeyEvent) -> bool:
        """Whether the list answers a key of its field."""
        return self.isVisible() and event.key() in ANSWERED_KEYS

    def take_key(self, event: QKeyEvent) -> None:
        """Move, take or close."""
        if event.key() in ENTER_KEYS:
            self._take(self.currentItem())
        elif event.key() == Key.Key_Escape:
            self.hide()
        else:
            step = 1 if event.key() == Key.Key_Down else -1
            self.setCurrentRow((self.currentRow() + step) % self.count())

    def _take(self, item: QListWidgetItem) -> None:
        value = item.data(Role.UserRole).value
        self.hide()
        self.taken.emit(value)

    def _place(self, rows: int) -> None:
        """Under the field, over whatever stands there, inside the window."""
        window = self._field.window()
        corner = self._field.mapTo(window, self._field.rect().bottomLeft())
        width = max(self._field.width(), min(self._look.px(LEAST_WIDTH), window.width() - corner.x()))
        height = rows * self._look.px(ROW_HEIGHT) + 2 * BORDER
        self.setParent(window)
        self.setGeometry(corner.x(), corner.y() + 2, width, min(height, window.height() - corner.y() - 2))
        self.show()
        self.raise_()


class _Delegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: Suggestions) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._look.px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # The stubs leave out the members of an option.
        rect: QRect = option.rect  # type: ignore[attr-defined]
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        look, suggestion = self._look, index.data(Role.UserRole)
        painter.fillRect(rect, look.colour("select" if is_chosen else "surface"))
        if is_chosen:
            painter.fillRect(rect.x(), rect.y(), SELECTED_EDGE, rect.height(), look.colour("accent"))
        inside = rect.adjusted(CELL_PADDING, 0, -CELL_PADDING, 0)
        inside.setLeft(inside.left() + self._draw_lead(painter, inside, suggestion.lead))
        title = look.font(is_bold=True)
        draw_text(painter, inside, suggestion.title, title, look.colour("text"))
        # What tells it from others gives way to what it is.
        inside.setLeft(inside.left() + width_of(title, suggestion.title) + CELL_PADDING)
        if inside.width() > LEAST_ASIDE:
            draw_text(painter, inside, suggestion.aside, look.font(), look.colour("text2"), RIGHT)

    def _draw_lead(self, painter: QPainter, rect: QRect, lead: str) -> int:
        draw_text(painter, rect, lead, self._look.font(), self._look.colour("text2"))
        return width_of(self._look.font(), lead) + CELL_PADDING if lead else 0


def _item(suggestion: Suggestion) -> QListWidgetItem:
    item = QListWidgetItem()
    item.setData(Role.UserRole, suggestion)
    spoken = (suggestion.lead, suggestion.title, suggestion.aside)
    item.setData(Role.AccessibleTextRole, ", ".join(part for part in spoken if part))
    return item
