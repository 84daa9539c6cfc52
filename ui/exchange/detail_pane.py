"""What there is to know of the chosen row, and the way into its dossier."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.exchange.comparison_grid import ComparisonGrid
from ui.exchange.words import Detail
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, EDGE, ICON
from ui.widgets.key_button import KeyButton
from ui.widgets.panels import Panel
from ui.widgets.sections import FactRow
from ui.widgets.text import Drawing, Text


class DetailPane(Panel):
    """Shows one ``Detail`` at a time; ``open_asked`` is the button's wish."""

    open_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("window", "left", parent)
        self._look = look
        self._shown: Detail | None = None
        self._mark = Drawing(look, size=ICON)
        self._name = Text(look, is_bold=True, is_cut=True)
        self._code = Text(look, tone="text2")
        self._state = Text(look)
        self._sentence = Text(look, wraps=True)
        self._parts = QVBoxLayout()
        self._parts.setSpacing(EDGE)
        # Enter is heard by the list.
        self.open = KeyButton(look, "Enter", "Mở hồ sơ")
        self.open.clicked.connect(self.open_asked)
        self._lay_out()
        self.show_detail(None)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(CELL_PADDING)
        head.addWidget(self._mark)
        head.addWidget(self._name)
        head.addWidget(self._code)
        head.addStretch(1)
        head.addWidget(self._state)
        top = QVBoxLayout()
        top.setContentsMargins(EDGE, 10, EDGE, 10)
        top.setSpacing(4)
        top.addLayout(head)
        top.addWidget(self._sentence)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(EDGE, 10, EDGE, 10)
        buttons.addWidget(self.open)
        buttons.addStretch(1)
        body = Panel("window")
        column = QVBoxLayout(body)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(self._parts)
        column.addLayout(buttons)
        column.addStretch(1)
        self._scroll = _scrolling(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.addWidget(self._scroll)

    def show_detail(self, shown: Detail | None) -> None:
        """Show a row's detail, or nothing while no row is chosen; the same again disturbs nobody."""
        if shown is not None and shown == self._shown:
            return
        self._shown = shown
        self._scroll.setVisible(shown is not None)
        self._drop_parts()
        if shown is None:
            return
        self._mark.show_drawing(shown.mark.drawing, shown.mark.tone)
        self._name.setText(shown.name)
        self._code.setText(shown.code)
        self._state.setText(shown.state_words)
        self._state.set_tone(shown.mark.tone)
        self._state.set_bold(shown.mark.is_bold)
        self._sentence.setText(shown.sentence)
        self._fill(shown)
        self.open.setVisible(shown.can_open)

    def _fill(self, shown: Detail) -> None:
        if shown.facts:
            self._parts.addWidget(_facts(self._look, shown))
        for each in shown.comparisons:
            self._parts.addWidget(ComparisonGrid(self._look, each))

    def _drop_parts(self) -> None:
        while (item := self._parts.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()

    def words(self) -> str:
        """The sentence shown; empty while no row is chosen."""
        return "" if self._shown is None else self._sentence.text()

    def comparisons(self) -> list[ComparisonGrid]:
        """The choices shown."""
        items = (self._parts.itemAt(place) for place in range(self._parts.count()))
        return [part for item in items if isinstance(part := item.widget(), ComparisonGrid)]


def _facts(look: Look, shown: Detail) -> QWidget:
    facts = QWidget()
    column = QVBoxLayout(facts)
    column.setContentsMargins(EDGE, 0, EDGE, 0)
    column.setSpacing(2)
    for label, value in shown.facts:
        column.addWidget(FactRow(look, label, value))
    return facts


def _scrolling(body: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(body)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
