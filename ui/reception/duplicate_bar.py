"""The line that says a person has handed the same in already, and the key that opens it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout

from app.services.duplicates import Alike
from ui.terms import DOSSIER_WORDS
from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import CELL_PADDING, EDGE
from ui.widgets.key_button import KeyButton
from ui.widgets.panels import Panel
from ui.widgets.text import ShapeLabel

MARK = Mark("shape-triangle", "due")
EDGE_WIDTH = 3


class DuplicateBar(Panel):
    """Shows the last of the dossiers found; ``open_asked`` carries its id. It stops nobody."""

    open_asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__("surface", "top")
        self._look = look
        self._found: Sequence[Alike] = ()
        self.told = ShapeLabel(look, wraps=True)
        self.open = KeyButton(look, "Alt+R", "Xem hồ sơ đó")
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 4, EDGE, 4)
        row.setSpacing(CELL_PADDING)
        row.addWidget(self.told, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.open)
        self.open.clicked.connect(self._open)
        self.setAccessibleName("Có thể trùng hồ sơ")
        self.hide()

    def show_found(self, found: Sequence[Alike]) -> None:
        """Say what was found, or nothing."""
        self._found = found
        if found:
            self.told.show_state(MARK, sentence(found))
        self.setVisible(bool(found))

    def _open(self) -> None:
        if self._found:
            self.open_asked.emit(self._found[0].id)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QPainter(self).fillRect(0, 0, EDGE_WIDTH, self.height(), self._look.colour("due"))


def sentence(found: Sequence[Alike]) -> str:
    """Code, day, desk and state of the last of them, and how many more there are."""
    last = found[0]
    opening = "đang có" if last.state.is_open else "đã nộp"
    more = f" Còn {len(found) - 1} hồ sơ nữa." if len(found) > 1 else ""
    return (
        f"Người này {opening} hồ sơ cùng thủ tục: {last.short_code}, nhận {last.received:%d/%m/%Y} "
        f"tại {last.desk_name}, {DOSSIER_WORDS[last.state].lower()}.{more}"
    )
