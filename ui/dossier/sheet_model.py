"""A short table whose cells may have a second line: what was done, with its note under it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.theme.marks import Mark
from ui.theme.tokens import TokenName

Role = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
ENTRY_ROLE = Role.UserRole + 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell: its words, the note under them, a state's mark before them; a mark alone stands centred."""

    text: str
    note: str = ""
    mark: Mark | None = None
    tone: TokenName = "text"
    is_bold: bool = False
    ground: TokenName | None = None

    @property
    def spoken(self) -> str:
        return f"{self.text}. {self.note}" if self.note else self.text


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column's head and width; a column that stretches shares what the others leave.

    A column that ``folds`` is left out of a narrow window.
    """

    title: str
    width: int
    stretch: int = 0
    is_right: bool = False
    folds: bool = False


Entries = tuple[Entry, ...]


class SheetModel(QAbstractTableModel):
    """Shows the rows it is given, one entry for each column."""

    def __init__(self, columns: Sequence[SheetColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: tuple[Entries, ...] = ()

    def show(self, rows: Sequence[Entries]) -> None:
        """Show these rows instead of those before; the same rows again disturb nobody."""
        if tuple(rows) == self._rows:
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def entries(self, row: int) -> Entries:
        return self._rows[row]

    # Qt's own names from here on

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        match role:
            case Role.DisplayRole:
                return self.columns[section].title
            case Role.TextAlignmentRole:
                return self._alignment(section)
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._rows[index.row()][index.column()]
        match role:
            case Role.DisplayRole:
                return entry.text
            case Role.AccessibleTextRole:
                return entry.spoken
            case Role.TextAlignmentRole:
                return self._alignment(index.column())
        return entry if role == ENTRY_ROLE else None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        is_right = self.columns[column].is_right
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
