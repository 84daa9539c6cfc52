"""A table of figures: every cell can be chosen by the keyboard and opened to what it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.theme.look import Look
from ui.theme.measures import EDGE, HEAD_HEIGHT, ROW_HEIGHT, TextSize
from ui.theme.tokens import TokenName
from ui.widgets.column_widths import shared_widths
from ui.widgets.ledger_header import LedgerHeader, padded
from ui.widgets.paged_model import Column, Index
from ui.widgets.painting import LEFT, RIGHT, draw_focus, draw_focus_of, draw_text
from ui.widgets.table_habits import calm

Role = Qt.ItemDataRole
NO_INDEX = QModelIndex()
NONE = "0"
HEAD_AIR, HIGHEST = 8, 200


@dataclass(frozen=True, slots=True)
class GridRow:
    """A line of ready words; ``subject`` is what was asked for it, handed back when it is opened."""

    cells: tuple[str, ...]
    subject: Any = None
    is_total: bool = False


class GridModel(QAbstractTableModel):
    """Shows the rows it is given."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.columns: tuple[Column[GridRow], ...] = ()
        self.rows: tuple[GridRow, ...] = ()

    def show(self, columns: Sequence[Column[GridRow]], rows: Sequence[GridRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.columns, self.rows = tuple(columns), tuple(rows)
        self.endResetModel()

    # Qt's own names from here on

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Role.DisplayRole:
            return self.columns[section].title
        return self._alignment(section) if role == Role.TextAlignmentRole else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        words = self.rows[index.row()].cells[index.column()]
        match role:
            case Role.DisplayRole:
                return words
            case Role.AccessibleTextRole:
                row = self.rows[index.row()]
                return f"{row.cells[0]}, {self.columns[index.column()].title}: {words}"
            case Role.TextAlignmentRole:
                return self._alignment(index.column())
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        return (RIGHT if self.columns[column].is_right else LEFT) | Qt.AlignmentFlag.AlignVCenter


class FigureHeader(LedgerHeader):
    """Heads of as many lines as they need: figures stand close."""

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        super().paintSection(painter, rect, -1)
        orientation = Qt.Orientation.Horizontal
        title = self.model().headerData(section, orientation, Role.DisplayRole) or ""
        alignment = self.model().headerData(section, orientation, Role.TextAlignmentRole)
        is_right = bool(alignment and alignment & RIGHT)
        painter.save()
        painter.setFont(self._look.font(TextSize.HINT))
        painter.setPen(self._look.colour("text2"))
        painter.drawText(
            padded(rect, section, is_right),
            (RIGHT if is_right else LEFT) | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap,
            title,
        )
        painter.restore()


class FigureGrid(QTableView):
    """``opened`` carries the line's subject and the column's place; the arrows go from figure to figure."""

    opened = Signal(object, int)

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.grid = GridModel(self)
        self._empty = ""
        self.setAccessibleName(name)
        self.setHorizontalHeader(FigureHeader(look, self))
        calm(self)
        self.setModel(self.grid)
        self.setItemDelegate(_FigureDelegate(look, self))
        self.doubleClicked.connect(self._open)
        look.changed.connect(self._measure)
        self._measure()

    def show_rows(self, columns: Sequence[Column[GridRow]], rows: Sequence[GridRow], empty: str) -> None:
        """Show these rows, the keyboard staying on its cell; ``empty`` is said where there is none."""
        place = self.currentIndex()
        row, column = max(0, place.row()), max(1, place.column())
        self._empty = empty
        self.grid.show(columns, rows)
        self._measure()
        if rows:
            self.setCurrentIndex(self.grid.index(min(row, len(rows) - 1), min(column, len(columns) - 1)))

    def open_current(self) -> None:
        """Open the figure that the keyboard is on."""
        self._open(self.currentIndex())

    def _open(self, index: Index) -> None:
        if index.isValid():
            self.opened.emit(self.grid.rows[index.row()].subject, index.column())

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.look.px(ROW_HEIGHT))
        self._share_width()

    def _share_width(self) -> None:
        widths = shared_widths(self.grid.columns, self.look.column_px, self.viewport().width())
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width)
        self.horizontalHeader().setFixedHeight(self._head_height(widths))

    def _head_height(self, widths: Sequence[int]) -> int:
        """High enough for the longest head in its column."""
        metrics = QFontMetrics(self.look.font(TextSize.HINT))
        heights = [
            metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, column.title).height()
            for place, column in enumerate(self.grid.columns)
            if (room := padded(QRect(0, 0, widths[place], HIGHEST), place, column.is_right)).width() > 0
        ]
        return max([self.look.px(HEAD_HEIGHT), *(height + self.look.px(HEAD_AIR) for height in heights)])

    # Qt's own names from here on

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_current()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        draw_focus_of(self, painter, self.look.colour("accent"))
        if not self.grid.rows:
            rect = QRect(EDGE, 0, self.viewport().width() - 2 * EDGE, self.look.px(2 * ROW_HEIGHT))
            draw_text(painter, rect, self._empty, self.look.font(), self.look.colour("text2"))


class _FigureDelegate(QStyledItemDelegate):
    """Figures at the right, noughts faint, the total under a strong rule."""

    def __init__(self, look: Look, grid: FigureGrid) -> None:
        super().__init__(grid)
        self._look = look
        self._grid = grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # The stubs leave out the members of an option.
        rect: QRect = option.rect  # type: ignore[attr-defined]
        row = self._grid.grid.rows[index.row()]
        column = self._grid.grid.columns[index.column()]
        is_current = index == self._grid.currentIndex()
        painter.save()
        self._draw_ground(painter, rect, row, is_current)
        words = row.cells[index.column()]
        font = self._look.font(is_bold=row.is_total)
        tone: TokenName = "text3" if words == NONE else column.tone
        side = RIGHT if column.is_right else LEFT
        room = padded(rect, index.column(), column.is_right)
        draw_text(painter, room, words, font, self._look.colour(tone), side)
        if is_current and self._grid.hasFocus():
            draw_focus(painter, rect.adjusted(0, 0, 0, -1), self._look.colour("accent"), 1)
        painter.restore()

    def _draw_ground(self, painter: QPainter, rect: QRect, row: GridRow, is_current: bool) -> None:
        ground: TokenName = "select" if is_current else ("sunken" if row.is_total else "surface")
        painter.fillRect(rect, self._look.colour(ground))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, self._look.colour("line"))
        if row.is_total:
            painter.fillRect(rect.x(), rect.y(), rect.width(), 1, self._look.colour("line2"))


def text_column(title: str, place: int, width: int, stretch: int = 0, **fields: Any) -> Column[GridRow]:
    """A column of the words at ``place``."""
    return Column(title, lambda row: row.cells[place], width, stretch, **fields)
