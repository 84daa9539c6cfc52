"""Words on the screen: plain text in a size and a tone, and words led by a shape."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import CELL_PADDING, SHAPE, TextSize
from ui.theme.tokens import TokenName
from ui.widgets.painting import draw_text

_TOP, _MIDDLE = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignVCenter


class Text(QLabel):
    """Words in one of the eight sizes, one of two weights and a token's colour.

    One line asks for all its room, unless it ``is_cut``: then it ends with an ellipsis where room ends.
    """

    def __init__(
        self,
        look: Look,
        words: str = "",
        *,
        size: TextSize = TextSize.BODY,
        tone: TokenName = "text",
        is_bold: bool = False,
        wraps: bool = False,
        is_cut: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self._is_cut = is_cut
        self._look = look
        self._size = size
        self._tone = tone
        self._is_bold = is_bold
        self.setWordWrap(wraps)
        self.setTextFormat(Qt.TextFormat.PlainText)
        look.changed.connect(self._dress)
        self._dress()

    def set_tone(self, tone: TokenName) -> None:
        self._tone = tone
        self._dress()

    def set_bold(self, is_bold: bool) -> None:
        self._is_bold = is_bold
        self._dress()

    def set_rich(self, html: str) -> None:
        """Words of which some are stressed, written as ``strong(words)``; the rest must be escaped."""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(html)

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(0, least.height()) if self._is_cut else least

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_cut:
            draw_text(QPainter(self), self.rect(), self.text(), self.font(), self._look.colour(self._tone))
        else:
            super().paintEvent(event)

    def _dress(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, self._look.colour(self._tone))
        self.setPalette(palette)
        self.setFont(self._look.font(self._size, self._is_bold))


class Drawing(QLabel):
    """An icon or shape standing beside its word."""

    def __init__(
        self,
        look: Look,
        name: str = "",
        size: int = SHAPE,
        tone: TokenName = "text2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._name, self._size, self._tone = name, size, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._dress)
        self._dress()

    def show_drawing(self, name: str, tone: TokenName) -> None:
        self._name, self._tone = name, tone
        self._dress()

    def _dress(self) -> None:
        if self._name:
            ratio = self.devicePixelRatioF()
            self.setPixmap(self._look.pixmap(self._name, self._size, self._tone, ratio))
        else:
            self.clear()


class ShapeLabel(QWidget):
    """A state: its shape, then its word in the state's token, so that colour never stands alone."""

    def __init__(
        self,
        look: Look,
        *,
        size: TextSize = TextSize.BODY,
        shape_size: int = SHAPE,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mark: Mark | None = None
        self._drawing = Drawing(look, size=shape_size, parent=self)
        self._text = Text(look, size=size, wraps=wraps, parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(CELL_PADDING)
        row.addWidget(self._drawing, 0, _TOP if wraps else _MIDDLE)
        row.addWidget(self._text, int(wraps))
        if wraps:
            # Level with the first line, which may be higher than the drawing.
            line = QFontMetrics(look.font(size)).height()
            self._drawing.setContentsMargins(0, max(0, (line - look.px(shape_size) + 1) // 2), 0, 0)
        else:
            row.addStretch(1)

    def show_state(self, mark: Mark, words: str) -> None:
        """Say the state's words after its drawing."""
        self._mark = mark
        self._drawing.show_drawing(mark.drawing, mark.tone)
        self._text.set_tone(mark.tone)
        self._text.set_bold(mark.is_bold)
        self._text.setText(words)

    def mark(self) -> Mark | None:
        """The state shown, if any."""
        return self._mark

    def text(self) -> str:
        return self._text.text()


def strong(words: str) -> str:
    """Words stressed by weight inside a ``Text``; Noto Sans has 600 and no bold."""
    return f'<span style="font-weight:600">{words}</span>'
