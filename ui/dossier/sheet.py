"""Draws a short table: two lines a cell, all of them in the row the keyboard is on."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.dossier.sheet_model import ENTRY_ROLE, Entry, SheetModel
from ui.reception.paper_delegate import wrapped
from ui.theme.look import Look
from ui.theme.measures import EDGE, HEAD_HEIGHT, ROW_HEIGHT, SELECTED_EDGE, Room
from ui.widgets.column_widths import shared_widths
from ui.widgets.ledger_header import HeaderCorner, LedgerHeader, padded
from ui.widgets.paged_model import Column
from ui.widgets.painting import RIGHT, cut_left, draw_drawing, draw_focus, draw_focus_of, draw_text
from ui.widgets.table_habits import calm
from ui.widgets.words_edit import ENTER_KEYS

Index = QModelIndex | QPersistentModelIndex
LINE = 18
ABOVE = 6
LEAST_HEIGHT = 34
SHORT_LINES = 2
MARK_GAP = 6


class Sheet(QTableView):
    """Shows a ``SheetModel``; a row is chosen only while the table has the keyboard.

    ``opened`` carries the number of the row on which Enter or a double click fell.
    """

    opened = Signal(int)

    def __init__(self, look: Look, name: str, model: SheetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._sheet = model
        self._empty_sentence = ""
        self._is_narrow = False
        self.setAccessibleName(name)
        self.setHorizontalHeader(LedgerHeader(look, self))
        self.addScrollBarWidget(HeaderCorner(look), Qt.AlignmentFlag.AlignTop)
        self._set_habits()
        self.setModel(model)
        self.setItemDelegate(_SheetDelegate(look, self))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        model.modelReset.connect(self._start_anew)
        look.changed.connect(self._measure)
        self._measure()

    def _set_habits(self) -> None:
        calm(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().setMinimumSectionSize(1)

    def say_when_empty(self, sentence: str) -> None:
        """One sentence and one key, shown while there is no row."""
        self._empty_sentence = sentence
        self.viewport().update()

    def fit(self, room: Room) -> None:
        """Leave out the columns that fold."""
        self._is_narrow = room.is_narrow
        self._measure()

    def is_open(self, row: int) -> bool:
        """Whether a row shows all its lines."""
        return self.hasFocus() and row == self.currentIndex().row()

    def _start_anew(self) -> None:
        self._measure()
        if self._sheet.rowCount():
            self.setCurrentIndex(self._sheet.index(0, 0))

    def _measure(self) -> None:
        self.horizontalHeader().setFixedHeight(self.look.px(HEAD_HEIGHT))
        self._share_width()
        self._measure_rows()

    def _share_width(self) -> None:
        shown = [each for each in self._sheet.columns if not (each.folds and self._is_narrow)]
        columns = [Column(each.title, str, each.width, each.stretch) for each in shown]
        widths = iter(shared_widths(columns, self.look.column_px, self.viewport().width()))
        for place, column in enumerate(self._sheet.columns):
            self.setColumnHidden(place, column not in shown)
            if column in shown:
                self.setColumnWidth(place, next(widths))

    def _measure_rows(self) -> None:
        for row in range(self._sheet.rowCount()):
            self._measure_row(row)

    def _measure_row(self, row: int) -> None:
        lines = max(
            len(self.lines_of(row, column, self.columnWidth(column), entry))
            for column, entry in enumerate(self._sheet.entries(row))
            if not self.isColumnHidden(column)
        )
        height = 2 * ABOVE + lines * self.look.px(LINE) + 1
        self.setRowHeight(row, max(self.look.px(LEAST_HEIGHT), height))

    def lines_of(self, row: int, column: int, width: int, entry: Entry) -> list[tuple[str, bool]]:
        """The lines of a cell as (words, whether they are the note)."""
        room = padded(QRect(0, 0, width, 1), column, self._sheet.columns[column].is_right).width()
        if entry.mark is not None and entry.text:
            room -= self.look.px(entry.mark.size) + MARK_GAP
        most = None if self.is_open(row) else SHORT_LINES
        text = _cut(wrapped(entry.text, self.look.font(is_bold=entry.is_bold), room), most)
        note = _cut(wrapped(entry.note, self.look.font(), room), most) if entry.note else []
        return [(line, False) for line in text] + [(line, True) for line in note]

    def _turn(self) -> None:
        """Another row is open now."""
        self._measure_rows()
        self.viewport().update()

    # Qt's own names from here on

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._turn()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._turn()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._turn()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if not self._sheet.rowCount():
            rect = QRect(EDGE, 0, self.viewport().width() - 2 * EDGE, self.look.px(2 * ROW_HEIGHT))
            draw_text(painter, rect, self._empty_sentence, self.look.font(), self.look.colour("text2"))
            draw_focus_of(self, painter, self.look.colour("accent"))
        elif self.hasFocus() and self.currentIndex().isValid():
            self._draw_chosen(painter, self.currentIndex().row())

    def _draw_chosen(self, painter: QPainter, row: int) -> None:
        accent = self.look.colour("accent")
        rect = QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row) - 1)
        painter.fillRect(0, rect.y(), SELECTED_EDGE, rect.height(), accent)
        draw_focus(painter, rect, accent, 1)


class _SheetDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._look = look
        self._sheet = sheet

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # The stubs leave out the members of an option.
        rect: QRect = option.rect  # type: ignore[attr-defined]
        entry: Entry = index.data(ENTRY_ROLE)
        look = self._look
        painter.save()
        plain = "select" if self._sheet.is_open(index.row()) else entry.ground or "surface"
        painter.fillRect(rect, look.colour(plain))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.colour("line"))
        if entry.text:
            self._draw_words(painter, rect, index, entry)
        elif entry.mark is not None:
            self._draw_mark(painter, self._first_line(rect), entry)
        painter.restore()

    def _draw_words(self, painter: QPainter, rect: QRect, index: Index, entry: Entry) -> None:
        look, column = self._look, index.column()
        is_right = bool(index.data(Qt.ItemDataRole.TextAlignmentRole) & RIGHT)
        line = padded(self._first_line(rect), column, is_right)
        if entry.mark is not None:
            side = look.px(entry.mark.size)
            self._draw_mark(painter, cut_left(line, side), entry)
            line.setLeft(line.left() + side + MARK_GAP)
        tone = entry.mark.tone if entry.mark is not None else entry.tone
        for words, is_note in self._sheet.lines_of(index.row(), column, rect.width(), entry):
            font = look.font(is_bold=entry.is_bold and not is_note)
            colour = look.colour("text2" if is_note else tone)
            draw_text(painter, line, words, font, colour, RIGHT if is_right else Qt.AlignmentFlag.AlignLeft)
            line.translate(0, look.px(LINE))

    def _draw_mark(self, painter: QPainter, square: QRect, entry: Entry) -> None:
        mark = entry.mark
        if mark is not None:
            draw_drawing(painter, self._look, square, mark.drawing, mark.size, mark.tone)

    def _first_line(self, rect: QRect) -> QRect:
        """The first line of a row; a row of one line is centred."""
        height = self._look.px(LINE)
        least = self._look.px(LEAST_HEIGHT)
        above = (rect.height() - 1 - height) // 2 if rect.height() <= least else ABOVE
        return QRect(rect.x(), rect.y() + above, rect.width(), height)


def _cut(lines: list[str], most: int | None) -> list[str]:
    """No more lines than there is room for; the last one takes the rest and is cut when it is drawn."""
    if most is None or len(lines) <= most:
        return lines
    return [*lines[: most - 1], " ".join(lines[most - 1 :])]
