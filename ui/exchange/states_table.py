"""The four states with how many of today's dossiers are in each."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.sync_state import SyncState
from sync.peers import ON_THE_WAY
from ui.exchange.words import STATE_REMARKS
from ui.terms import SYNC_MARKS, SYNC_WORDS
from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import CELL_PADDING, EDGE, ICON, Room, TextSize
from ui.widgets.panels import Panel
from ui.widgets.text import ShapeLabel, Text

LABEL_WIDTH, LABEL_WIDTH_NARROW = 190, 114
NONE = "–"


class StatesTable(Panel):
    """One column a state: its shape and word, what it means, and the count."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("surface", "bottom", parent)
        self._look = look
        self._is_narrow = False
        self._label = _label(look)
        self._columns = {state: _StateColumn(look, state) for state in ON_THE_WAY}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 1)
        row.setSpacing(0)
        row.addWidget(self._label)
        for column in self._columns.values():
            row.addWidget(column, 1)
        look.changed.connect(self._measure)
        self._measure()

    def show_counts(self, counts: Mapping[SyncState, int]) -> None:
        for state, column in self._columns.items():
            column.show_count(counts[state])

    def count_words(self, state: SyncState) -> str:
        """The figure shown under a state."""
        return self._columns[state].count.text()

    def fit(self, room: Room) -> None:
        """A small window keeps the words and the figures, without what they mean."""
        self._is_narrow = room.is_narrow
        for column in self._columns.values():
            column.remark.setVisible(not (room.is_narrow or room.is_short))
        self._measure()

    def _measure(self) -> None:
        self._label.setFixedWidth(self._look.px(LABEL_WIDTH_NARROW if self._is_narrow else LABEL_WIDTH))


class _StateColumn(Panel):
    def __init__(self, look: Look, state: SyncState) -> None:
        super().__init__("surface", "left")
        self.remark = Text(look, STATE_REMARKS[state], tone="text2", size=TextSize.HINT, is_cut=True)
        self.remark.setToolTip(STATE_REMARKS[state])
        self.count = Text(look, NONE, size=TextSize.FIGURE, is_bold=True)
        self._unit = Text(look, "hồ sơ", tone="text2")
        self._words = SYNC_WORDS[state]
        word = ShapeLabel(look, shape_size=ICON)
        mark = SYNC_MARKS[state]
        word.show_state(Mark(mark.drawing, mark.tone, is_bold=True, size=ICON), self._words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(_head(word, self.remark), 1)
        column.addWidget(_figure(self.count, self._unit))

    def show_count(self, count: int) -> None:
        self.count.setText(f"{count:,}".replace(",", ".") if count else NONE)
        self._unit.setVisible(bool(count))
        self.setAccessibleName(f"{self._words}: {count} hồ sơ")


def _label(look: Look) -> QWidget:
    """The table's first column: what is counted."""
    label = QWidget()
    column = QVBoxLayout(label)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(_head(Text(look, "Việc hôm nay", tone="text2")), 1)
    # A blank in the figures' size keeps this row as high as theirs.
    as_high = Text(look, "\N{NO-BREAK SPACE}", size=TextSize.FIGURE, is_bold=True)
    column.addWidget(_figure(Text(look, "Hồ sơ", is_bold=True), as_high))
    return label


def _head(*parts: QWidget) -> Panel:
    head = Panel("bar", "bottom")
    column = QVBoxLayout(head)
    column.setContentsMargins(EDGE, 5, CELL_PADDING, 6)
    column.setSpacing(2)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return head


def _figure(*parts: QWidget) -> QWidget:
    figure = QWidget()
    row = QHBoxLayout(figure)
    row.setContentsMargins(EDGE, 5, CELL_PADDING, 6)
    row.setSpacing(CELL_PADDING)
    for part in parts:
        row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
    row.addStretch(1)
    return figure
