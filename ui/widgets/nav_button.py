"""One entry in the list of screens."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, ICON, ICON_FOLDED, NAV_ROW_HEIGHT, SELECTED_EDGE, TextSize
from ui.theme.tokens import TokenName
from ui.widgets.painting import (
    CENTRE,
    RIGHT,
    cut_left,
    draw_box,
    draw_drawing,
    draw_focus,
    draw_text,
    width_of,
)
from ui.widgets.prompt_button import PromptButton

SIDE = 14
LEAST_HEIGHT = 20
PILL_HEIGHT = 19


@dataclass(frozen=True, slots=True)
class NavItem:
    """A screen in the list: its name in code, title, icon and key; a new part starts after a rule."""

    name: str
    title: str
    icon: str
    key: str = ""
    starts_part: bool = False


class NavButton(PromptButton):
    """One screen: icon, title, count in a pill, key; folded, its icon alone."""

    side = SIDE
    gap = 9
    icon_size = ICON
    text_size = TextSize.BODY
    row_height = NAV_ROW_HEIGHT

    def __init__(self, look: Look, item: NavItem, parent: QWidget | None = None) -> None:
        super().__init__(item.title, parent)
        self._look = look
        self._item = item
        self._count = 0
        self._is_folded = False
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(item.title)
        self.setAccessibleDescription(f"Phím {item.key}" if item.key else "")
        look.changed.connect(self.updateGeometry)

    def set_count(self, count: int) -> None:
        """Say how many things wait there; none shows no pill."""
        self._count = count
        self.setAccessibleName(f"{self._item.title}, {count}" if count else self._item.title)
        self.update()

    def fold(self, is_folded: bool) -> None:
        self._is_folded = is_folded
        key = f" ({self._item.key})" if self._item.key else ""
        self.setToolTip(f"{self._item.title}{key}" if is_folded else "")
        self.update()

    # Qt's own names from here on

    def sizeHint(self) -> QSize:
        return QSize(0, self._look.px(self.row_height))

    def minimumSizeHint(self) -> QSize:
        """In a low window every screen stays in sight: its rows give way before the window does."""
        return QSize(0, self._look.px(min(self.row_height, LEAST_HEIGHT)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._draw_ground(painter)
        tone: TokenName = "text" if self.isChecked() else "text2"
        if self._is_folded:
            draw_drawing(painter, self._look, self.rect(), self._item.icon, ICON_FOLDED, tone)
        else:
            icon = cut_left(self.rect().adjusted(self.side, 0, 0, 0), self._look.px(self.icon_size))
            draw_drawing(painter, self._look, icon, self._item.icon, self.icon_size, tone)
            self._draw_words(painter, self.rect().adjusted(icon.right() + self.gap, 0, -10, 0))
        if self.hasFocus():
            draw_focus(painter, self.rect(), self._look.colour("accent"), 1)

    def _draw_ground(self, painter: QPainter) -> None:
        if self.isChecked():
            painter.fillRect(self.rect(), self._look.colour("surface"))
            painter.fillRect(0, 0, SELECTED_EDGE, self.height(), self._look.colour("accent"))
        elif self.underMouse():
            painter.fillRect(self.rect(), self._look.colour("hover"))

    def _draw_words(self, painter: QPainter, rect: QRect) -> None:
        look, is_current = self._look, self.isChecked()
        draw_text(painter, rect, self._item.key, look.font(TextSize.HINT), look.colour("text2"), RIGHT)
        font = look.font(self.text_size, is_current)
        draw_text(painter, rect, self._item.title, font, look.colour("text" if is_current else "text2"))
        if self._count:
            self._draw_pill(painter, rect.x() + width_of(font, self._item.title) + CELL_PADDING)

    def _draw_pill(self, painter: QPainter, left: int) -> None:
        look, font = self._look, self._pill_font()
        height = look.px(PILL_HEIGHT)
        width = max(height, width_of(font, str(self._count)) + 12)
        pill = QRect(left, (self.height() - height) // 2, width, height)
        draw_box(painter, pill, look.colour("surface"), look.colour("line2"), height // 2)
        draw_text(painter, pill, str(self._count), font, look.colour("text"), CENTRE)

    def _pill_font(self) -> QFont:
        return self._look.font(TextSize.HINT, is_bold=True)
