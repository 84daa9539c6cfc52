"""The red frame around training's window, with a strip on top that says what this is."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.training.founding import PIN
from ui.theme.look import Look
from ui.theme.measures import TextSize
from ui.widgets.text import Text

EDGE_WIDTH = 3
STRIP_HEIGHT = 24
SIDE = 10
TITLE = "TẬP HUẤN"
WORDS = "Tập huấn: dữ liệu tập, không gửi đi đâu."
PIN_WORDS = f"Mã PIN của mọi người ở đây: {PIN}"
FOLDED_WORDS = "F12 hoặc bấm vào đây: mở nhiệm vụ"


class TrainingFrame(QWidget):
    """Holds the program's pages and, at their right, the missions; a click on its strip brings them back."""

    clicked = Signal()

    def __init__(self, look: Look, pages: QWidget, side: QWidget) -> None:
        super().__init__()
        self._look = look
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE_WIDTH, 0, EDGE_WIDTH, EDGE_WIDTH)
        column.setSpacing(0)
        column.addWidget(self._strip())
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(pages, 1)
        row.addWidget(side)
        column.addLayout(row, 1)
        look.changed.connect(self.update)

    def _strip(self) -> QWidget:
        strip = QWidget()
        strip.setFixedHeight(STRIP_HEIGHT)
        row = QHBoxLayout(strip)
        row.setContentsMargins(SIDE, 0, SIDE, 0)
        row.addWidget(Text(self._look, WORDS, size=TextSize.HINT, tone="window", is_bold=True))
        row.addStretch(1)
        self.folded = Text(self._look, FOLDED_WORDS, size=TextSize.HINT, tone="window", is_bold=True)
        self.folded.hide()
        row.addWidget(self.folded)
        row.addStretch(1)
        pin = Text(self._look, PIN_WORDS, size=TextSize.HINT, tone="window")
        row.addWidget(pin, 0, Qt.AlignmentFlag.AlignRight)
        return strip

    # Qt's own names from here on

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._look.colour("train"))
