"""The look that every widget is handed: tokens, type, measures and drawings of the moment."""

import sys
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from ui.theme.fonts import font, load_fonts, screen_family
from ui.theme.icons import Drawings
from ui.theme.measures import (
    CELL_PADDING,
    ICON,
    LARGEST_PERCENT,
    PERCENT_STEP,
    SMALLEST_PERCENT,
    TextSize,
    largest_percent,
)
from ui.theme.palette import palette_of, system_tokens
from ui.theme.stylesheet import stylesheet
from ui.theme.tokens import CONTRAST, DARK, LIGHT, TokenName, Tokens
from ui.theme.translation import load_translation


class Mode(Enum):
    """Which theme the clerk chose; SYSTEM follows the desktop, its high contrast too."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


_SCHEMES = {
    Mode.SYSTEM: Qt.ColorScheme.Unknown,
    Mode.LIGHT: Qt.ColorScheme.Light,
    Mode.DARK: Qt.ColorScheme.Dark,
    Mode.CONTRAST: Qt.ColorScheme.Dark,
}
_TOKENS = {Mode.LIGHT: LIGHT, Mode.DARK: DARK, Mode.CONTRAST: CONTRAST}


class Look(QObject):
    """Dresses the application, and tells painted widgets when to dress anew."""

    changed = Signal()

    def __init__(self, app: QApplication, resources: Path) -> None:
        super().__init__(app)
        self.tokens = LIGHT
        self.mode = Mode.SYSTEM
        self.percent = self.wished = 100
        self.largest = LARGEST_PERCENT
        self._app = app
        self._colours: dict[TokenName, QColor] = {}  # a list asks for them hundreds of times a repaint
        self._fonts: dict[tuple[TextSize, bool], QFont] = {}
        self._styles = resources / "styles"
        self._drawings = Drawings(resources / "icons")
        load_fonts(resources / "fonts")
        load_translation(app, resources / "translations")
        self._family = screen_family()
        app.setStyle("Fusion")
        app.setWindowIcon(QIcon(str(resources / "icons" / "soxa.svg")))
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._dress()

    def choose(self, mode: Mode) -> None:
        """Wear the theme the clerk chose."""
        self.mode = mode
        self._app.styleHints().setColorScheme(_SCHEMES[mode])
        self._dress()

    def scale(self, percent: int) -> None:
        """Show type and rows at ``percent``, within 90 to 140 and as far as the screen has the room."""
        self.wished = max(SMALLEST_PERCENT, min(LARGEST_PERCENT, percent))
        self.percent = min(self.wished, self.largest)
        self._dress()

    def fit(self, width: int, height: int) -> None:
        """Show nothing larger than a window this large has room for; the wish is kept for a larger one."""
        self.largest = largest_percent(width, height)
        if self.percent != min(self.wished, self.largest):
            self.scale(self.wished)

    def larger(self) -> None:
        if self.percent < self.largest:
            self.scale(self.percent + PERCENT_STEP)

    def smaller(self) -> None:
        """At the smallest, and below it where the screen has no room, the wish is kept."""
        if self.percent > SMALLEST_PERCENT:
            self.scale(self.percent - PERCENT_STEP)

    def px(self, length: int) -> int:
        """A length at the scale of the moment."""
        return round(length * self.percent / 100)

    def px_around(self, length: int, padding: int) -> int:
        """A length whose padding is not scaled: a small screen would else take it from the content."""
        return max(self.px(length), self.px(length - padding) + padding)

    def column_px(self, width: int) -> int:
        """A table's column, whose cells keep their padding."""
        return self.px_around(width, 2 * CELL_PADDING)

    def colour(self, token: TokenName) -> QColor:
        found = self._colours.get(token)
        if found is None:
            found = self._colours[token] = QColor(getattr(self.tokens, token))
        return found

    def font(self, size: TextSize = TextSize.BODY, is_bold: bool = False) -> QFont:
        """The screen's type in one of its sizes and two weights."""
        found = self._fonts.get((size, is_bold))
        if found is None:
            weight = QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal
            found = self._fonts[size, is_bold] = font(self._family, self.px(size), weight)
        return found

    def pixmap(self, name: str, size: int, tone: TokenName, ratio: float) -> QPixmap:
        """An icon or shape in a token's colour, at the scale of the moment."""
        return self._drawings.pixmap(name, self.px(size), getattr(self.tokens, tone), ratio)

    def icon(self, name: str, size: int = ICON, tone: TokenName = "text2") -> QIcon:
        """The same for Qt's own widgets, sharp on the sharpest screen there is."""
        ratio = max(screen.devicePixelRatio() for screen in QGuiApplication.screens())
        return QIcon(self.pixmap(name, size, tone, ratio))

    def _follow_system(self) -> None:
        if self.mode is Mode.SYSTEM:
            self._dress()

    def _dress(self) -> None:
        self._fonts.clear()
        self._colours.clear()
        if self._has_high_contrast():
            self._app.setPalette(QPalette())
            self.tokens = system_tokens(self._app.palette())
        else:
            self.tokens = self._chosen_tokens()
            self._app.setPalette(palette_of(self.tokens))
        self._app.setFont(self.font())
        self._app.setStyleSheet(stylesheet(self._styles, self._sheet_tokens(), self.px))
        self.changed.emit()

    def _sheet_tokens(self) -> Tokens | None:
        return None if self._has_high_contrast() else self.tokens

    def _chosen_tokens(self) -> Tokens:
        if self.mode is Mode.SYSTEM:
            return DARK if self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT
        return _TOKENS[self.mode]

    def _has_high_contrast(self) -> bool:
        """Whether Windows shows a contrast theme: Qt then reports neither a light nor a dark scheme."""
        return sys.platform == "win32" and self._app.styleHints().colorScheme() is Qt.ColorScheme.Unknown
