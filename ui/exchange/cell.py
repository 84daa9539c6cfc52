"""A cell of what is laid side by side to be chosen from."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, EDGE, ROW_HEIGHT, SELECTED_EDGE
from ui.theme.tokens import TokenName
from ui.widgets.painting import draw_focus


class Cell(QWidget):
    """Words on a token's ground, with the hairlines of a side-by-side table."""

    pressed = Signal()

    def __init__(self, look: Look, ground: TokenName, *parts: QWidget, is_first: bool = False) -> None:
        super().__init__()
        self._look = look
        self._ground: TokenName = ground
        self._is_first = is_first
        self._has_edge = self._has_focus = False
        self.setMinimumHeight(look.px(ROW_HEIGHT))
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE if is_first else 10, 6, CELL_PADDING, 7)
        column.setSpacing(1)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)

    def show_ground(self, ground: TokenName) -> None:
        self._ground = ground
        self.update()

    def show_edge(self, has_edge: bool) -> None:
        self._has_edge = has_edge
        self.update()

    def show_focus(self, has_focus: bool) -> None:
        self._has_focus = has_focus
        self.update()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.pressed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        line = self._look.colour("line")
        painter.fillRect(self.rect(), self._look.colour(self._ground))
        painter.fillRect(0, self.height() - 1, self.width(), 1, line)
        if not self._is_first:
            painter.fillRect(0, 0, 1, self.height(), line)
        if self._has_edge:
            painter.fillRect(0, 0, SELECTED_EDGE, self.height() - 1, self._look.colour("accent"))
        if self._has_focus:
            draw_focus(painter, self.rect().adjusted(1, 0, 0, -1), self._look.colour("accent"))
