"""The lines of a self-test, ticking as they end; only one that failed takes more than a line."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.help.words import Row
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, ICON_SMALL, TextSize
from ui.widgets.panels import Panel
from ui.widgets.text import Drawing, Text


class LineList(QScrollArea):
    """Shows the rows it is handed; keeps the one at work in sight."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._lines: list[_Line] = []
        body = Panel("surface")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Các mục kiểm tra")
        self.setObjectName("read")  # its border shows that it has the keyboard

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these; the widgets of the ones before are used again."""
        while len(self._lines) < len(rows):
            self._lines.append(_Line(self._look))
            self._column.insertWidget(len(self._lines) - 1, self._lines[-1])
        for line, row in zip(self._lines, rows, strict=True):
            line.show_row(row)

    def words(self) -> list[str]:
        """What each line says to who cannot see it."""
        return [line.accessibleName() for line in self._lines]

    def show_first(self, rows: Sequence[Row]) -> None:
        """Bring the first line that needs somebody into sight."""
        place = next((place for place, row in enumerate(rows) if row.is_failed), 0)
        if self._lines:
            self.ensureWidgetVisible(self._lines[place])


class _Line(Panel):
    """One line: its mark, its title, what was seen, how it ended; below, what to do."""

    def __init__(self, look: Look) -> None:
        super().__init__("surface", "bottom")
        self._look = look
        self._row: Row | None = None
        self._mark = Drawing(look, size=ICON_SMALL)
        self._title = Text(look)
        self._seen = Text(look, size=TextSize.HINT, tone="text2", is_cut=True)
        self._state = Text(look)
        self._more = Text(look, tone="text2", wraps=True)
        self._more.setContentsMargins(look.px(ICON_SMALL) + CELL_PADDING, 0, 0, 0)
        self._lay_out()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(CELL_PADDING)
        first.addWidget(self._mark)
        first.addWidget(self._title)
        first.addWidget(self._seen, 1)
        first.addWidget(self._state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, CELL_PADDING, 5)
        column.setSpacing(2)
        column.addLayout(first)
        column.addWidget(self._more)

    def show_row(self, row: Row) -> None:
        """Show a line as it stands now."""
        if row == self._row:
            return
        self._row = row
        self._mark.show_drawing(row.mark.drawing, row.mark.tone)
        self._title.setText(row.title)
        self._title.set_bold(row.is_failed)
        self._title.set_tone("text" if row.state else "text2")
        self._seen.setText("" if row.is_failed else row.reason)
        self._seen.setToolTip(self._seen.text())
        self._state.setText(row.state)
        self._state.set_tone(row.mark.tone)
        self._state.set_bold(row.is_failed)
        self._more.setText(f"{row.reason} {row.advice}" if row.is_failed else "")
        self._more.setVisible(row.is_failed)
        self.setAccessibleName(" ".join(filter(None, (row.title, row.state, row.reason, row.advice))))
