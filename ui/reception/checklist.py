"""The checklist of papers, ticked by keyboard: a digit or the space bar, counts after Right."""

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QSizePolicy, QVBoxLayout, QWidget

from app.domain.procedure import Procedure
from app.services.reception import HandedIn
from ui.reception.paper_delegate import Cells, PaperDelegate
from ui.reception.papers import PapersModel
from ui.theme.look import Look
from ui.theme.measures import EDGE, HEAD_HEIGHT, TextSize
from ui.widgets.painting import RIGHT, draw_focus_of, draw_text
from ui.widgets.panels import Panel
from ui.widgets.text import Text
from ui.widgets.words_edit import ENTER_KEYS

Key = Qt.Key
Index = QModelIndex | QPersistentModelIndex
TICK, ORIGINALS, COPIES = 0, 1, 2
EMPTY = "Chọn thủ tục để thấy giấy tờ cần có."
HINT = "Số, Dấu cách: đánh dấu · 0: đủ phần bắt buộc"


class Checklist(QListView):
    """Papers under their headings; the row the keyboard is on opens fully."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.papers = PapersModel(self)
        self._column = TICK
        self._typed = ""
        self.setModel(self.papers)
        self.setItemDelegate(PaperDelegate(look, self, self))
        self.setAccessibleName("Thành phần hồ sơ")
        self.setAccessibleDescription(HINT)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        look.changed.connect(self.scheduleDelayedItemsLayout)

    def show_procedure(self, procedure: Procedure | None, handed_in: Mapping[int, HandedIn]) -> None:
        self.papers.show(procedure, handed_in)
        self._column, self._typed = TICK, ""
        self.setCurrentIndex(self.papers.index(self.papers.first_line()))

    def go_to(self, number: int) -> None:
        """Put the keyboard on a paper."""
        line = self.papers.line_of(number)
        if line is not None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.setCurrentIndex(self.papers.index(line))

    # what the delegate asks

    @property
    def column(self) -> int:
        return self._column

    def has_keyboard(self, line: int) -> bool:
        return self.hasFocus() and line == self.currentIndex().row()

    def row_width(self) -> int:
        return self.viewport().width()

    # Qt's own names from here on

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._column, self._typed = TICK, ""
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self._hear(event):
            self._pass_on(event)

    def _pass_on(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            self.focusNextPrevChild(True)
        else:
            super().keyPressEvent(event)

    def _hear(self, event: QKeyEvent) -> bool:
        """Whether a key ticked, counted or moved between the counts."""
        match event.key():
            case Key.Key_Space:
                self.papers.toggle(self.currentIndex().row())
            case Key.Key_Right:
                self._move(min(COPIES, self._column + 1))
            case Key.Key_Left:
                self._move(max(TICK, self._column - 1))
            case digit if Key.Key_0 <= digit <= Key.Key_9:
                self._hear_digit(digit - Key.Key_0)
            case _:
                return False
        return True

    def _hear_digit(self, digit: int) -> None:
        if self._column != TICK:
            self._count(digit)
        elif digit == 0:
            self.papers.tick_mandatory()
        elif (line := self.papers.line_of(digit)) is not None:
            self.setCurrentIndex(self.papers.index(line))
            self.papers.toggle(line)

    def _count(self, digit: int) -> None:
        """Digits typed one after the other make one number."""
        self._typed = f"{self._typed}{digit}"[-2:]
        line, number = self.currentIndex().row(), int(self._typed)
        if self._column == ORIGINALS:
            self.papers.count(line, originals=number)
        else:
            self.papers.count(line, copies=number)

    def _move(self, column: int) -> None:
        self._column, self._typed = column, ""
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """What was clicked is looked up first: the row that was open closes, and the others move up."""
        index = self.indexAt(event.position().toPoint())
        cells, x = Cells(self._look, self.visualRect(index)), event.position().x()
        super().mousePressEvent(event)
        self.scheduleDelayedItemsLayout()
        if self.papers.paper_at(index.row()) is None:
            return
        if x < cells.title.x():
            self.papers.toggle(index.row())
        elif x >= cells.originals.x():
            self._move(ORIGINALS if x < cells.copies.x() else COPIES)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:  # rows stay where they are clicked
            self.scheduleDelayedItemsLayout()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._move(TICK)
        self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.papers.rowCount():
            rect = QRect(EDGE, 0, self.viewport().width() - 2 * EDGE, self._look.px(2 * HEAD_HEIGHT))
            painter = QPainter(self.viewport())
            draw_text(painter, rect, EMPTY, self._look.font(), self._look.colour("text2"))
            draw_focus_of(self, painter, self._look.colour("accent"))


class ChecklistPanel(Panel):
    """The checklist between the heads of its columns and what its keys are."""

    edited = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__("surface")
        self.checklist = Checklist(look)
        self._online = Text(look, size=TextSize.HINT, tone="text2")
        self._hint = Text(look, HINT, size=TextSize.HINT, tone="text2", is_cut=True)
        foot = Panel("surface", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(EDGE, 4, EDGE, 5)
        row.addWidget(self._online)
        row.addStretch(1)
        row.addWidget(self._hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(_Heads(look))
        column.addWidget(self.checklist, 1)
        column.addWidget(foot)
        self._foot = foot
        self.checklist.papers.changed.connect(self.edited)

    def show_procedure(self, procedure: Procedure | None, handed_in: Mapping[int, HandedIn]) -> None:
        self.checklist.show_procedure(procedure, handed_in)
        count = self.checklist.papers.online_only
        self._online.setText(f"{count} giấy tờ chỉ cho nộp trực tuyến" if count else "")
        self._hint.setVisible(procedure is not None)

    def fit(self, is_folded: bool) -> None:
        self._foot.setVisible(not is_folded)


class _Heads(QWidget):
    """The heads of the checklist's columns."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(0, self._look.px(HEAD_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, rect = self._look, QPainter(self), self.rect()
        painter.fillRect(rect, look.colour("bar"))
        for line in (0, rect.bottom()):
            painter.fillRect(0, line, rect.width(), 1, look.colour("line"))
        cells, font, colour = Cells(look, rect), look.font(TextSize.HINT), look.colour("text2")
        box = cells.box.adjusted(0, 0, look.px(16), 0)
        draw_text(painter, box, "Đủ", font, colour)
        draw_text(painter, cells.title, "Thành phần hồ sơ theo danh mục", font, colour)
        draw_text(painter, cells.originals, "Chính", font, colour, RIGHT)
        draw_text(painter, cells.copies, "Sao", font, colour, RIGHT)
