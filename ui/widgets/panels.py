"""The grounds that screens are built on: panels, the bar on top and the bar of actions below."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.theme.look import Look
from ui.theme.measures import (
    CELL_PADDING,
    EDGE,
    FOOTER_HEIGHT,
    FOOTER_HEIGHT_SHORT,
    TOP_HEIGHT,
    TOP_HEIGHT_SHORT,
    Room,
    TextSize,
)
from ui.widgets.text import Text

Ground = Literal["window", "surface", "bar", "sunken", "clear"]
Line = Literal["", "top", "bottom", "left", "right", "strong-top"]


class Panel(QFrame):
    """A plain ground with at most one hairline; the style sheet colours it."""

    def __init__(self, ground: Ground = "window", line: Line = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", ground)
        self.setProperty("edge", line)


class Bar(Panel):
    """A panel of one row, lower in a short window; widgets are added from left to right."""

    def __init__(
        self,
        look: Look,
        ground: Ground,
        line: Line,
        heights: tuple[int, int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(ground, line, parent)
        self._look = look
        self._heights = heights
        self._is_short = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(EDGE, 0, EDGE, 0)
        self.row.setSpacing(CELL_PADDING)
        look.changed.connect(self._measure)
        self._measure()

    def add(self, widget: QWidget, gap: int = 0) -> None:
        """Put a widget after the others, ``gap`` pixels further than usual."""
        if gap:
            self.row.addSpacing(gap)
        self.row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_stretch(self) -> None:
        """Push what follows to the right."""
        self.row.addStretch(1)

    def fit(self, room: Room) -> None:
        self._is_short = room.is_short
        self._measure()

    def _measure(self) -> None:
        self.setFixedHeight(self._look.px(self._heights[self._is_short]))


class TopBar(Bar):
    """What stands over a screen: its title, what it is about, its few loud actions."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "window", "bottom", (TOP_HEIGHT, TOP_HEIGHT_SHORT), parent)

    def add_title(self, title: str) -> Text:
        """The screen's title; returned so that a screen may change it."""
        text = Text(self._look, title, size=TextSize.TITLE, is_bold=True)
        self.add(text)
        return text

    def add_subject(self, words: str = "") -> Text:
        """What the screen is about, beside its title."""
        text = Text(self._look, words, tone="text2", is_cut=True)
        self.add(text, gap=4)
        return text


class FooterBar(Bar):
    """The actions of a screen; where one types, the primary one stands at its right end."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "bar", "top", (FOOTER_HEIGHT, FOOTER_HEIGHT_SHORT), parent)
