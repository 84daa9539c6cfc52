"""Choosing some of a dossier's papers: Space or a click ticks one."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.storage.dossiers import ComponentRecord
from ui.reception.paper_delegate import wrapped
from ui.theme.look import Look
from ui.widgets.painting import cut_left, draw_check_box, draw_focus, draw_text

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
LINE = 18
MARGIN = 4
BOX_ROOM = 28
MOST_LINES = 3
SHOWN_ROWS = 6


class PaperPicker(QListWidget):
    """The papers by their titles, each with a box."""

    def __init__(self, look: Look, name: str, papers: Sequence[ComponentRecord]) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(_PaperDelegate(look, self))
        for paper in papers:
            item = QListWidgetItem(paper.title)
            item.setData(Role.UserRole, paper)
            item.setToolTip(paper.title)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.addItem(item)
        if papers:
            self.setCurrentRow(0)
        self.itemClicked.connect(self._toggle)

    def chosen(self) -> list[ComponentRecord]:
        """The papers that are ticked."""
        items = (self.item(row) for row in range(self.count()))
        return [item.data(Role.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked]

    def choose(self, ordinals: Iterable[int]) -> None:
        """Tick these papers."""
        wanted = set(ordinals)
        for row in range(self.count()):
            if self.item(row).data(Role.UserRole).ordinal in wanted:
                self.item(row).setCheckState(Qt.CheckState.Checked)

    def lines_of(self, title: str) -> list[str]:
        """A title broken to the list's width; the last line takes the rest."""
        lines = wrapped(title, self._look.font(), self.viewport().width() - self._look.px(BOX_ROOM) - MARGIN)
        return lines[: MOST_LINES - 1] + [" ".join(lines[MOST_LINES - 1 :])] * (len(lines) >= MOST_LINES)

    def _toggle(self, item: QListWidgetItem) -> None:
        is_checked = item.checkState() is Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if is_checked else Qt.CheckState.Checked)

    # Qt's own names from here on

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Space and item is not None:
            self._toggle(item)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        rows = min(self.count(), SHOWN_ROWS)
        return QSize(0, sum(self.sizeHintForRow(row) for row in range(rows)) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(self.sizeHint().height(), self._look.px(2 * LINE + 2 * MARGIN)))


class _PaperDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, picker: PaperPicker) -> None:
        super().__init__(picker)
        self._look = look
        self._picker = picker

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = len(self._picker.lines_of(index.data()))
        return QSize(0, lines * self._look.px(LINE) + 2 * MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # The stubs leave out the members of an option.
        rect: QRect = option.rect  # type: ignore[attr-defined]
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        look, has_keyboard = self._look, is_current and self._picker.hasFocus()
        painter.fillRect(rect, look.colour("select" if has_keyboard else "surface"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.colour("line"))
        line = QRect(rect.x() + MARGIN, rect.y() + MARGIN, rect.width() - 2 * MARGIN, look.px(LINE))
        is_checked = Qt.CheckState(index.data(Role.CheckStateRole)) is Qt.CheckState.Checked
        draw_check_box(painter, look, cut_left(line, look.px(16)), is_checked)
        line.setLeft(rect.x() + look.px(BOX_ROOM))
        for words in self._picker.lines_of(index.data()):
            draw_text(painter, line, words, look.font(), look.colour("text"))
            line.translate(0, look.px(LINE))
        if has_keyboard:
            draw_focus(painter, rect.adjusted(0, 0, 0, -1), look.colour("accent"), 1)
