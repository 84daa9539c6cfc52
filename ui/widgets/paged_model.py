"""A table model for lists of any length: it holds a few pages and asks for the ones in sight.

``data()`` never queries. The view tells which lines are in sight (``need``); the pages that are missing
are asked for off the window's thread, and lines show a dash until theirs has come.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from shiboken6 import isValid

from ui.theme.marks import Mark
from ui.theme.tokens import TokenName
from ui.widgets.pages import PAGE_ROWS, Pages
from ui.widgets.row_layout import Group, RowLayout

Row = TypeVar("Row")
Fetch = Callable[[int, int], Sequence[Row]]
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

NO_INDEX = QModelIndex()
NOT_HERE_YET = "–"

ROW_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows."""

    text: str
    tone: TokenName = "text"
    is_right: bool = False
    mark: Mark | None = None


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column as data; ``width`` is fixed or, of a column that stretches, the least.

    A column that ``folds`` is left out of a narrow window.
    """

    title: str
    text: Callable[[Row], str]
    width: int
    stretch: int = 0
    tone: TokenName = "text"
    is_right: bool = False
    mark: Callable[[Row], Mark] | None = None
    folds: bool = False


class Asker(Protocol):
    """Whoever answers questions off the window's thread: the TaskRunner, or a test at once."""

    def ask(
        self,
        question: Callable[[], Any],
        answered: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None: ...


class PagedModel(QAbstractTableModel, Generic[Row]):
    """Shows groups of rows under their headings."""

    arrived = Signal()
    failed = Signal(Exception)

    def __init__(self, columns: Sequence[Column[Row]], asker: Asker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.layout_of_rows = RowLayout()
        self._asker = asker
        self._fetch: Fetch[Row] = _nothing
        self._pages: Pages[Row] = Pages()
        self._asked: set[int] = set()
        self._generation = 0

    def show(self, groups: Sequence[Group], fetch: Fetch[Row], first: int = 0) -> None:
        """Show these groups; rows come from ``fetch(offset, limit)``, the first of them at ``first``."""
        layout = RowLayout(groups, first)
        is_same_list = fetch == self._fetch
        self._fetch = fetch
        self._generation += 1
        self._asked.clear()
        if layout.groups == self.layout_of_rows.groups and first == self.layout_of_rows.first:
            self._pages.age()
            self.arrived.emit()
            return
        self.beginResetModel()
        self.layout_of_rows = layout
        if is_same_list:
            self._pages.age()
        else:
            self._pages.clear()
        self.endResetModel()

    def need(self, first_line: int, last_line: int) -> None:
        """Ask for what these lines show and is not here."""
        layout = self.layout_of_rows
        if not layout.lines:
            return
        first = layout.offset_from(max(0, first_line))
        last = layout.offset_from(min(last_line, layout.lines - 1))
        for page in self._pages.missing(first, last):
            self._ask(page)

    def row_at(self, line: int) -> Row | None:
        """The row on a line, unless it is a heading or not here yet."""
        if not 0 <= line < self.layout_of_rows.lines:
            return None
        offset = self.layout_of_rows.offset_at(line)
        return None if offset is None else self._pages.row(offset)

    def line_where(self, is_wanted: Callable[[Row], bool]) -> int | None:
        """The line of the first row here that is wanted."""
        layout = self.layout_of_rows
        for offset, row in self._pages.items():
            if layout.first <= offset < layout.end and is_wanted(row):
                return layout.line_of(offset)
        return None

    def _ask(self, page: int) -> None:
        if page in self._asked:
            return
        self._asked.add(page)
        generation, fetch = self._generation, self._fetch

        def answered(rows: Sequence[Row]) -> None:
            if isValid(self) and generation == self._generation:  # its window may be gone by then
                self._take(page, rows)

        def failed(error: Exception) -> None:
            if isValid(self):
                self._asked.discard(page)
                self.failed.emit(error)

        self._asker.ask(lambda: fetch(page * PAGE_ROWS, PAGE_ROWS), answered, failed)

    def _take(self, page: int, rows: Sequence[Row]) -> None:
        self._asked.discard(page)
        self._pages.put(page, rows)
        layout = self.layout_of_rows
        first = max(page * PAGE_ROWS, layout.first)
        last = min(page * PAGE_ROWS + len(rows), layout.end) - 1
        if first <= last:
            right = len(self.columns) - 1
            top, bottom = layout.line_of(first), layout.line_of(last)
            self.dataChanged.emit(self.index(top, 0), self.index(bottom, right))
        self.arrived.emit()

    # Qt's own names from here on

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else self.layout_of_rows.lines

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.layout_of_rows.heading_at(index.row()) is not None:
            return Qt.ItemFlag.NoItemFlags
        return ROW_FLAGS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        match role:
            case Role.DisplayRole:
                return self.columns[section].title
            case Role.TextAlignmentRole:
                return _alignment(self.columns[section])
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        heading = self.layout_of_rows.heading_at(index.row())
        if heading is not None:
            return _heading_data(heading, index.column(), role)
        return self._row_data(self.columns[index.column()], self.row_at(index.row()), role)

    def _row_data(self, column: Column[Row], row: Row | None, role: int) -> Any:
        if role == Role.DisplayRole:
            return NOT_HERE_YET if row is None else column.text(row)
        return _alignment(column) if role == Role.TextAlignmentRole else None


def cell_of(column: Column[Row], row: Row | None) -> Cell:
    """What a cell shows of a row; a dash where the row has not come yet."""
    if row is None:
        return Cell(NOT_HERE_YET, "text3", column.is_right)
    mark = column.mark(row) if column.mark is not None else None
    return Cell(column.text(row), column.tone, column.is_right, mark)


def _heading_data(heading: Group, column: int, role: int) -> Any:
    if role == Role.DisplayRole and column == 0:
        return f"{heading.title} {heading.aside}".strip()
    return None


def _alignment(column: Column[Any]) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.is_right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _nothing(_offset: int, _limit: int) -> Sequence[Any]:
    return ()
