"""Tabs with a state's shape and a count; Left and Right move along them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QToolButton, QWidget

from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import SHAPE, TAB_HEIGHT, Room
from ui.theme.tokens import TokenName
from ui.widgets.painting import cut_left, draw_drawing, draw_focus, draw_text, width_of

SIDE, SIDE_NARROW = 12, 8
GAP = 7
SCROLLS = {"ScrollLeftButton": "Các thẻ bên trái", "ScrollRightButton": "Các thẻ bên phải"}


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab's words, the count after them, and the mark of its state before them."""

    words: str
    count: int | None = None
    mark: Mark | None = None

    @property
    def spoken(self) -> str:
        return self.words if self.count is None else f"{self.words} {self.count}"


class TabStrip(QTabBar):
    """The tabs of a screen; ``currentChanged`` tells which one is wanted."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._tabs: tuple[Tab, ...] = ()
        self._side = SIDE
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        for button in self.findChildren(QToolButton):  # Qt's own, with English names
            button.setAccessibleName(SCROLLS[button.objectName()])
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look.changed.connect(self._dress)

    def fit(self, room: Room) -> None:
        """Closer together where the window is narrow."""
        self._side = SIDE_NARROW if room.is_narrow else SIDE
        self._dress()

    def show_tabs(self, tabs: Sequence[Tab]) -> None:
        """Show these tabs, keeping the place of the current one; nothing is signalled."""
        current = self.currentIndex()
        self.blockSignals(True)
        self._tabs = tuple(tabs)
        while self.count() > len(tabs):
            self.removeTab(self.count() - 1)
        while self.count() < len(tabs):
            self.addTab("")
        for place, tab in enumerate(tabs):
            self.setTabText(place, tab.spoken)
            self.setAccessibleTabName(place, tab.spoken)
        self.setCurrentIndex(min(max(current, 0), len(tabs) - 1))
        self.blockSignals(False)
        self._dress()

    # Qt's own names from here on

    def tabSizeHint(self, index: int) -> QSize:
        tab = self._tabs[index] if index < len(self._tabs) else Tab("")
        width = 2 * self._side + width_of(self._words_font(True), tab.words)
        if tab.mark is not None:
            width += self._look.px(SHAPE) + GAP
        if tab.count is not None:
            width += GAP + width_of(self._words_font(True), str(tab.count))
        return QSize(width, self._look.px(TAB_HEIGHT))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for place, tab in enumerate(self._tabs):
            self._draw_tab(painter, self.tabRect(place), tab, place == self.currentIndex())

    def _draw_tab(self, painter: QPainter, rect: QRect, tab: Tab, is_current: bool) -> None:
        look = self._look
        inside = rect.adjusted(self._side, 0, -self._side, 0)
        if tab.mark is not None:
            shape = look.px(SHAPE)
            draw_drawing(painter, look, cut_left(inside, shape), tab.mark.drawing, SHAPE, tab.mark.tone)
            inside.setLeft(inside.left() + shape + GAP)
        is_bold = is_current or (tab.mark is not None and tab.mark.is_bold)
        draw_text(painter, inside, tab.words, self._words_font(is_bold), look.colour(_tone(tab, is_current)))
        if tab.count is not None:
            inside.setLeft(inside.left() + width_of(self._words_font(is_bold), tab.words) + GAP)
            draw_text(painter, inside, str(tab.count), self._words_font(True), look.colour("text"))
        if is_current:
            painter.fillRect(rect.x(), rect.bottom() - 1, rect.width(), 2, look.colour("accent"))
            if self.hasFocus():
                draw_focus(painter, rect, look.colour("accent"))

    def _words_font(self, is_bold: bool) -> QFont:
        return self._look.font(is_bold=is_bold)

    def _dress(self) -> None:
        # QTabBar keeps its layout until a tab or the font changes.
        self.setFont(self._look.font())
        self.updateGeometry()
        self.update()


def _tone(tab: Tab, is_current: bool) -> TokenName:
    if tab.mark is not None:
        return tab.mark.tone
    return "text" if is_current else "text2"
