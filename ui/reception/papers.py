"""The checklist's rows: which papers the catalogue asks for, and what was handed in of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.domain.procedure import Component, Filing, Procedure
from app.services.reception import HandedIn

Role = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
PAPER_ROLE = Role.UserRole + 1
MOST_OF_A_PAPER = 99


@dataclass(frozen=True, slots=True)
class PaperHead:
    """The heading over a part of the checklist."""

    title: str
    aside: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper and, once it lies on the counter, how many of it."""

    component: Component
    handed_in: HandedIn | None

    @property
    def title(self) -> str:
        condition = self.component.condition
        return f"{self.component.title} ({condition})" if condition else self.component.title

    @property
    def manner(self) -> str:
        return "Xuất trình" if self.component.is_presented_only else "Nộp"

    @property
    def counts(self) -> HandedIn:
        """What was handed in, or what the catalogue asks for."""
        return self.handed_in or HandedIn(self.component.originals, self.component.copies)

    @property
    def spoken(self) -> str:
        state = "đã có" if self.handed_in else "chưa có"
        counts = f"chính {self.counts.originals}, sao {self.counts.copies}"
        return f"{self.component.number}. {self.title}, {self.manner}, {state}, {counts}"


class PapersModel(QAbstractListModel):
    """Headings and papers in one list; ``changed`` follows each tick and each count."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._components: tuple[Component, ...] = ()
        self._handed_in: dict[int, HandedIn] = {}
        self._lines: list[PaperHead | int] = []
        self.online_only = 0

    def show(self, procedure: Procedure | None, handed_in: Mapping[int, HandedIn]) -> None:
        """List a procedure's papers as far as they are asked for at the counter."""
        components = procedure.components if procedure else ()
        asked = tuple(each for each in components if each.is_asked_for(Filing.COUNTER))
        self.beginResetModel()
        self.online_only = len(components) - len(asked)
        self._components = asked
        self._handed_in = {n: given for n, given in handed_in.items() if n in {c.number for c in asked}}
        self._lines = self._lined_up()
        self.endResetModel()

    def handed_in(self) -> Mapping[int, HandedIn]:
        return dict(self._handed_in)

    def paper_count(self) -> int:
        return len(self._components)

    def paper_at(self, line: int) -> Paper | None:
        """The paper on a line; None on a heading and beside the list."""
        if not 0 <= line < len(self._lines):
            return None
        number = self._lines[line]
        if isinstance(number, PaperHead):
            return None
        component = next(each for each in self._components if each.number == number)
        return Paper(component, self._handed_in.get(number))

    def line_of(self, number: int) -> int | None:
        """The line of the paper with this number."""
        return self._lines.index(number) if number in self._lines else None

    def first_line(self) -> int:
        """The first paper's line; 0 of an empty list."""
        return min(1, max(0, len(self._lines) - 1))

    def toggle(self, line: int) -> None:
        """The paper came, or it was a slip of the finger."""
        paper = self.paper_at(line)
        if paper is None:
            return
        number = paper.component.number
        if self._handed_in.pop(number, None) is None:
            self._handed_in[number] = paper.counts
        self._tell(line)

    def tick_mandatory(self) -> None:
        """Every mandatory paper is there."""
        for component in self._components:
            if component.is_mandatory:
                asked = HandedIn(component.originals, component.copies)
                self._handed_in.setdefault(component.number, asked)
        self._tell_all()

    def count(self, line: int, originals: int | None = None, copies: int | None = None) -> None:
        """So many originals or copies of a paper came; that ticks it."""
        paper = self.paper_at(line)
        if paper is None:
            return
        before = paper.counts
        self._handed_in[paper.component.number] = HandedIn(
            before.originals if originals is None else min(originals, MOST_OF_A_PAPER),
            before.copies if copies is None else min(copies, MOST_OF_A_PAPER),
        )
        self._tell(line)

    def _lined_up(self) -> list[PaperHead | int]:
        mandatory = [each.number for each in self._components if each.is_mandatory]
        conditional = [each.number for each in self._components if not each.is_mandatory]
        lines: list[PaperHead | int] = []
        if mandatory:
            present = sum(number in self._handed_in for number in mandatory)
            lines += [PaperHead("Bắt buộc", f"đã có {present} trong {len(mandatory)}"), *mandatory]
        if conditional:
            lines += [
                PaperHead("Chỉ khi có trường hợp riêng", f"{len(conditional)} giấy tờ"),
                *conditional,
            ]
        return lines

    def _tell(self, line: int) -> None:
        self._lines = self._lined_up()
        for changed in (line, 0):
            self.dataChanged.emit(self.index(changed), self.index(changed))
        self.changed.emit()

    def _tell_all(self) -> None:
        self._lines = self._lined_up()
        self.dataChanged.emit(self.index(0), self.index(len(self._lines) - 1))
        self.changed.emit()

    # Qt's own names from here on

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.paper_at(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not self.checkIndex(index, QAbstractListModel.CheckIndexOption.IndexIsValid):
            return None
        line = self._lines[index.row()]
        if isinstance(line, PaperHead):
            return _head_data(line, role)
        return _paper_data(self.paper_at(index.row()), role)


def _head_data(head: PaperHead, role: int) -> Any:
    texts = {
        Role.DisplayRole: head.title,
        Role.AccessibleTextRole: f"{head.title}, {head.aside}",
        PAPER_ROLE: head,
    }
    return texts.get(role)


def _paper_data(paper: Paper | None, role: int) -> Any:
    match role:
        case _ if paper is None:
            return None
        case Role.DisplayRole:
            return paper.title
        case Role.AccessibleTextRole:
            return paper.spoken
        case Role.CheckStateRole:
            return Qt.CheckState.Checked if paper.handed_in else Qt.CheckState.Unchecked
    return paper if role == PAPER_ROLE else None
