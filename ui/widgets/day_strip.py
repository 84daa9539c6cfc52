"""A dossier's term as one cell for each working day."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.deadline import StripDay
from ui.theme.look import Look

CELL_WIDTH, CELL_HEIGHT = 19, 12
GAP = 2
NARROWEST_CELL = 5


class DayStrip(QWidget):
    """Filled cells are used, two bars mean a stopped clock, empty cells are left."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._days: tuple[StripDay, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_days(self, days: Sequence[StripDay], spoken: str) -> None:
        """Show the term; ``spoken`` says the same to a screen reader."""
        self._days = tuple(days)
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.updateGeometry()
        self.update()

    # Qt's own names from here on

    def sizeHint(self) -> QSize:
        return QSize(len(self._days) * (self._look.px(CELL_WIDTH) + GAP), self._look.px(CELL_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(len(self._days) * (NARROWEST_CELL + GAP), self._look.px(CELL_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        width = self._cell_width()
        for place, day in enumerate(self._days):
            cell = QRect(place * (width + GAP), 0, width, self.height())
            if day.is_stopped:
                self._draw_stopped(painter, cell)
            else:
                self._draw_used(painter, cell, day.used)

    def _cell_width(self) -> int:
        fitting = self.width() // max(1, len(self._days)) - GAP
        return max(NARROWEST_CELL, min(self._look.px(CELL_WIDTH), fitting))

    def _draw_used(self, painter: QPainter, cell: QRect, used: float) -> None:
        ink = self._look.colour("text2")
        # Filled, not drawn: at a scale between two whole ones half of a pen's line falls outside.
        painter.fillRect(cell, ink)
        painter.fillRect(cell.adjusted(1, 1, -1, -1), self._look.colour("sunken"))
        painter.fillRect(cell.x(), cell.y(), round(cell.width() * used), cell.height(), ink)

    def _draw_stopped(self, painter: QPainter, cell: QRect) -> None:
        bar = max(2, self._look.px(2))
        first = cell.x() + cell.width() // 4
        for left in (first, first + cell.width() // 3 + 1):
            painter.fillRect(left, cell.y(), bar, cell.height(), self._look.colour("text2"))
