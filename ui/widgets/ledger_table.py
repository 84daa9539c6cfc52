"""The table of the program: hairlines, no zebra, no vertical rules, headings among the rows."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from ui.theme.look import Look
from ui.theme.measures import EDGE, HEAD_HEIGHT, ROW_HEIGHT, SELECTED_EDGE, Room
from ui.theme.tokens import TokenName
from ui.widgets.column_widths import shared_widths
from ui.widgets.ledger_header import HeaderCorner, LedgerHeader
from ui.widgets.paged_model import Fetch, Index, PagedModel
from ui.widgets.painting import draw_focus, draw_focus_of, draw_text
from ui.widgets.row_layout import Group
from ui.widgets.row_painter import CellRoom, RowPainter
from ui.widgets.table_habits import calm

# Dragging the scroll bar passes over thousands of rows nobody reads.
SIGHT_RESTS_MS = 30


class LedgerTable(QTableView):
    """Shows a ``PagedModel``; one row is always chosen, the first (the worst) to begin with.

    ``chosen`` carries the chosen row as the service gave it, or None while there is none or it has not
    come yet; ``opened`` the row on which Enter or a double click fell.
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        look: Look,
        name: str,
        model: PagedModel[Any],
        identity: Callable[[Any], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self.hovered_line = -1
        self._rows = model
        self._identity = identity
        self._sought: object = None
        self._painter = RowPainter(look)
        self._is_narrow = False
        self._empty_sentence = ""
        self._sight = QTimer(self, singleShot=True, interval=SIGHT_RESTS_MS)
        self._sight.timeout.connect(self._need_sight)
        self.setAccessibleName(name)
        self.setHorizontalHeader(LedgerHeader(look, self))
        self.addScrollBarWidget(HeaderCorner(look), Qt.AlignmentFlag.AlignTop)
        self._set_habits()
        self.setModel(model)
        model.modelReset.connect(self._start_anew)
        model.arrived.connect(self._take_arrival)
        model.dataChanged.connect(self._tell_chosen)
        look.changed.connect(self._measure)
        self._measure()

    def _set_habits(self) -> None:
        calm(self)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._sight.start())
        self.doubleClicked.connect(lambda _index: self._open())
        self.entered.connect(self._hover)

    def show_groups(
        self, groups: Sequence[Group], fetch: Fetch[Any], first: int = 0, *, keeps_place: bool = False
    ) -> None:
        """Show other rows; ``keeps_place`` when they are the same list as before, read anew."""
        chosen, line = self.chosen_row(), self.currentIndex().row()
        scrolled = self.verticalScrollBar().value()
        self._sought = self._identity(chosen) if keeps_place and chosen is not None else None
        self._rows.show(groups, fetch, first)
        if self._sought is not None:
            self.verticalScrollBar().setValue(scrolled)
            self._choose_near(line)
            self._take_arrival()

    def say_when_empty(self, sentence: str) -> None:
        """One sentence and one key, shown while the list has no row."""
        self._empty_sentence = sentence
        self.viewport().update()

    def fit(self, room: Room) -> None:
        """Leave out the columns that fold."""
        self._is_narrow = room.is_narrow
        self._share_width()

    def chosen_row(self) -> object:
        """The row the keyboard is on, as the service gave it."""
        return self._rows.row_at(self.currentIndex().row())

    def choose_line(self, line: int) -> None:
        index = self._rows.index(line, 0)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _start_anew(self) -> None:
        """After other groups came: headings span the width, and the first row is chosen."""
        self._measure()
        self.scrollToTop()
        self._choose_near(0)
        self._need_sight()
        self._tell_chosen()

    def _choose_near(self, line: int) -> None:
        """Choose the row on this line, or the first after it if a heading stands there."""
        layout = self._rows.layout_of_rows
        if layout.lines:
            offset = layout.offset_from(min(line, layout.lines - 1))
            self.setCurrentIndex(self._rows.index(layout.line_of(offset), 0))

    def _take_arrival(self) -> None:
        """Rows came: ask for what is still missing, and find the row that was chosen before."""
        self._sight.start()
        if self._sought is None:
            return
        line = self._rows.line_where(lambda row: self._identity(row) == self._sought)
        if line is not None:
            self._sought = None
            self.setCurrentIndex(self._rows.index(line, 0))

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.look.px(ROW_HEIGHT))
        self.verticalHeader().setMinimumSectionSize(1)
        self.horizontalHeader().setFixedHeight(self.look.px(HEAD_HEIGHT))
        self.clearSpans()
        for line in self._rows.layout_of_rows.heading_lines():
            self.setSpan(line, 0, 1, len(self._rows.columns))
            self.verticalHeader().resizeSection(line, self.look.px(HEAD_HEIGHT))
        self._share_width()

    def _share_width(self) -> None:
        shown = [column for column in self._rows.columns if not (column.folds and self._is_narrow)]
        widths = iter(shared_widths(shown, self.look.column_px, self.viewport().width()))
        for place, column in enumerate(self._rows.columns):
            self.setColumnHidden(place, column not in shown)
            if column in shown:
                self.setColumnWidth(place, next(widths))

    def _need_sight(self) -> None:
        """Tell the model which lines are in sight, with a screenful more on either side."""
        top, bottom = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        last = self._rows.rowCount() - 1
        top = max(0, top)
        bottom = last if bottom < 0 else bottom
        margin = bottom - top + 1
        self._rows.need(top - margin, bottom + margin)

    def _tell_chosen(self) -> None:
        self.chosen.emit(self.chosen_row())

    def _open(self) -> None:
        row = self.chosen_row()
        if row is not None:
            self.opened.emit(row)

    def _hover(self, index: QModelIndex) -> None:
        left, self.hovered_line = self.hovered_line, index.row()
        for line in (left, self.hovered_line):
            self._update_line(line)

    def _update_line(self, line: int) -> None:
        """Draw one line anew: nothing else shows which one is chosen or pointed at."""
        if 0 <= line < self._rows.rowCount():
            top, height = self.rowViewportPosition(line), self.rowHeight(line)
            self.viewport().update(0, top, self.viewport().width(), height)

    # Qt's own names from here on

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._tell_chosen()
        for index in (current, previous):
            self._update_line(index.row())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._sought = None
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._sought = None
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        left, self.hovered_line = self.hovered_line, -1
        self._update_line(left)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()
        self._sight.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._draw_lines(painter, event.rect())
        if not self._rows.rowCount():
            self._draw_empty(painter)
            draw_focus_of(self, painter, self.look.colour("accent"))
        elif self.currentIndex().isValid():
            self._draw_chosen(painter)

    def _draw_lines(self, painter: QPainter, area: QRect) -> None:
        """The lines that this area shows."""
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        last = self._rows.rowCount() - 1 if last < 0 else last
        cells = self._cell_rooms()
        for line in range(first, last + 1) if first >= 0 else ():
            rect = QRect(0, self.rowViewportPosition(line), self.viewport().width(), self.rowHeight(line))
            heading = self._rows.layout_of_rows.heading_at(line)
            if heading is not None:
                self._painter.draw_heading(painter, rect, heading)
            else:
                self._painter.draw_row(painter, rect, self._ground(line), self._rows.row_at(line), cells)

    def _cell_rooms(self) -> list[CellRoom]:
        return [
            CellRoom(place, column, self.columnViewportPosition(place), self.columnWidth(place))
            for place, column in enumerate(self._rows.columns)
            if not self.isColumnHidden(place)
        ]

    def _ground(self, line: int) -> TokenName:
        if line == self.currentIndex().row():
            return "select"
        return "hover" if line == self.hovered_line else "surface"

    def _draw_empty(self, painter: QPainter) -> None:
        rect = QRect(EDGE, 0, self.viewport().width() - 2 * EDGE, self.look.px(2 * ROW_HEIGHT))
        draw_text(painter, rect, self._empty_sentence, self.look.font(), self.look.colour("text2"))

    def _draw_chosen(self, painter: QPainter) -> None:
        """The edge of the chosen row, and its border while the list has the keyboard."""
        line = self.currentIndex().row()
        rect = QRect(0, self.rowViewportPosition(line), self.viewport().width(), self.rowHeight(line))
        painter.fillRect(0, rect.y(), SELECTED_EDGE, rect.height() - 1, self.look.colour("accent"))
        if self.hasFocus():
            draw_focus(painter, rect.adjusted(0, 0, 0, -1), self.look.colour("accent"), 1)

    def sizeHint(self) -> QSize:
        return QSize(0, self.look.px(5 * ROW_HEIGHT))
