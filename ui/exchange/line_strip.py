"""The strip under the top bar: how the line stands, and up to when the district has everything."""

from html import escape

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.exchange.words import LineWords
from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import CELL_PADDING, EDGE, ICON, ICON_SMALL
from ui.widgets.panels import Panel
from ui.widgets.text import Drawing, ShapeLabel, Text, strong

RECEIVED = Mark("check", "ok", size=ICON_SMALL)
NOTHING_YET = Mark("check", "text2", size=ICON_SMALL)


class LineStrip(Panel):
    """Grey whatever the line does: work goes on without it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("window", "bottom", parent)
        self._drawing = Drawing(look, "cloud-off", ICON)
        self._words = Text(look, wraps=True)
        self._received = ShapeLabel(look, shape_size=ICON_SMALL)
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 10, EDGE, 11)
        row.setSpacing(CELL_PADDING + 4)
        row.addWidget(self._drawing)
        row.addWidget(self._words, 1)
        row.addWidget(self._received)

    def show_line(self, line: LineWords) -> None:
        self._drawing.show_drawing(line.drawing, "text2")
        self._words.set_rich(f"{strong(escape(line.stressed))} {escape(line.rest)}")
        self.setAccessibleName(f"{line.stressed} {line.rest}")

    def show_received(self, words: str, *, has_receipt: bool) -> None:
        self._received.show_state(RECEIVED if has_receipt else NOTHING_YET, words)

    def words(self) -> str:
        """What is said of the line."""
        return self.accessibleName()

    def received_words(self) -> str:
        return self._received.text()
