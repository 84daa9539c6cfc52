"""The button of the program: the name of its key, then its words."""

from enum import Enum

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QFont, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.look import Look
from ui.theme.measures import CONTROL_HEIGHT, FOCUS_WIDTH, PRIMARY_HEIGHT, TextSize
from ui.theme.tokens import TokenName
from ui.widgets.painting import draw_box, draw_drawing, draw_focus, draw_text, width_of
from ui.widgets.prompt_button import PromptButton

SIDE = 11
GAP = 8
RULE_HEIGHT = 16
ARROW = 14

# Keys that have an arrow for a name; the bundled type has no arrows, so they are drawn.
_ARROWS = {"Up": "arrow-up", "Down": "arrow-down"}
# Enter and Esc belong to whatever has the keyboard first; the screen hears them there.
_HEARD_ELSEWHERE = {"Enter"}


class Kind(Enum):
    """How loud a button is: one PRIMARY a screen, FLAT only for Esc and Ctrl+K."""

    PLAIN = "plain"
    PRIMARY = "primary"
    FLAT = "flat"


class KeyButton(PromptButton):
    """Acts on a click and on its key, while its screen is the one shown.

    ``key`` is the key's name as Qt writes it (``F9``, ``Ctrl+G``, ``Alt+Up``) or "" for none; ``key_column``
    lines up the words of buttons that stand in a column. A button whose key the window hears itself is
    made with ``hears_key=False``, since Qt calls nobody when two hear the same key.
    """

    def __init__(
        self,
        look: Look,
        key: str,
        words: str,
        *,
        kind: Kind = Kind.PLAIN,
        is_tall: bool = False,
        key_column: int = 0,
        hears_key: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self._look = look
        self._key = key
        self._kind = kind
        self._height = PRIMARY_HEIGHT if is_tall else CONTROL_HEIGHT
        self._key_column = key_column
        self._modifiers, self._arrow = _split_arrow(key)
        self.setAccessibleName(words)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if key:
            self.setAccessibleDescription(f"Phím {key}")
        self._sequence = QKeySequence(key if hears_key and key not in _HEARD_ELSEWHERE else "")
        self.setShortcut(self._sequence)
        look.changed.connect(self._dress)

    @property
    def key(self) -> str:
        return self._key

    def say(self, words: str) -> None:
        """Change the words, keeping the key."""
        self.setText(words)
        self.setAccessibleName(words)
        # QAbstractButton drops the shortcut when the text changes.
        self.setShortcut(self._sequence)
        self.updateGeometry()

    # Qt's own names from here on

    def sizeHint(self) -> QSize:
        words = width_of(self._words_font(), self.text())
        width = 2 * SIDE + self._key_width() + self._gap() + words
        return QSize(width, self._look.px(self._height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._draw_ground(painter)
        inside = self.rect().adjusted(SIDE, 0, -SIDE, 0)
        self._draw_key(painter, QRect(inside.x(), inside.y(), self._key_width(), inside.height()))
        words = inside.adjusted(self._key_width() + self._gap(), 0, 0, 0)
        draw_text(painter, words, self.text(), self._words_font(), self._words_colour())
        if self.hasFocus():
            self._draw_focus(painter)

    def _draw_ground(self, painter: QPainter) -> None:
        ground, border = self._ground_tokens()
        if ground:
            draw_box(painter, self.rect(), self._look.colour(ground), self._look.colour(border or ground))

    def _ground_tokens(self) -> tuple[TokenName | None, TokenName | None]:
        is_primary = self._kind is Kind.PRIMARY
        if not self.isEnabled():
            return "window", "line"
        if self.isDown():
            return ("accent_press", None) if is_primary else ("select", "line2")
        if self.underMouse():
            return ("accent_hover", None) if is_primary else ("hover", "line2")
        if self._kind is Kind.FLAT:
            return None, None
        return ("accent", None) if is_primary else ("surface", "line2")

    def _draw_key(self, painter: QPainter, rect: QRect) -> None:
        colour = self._key_colour()
        draw_text(painter, rect, self._modifiers, self._key_font(), colour)
        if self._arrow:
            left = rect.x() + width_of(self._key_font(), self._modifiers)
            side = self._look.px(ARROW)
            square = QRect(left, rect.y(), side, rect.height())
            draw_drawing(painter, self._look, square, self._arrow, ARROW, self._pick("accent"))
        if self._kind is Kind.PRIMARY and self._key:
            height = self._look.px(RULE_HEIGHT)
            top = rect.y() + (rect.height() - height) // 2
            painter.fillRect(rect.right() + 1 + GAP, top, 1, height, colour)

    def _draw_focus(self, painter: QPainter) -> None:
        if self._kind is Kind.PRIMARY and self.isEnabled():
            inset = FOCUS_WIDTH
            rect = self.rect().adjusted(inset, inset, -inset, -inset)
            draw_focus(painter, rect, self._look.colour("on_accent"))
        else:
            draw_focus(painter, self.rect(), self._look.colour("accent"))

    def _key_width(self) -> int:
        if not self._key:
            return 0
        arrow = self._look.px(ARROW) if self._arrow else 0
        natural = width_of(self._key_font(), self._modifiers) + arrow
        return max(natural, self._look.px(self._key_column))

    def _gap(self) -> int:
        if not self._key:
            return 0
        return 2 * GAP + 1 if self._kind is Kind.PRIMARY else GAP

    def _key_font(self) -> QFont:
        return self._look.font(TextSize.BODY, is_bold=True)

    def _words_font(self) -> QFont:
        return self._look.font(TextSize.BODY, is_bold=self._kind is Kind.PRIMARY)

    def _key_colour(self) -> QColor:
        return self._look.colour(self._pick("accent"))

    def _words_colour(self) -> QColor:
        return self._look.colour(self._pick("text"))

    def _pick(self, token: TokenName) -> TokenName:
        if not self.isEnabled():
            return "text3"
        return "on_accent" if self._kind is Kind.PRIMARY else token

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


def _split_arrow(key: str) -> tuple[str, str]:
    """The part of a key's name that is written, and the arrow that is drawn after it."""
    for name, drawing in _ARROWS.items():
        if key.endswith(name):
            return key.removesuffix(name), drawing
    return key, ""
