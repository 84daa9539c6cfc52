"""A section of a form folded to one line, for windows too narrow for its columns."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, CONTROL_HEIGHT, ICON, ICON_SMALL, SHAPE, TextSize
from ui.theme.tokens import TokenName
from ui.widgets.painting import RIGHT, cut_left, draw_drawing, draw_focus, draw_text, width_of
from ui.widgets.prompt_button import PromptButton

SIDE = 12


class FoldLine(PromptButton):
    """The state, name and content of a section on one line; a click or its key opens it."""

    def __init__(self, look: Look, title: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._title = title
        self._key = key
        self._content = ""
        self._drawing = ""
        self._tone: TokenName = "text2"
        self._is_open = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setShortcut(QKeySequence(key))
        self.setAutoDefault(False)
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"Phím {key}")
        look.changed.connect(self.updateGeometry)

    def show_content(self, content: str, drawing: str = "", tone: TokenName = "text2") -> None:
        """Say what the section holds, after its state."""
        self._content, self._drawing, self._tone = content, drawing, tone
        self.setAccessibleName(f"{self._title}: {content}" if content else self._title)
        self.update()

    def set_open(self, is_open: bool) -> None:
        """An open section shows no chevron."""
        self._is_open = is_open
        self.update()

    # Qt's own names from here on

    def sizeHint(self) -> QSize:
        return QSize(0, self._look.px(CONTROL_HEIGHT + 1))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("hover" if self.underMouse() else "window"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.colour("line"))
        room = self._draw_ends(painter, self.rect().adjusted(SIDE, 0, -SIDE, -1))
        self._draw_words(painter, room)
        if self.hasFocus():
            draw_focus(painter, self.rect(), self._look.colour("accent"))

    def _draw_ends(self, painter: QPainter, rect: QRect) -> QRect:
        """Draw the state at the left, the chevron and the key at the right; answer the room between."""
        look = self._look
        if self._drawing:
            draw_drawing(painter, look, cut_left(rect, look.px(SHAPE)), self._drawing, SHAPE, self._tone)
        key_font = look.font(TextSize.HINT)
        draw_text(painter, rect, self._key, key_font, look.colour("text3"), RIGHT)
        key_width = width_of(key_font, self._key) + CELL_PADDING
        chevron = QRect(rect.right() - key_width - look.px(ICON), rect.y(), look.px(ICON), rect.height())
        if not self._is_open:
            draw_drawing(painter, look, chevron, "chevron-down", ICON_SMALL, "text2")
        return rect.adjusted(look.px(SHAPE) + CELL_PADDING, 0, chevron.x() - CELL_PADDING - rect.right(), 0)

    def _draw_words(self, painter: QPainter, rect: QRect) -> None:
        look = self._look
        title_font = look.font(is_bold=True)
        draw_text(painter, rect, self._title, title_font, look.colour("text"))
        content = rect.adjusted(width_of(title_font, self._title) + CELL_PADDING, 0, 0, 0)
        draw_text(painter, content, self._content, look.font(), look.colour("text2"))
