"""Parts of a form or a side panel: headings, lines of label and value, notes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, HEAD_HEIGHT, ICON_SMALL, LABEL_WIDTH, TextSize
from ui.theme.tokens import TokenName
from ui.widgets.panels import Panel
from ui.widgets.text import Drawing, Text


class SectionHead(Panel):
    """A section's name with a hairline under it; at its right a hint, or any widget by ``add``."""

    def __init__(self, look: Look, title: str, aside: str = "", parent: QWidget | None = None) -> None:
        super().__init__("clear", "bottom", parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._title = Text(look, title, is_bold=True)
        self._row.addWidget(self._title)
        self._row.addStretch(1)
        self._aside = Text(look, aside, size=TextSize.HINT, tone="text3")
        self._row.addWidget(self._aside)
        self._look = look
        look.changed.connect(self._measure)
        self._measure()

    def set_title(self, title: str) -> None:
        self._title.setText(title)

    def set_aside(self, words: str) -> None:
        self._aside.setText(words)

    def add(self, widget: QWidget) -> None:
        self._row.addWidget(widget)

    def _measure(self) -> None:
        self.setFixedHeight(self._look.px(HEAD_HEIGHT))


class ValueRow(Panel):
    """A label at the left, its value at the right, a hairline below: fees, codes, totals."""

    def __init__(
        self,
        look: Look,
        label: str,
        value: str = "",
        *,
        size: TextSize = TextSize.BODY,
        is_bold: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("clear", "bottom", parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 5, 0, 5)
        row.addWidget(Text(look, label, tone="text2"))
        row.addStretch(1)
        self._value = Text(look, value, size=size, is_bold=is_bold)
        row.addWidget(self._value)

    def set_value(self, value: str) -> None:
        self._value.setText(value)

    def value(self) -> str:
        return self._value.text()


class FactRow(QWidget):
    """A fact of a dossier: its label in a column of 92 pixels, its value beside it.

    Among fields with longer labels ``label_width`` lines it up with them.
    """

    def __init__(
        self,
        look: Look,
        label: str,
        value: str = "",
        parent: QWidget | None = None,
        *,
        label_width: int = LABEL_WIDTH,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 2)
        row.setSpacing(CELL_PADDING)
        name = Text(look, label, tone="text2")
        name.setFixedWidth(look.px(label_width))
        self._value = Text(look, value, wraps=True)
        row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._value, 1)

    def set_value(self, value: str) -> None:
        self._value.setText(value)


class Note(Panel):
    """A quiet remark in a box, led by an icon."""

    def __init__(
        self,
        look: Look,
        words: str = "",
        *,
        drawing: str = "info",
        tone: TokenName = "text2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("sunken", "", parent)
        self._look = look
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, CELL_PADDING, 6)
        row.setSpacing(CELL_PADDING)
        self._drawing = Drawing(look, drawing, ICON_SMALL, tone)
        self._words = Text(look, words, size=TextSize.HINT, tone="text2", wraps=True)
        row.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)

    def show_note(self, words: str, drawing: str = "info", tone: TokenName = "text2") -> None:
        self._words.setText(words)
        self._words.set_tone(tone)
        self._drawing.show_drawing(drawing, tone)

    def words(self) -> str:
        return self._words.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self._look.colour("line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.fillRect(0, 0, 3, self.height(), self._look.colour("line2"))
