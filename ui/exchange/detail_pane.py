"""What there is to know of the chosen row, and the way into its dossier."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.exchange.choice_panel import ChoicePanel
from ui.exchange.choosing import Choosing
from ui.exchange.comparison_grid import ComparisonGrid
from ui.exchange.decision_panel import DecisionPanel
from ui.exchange.words import Detail
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, EDGE, ICON
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.panels import Panel
from ui.widgets.sections import FactRow
from ui.widgets.text import Drawing, Text


class DetailPane(Panel):
    """Shows one ``Detail`` at a time; ``open_asked`` is the button's wish, the others are the choice's."""

    open_asked = Signal()
    settle_asked = Signal(object)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("window", "left", parent)
        self._look = look
        self._shown: Detail | None = None
        self.choice: ChoicePanel | DecisionPanel | None = None
        self._mark = Drawing(look, size=ICON)
        self._name = Text(look, is_bold=True, is_cut=True)
        self._code = Text(look, tone="text2")
        self._state = Text(look)
        self._sentence = Text(look, wraps=True)
        self._done = Text(look, tone="ok", wraps=True)
        self._done.setContentsMargins(EDGE, 10, EDGE, 0)
        self._done.hide()
        self._parts = QVBoxLayout()
        self._parts.setSpacing(EDGE)
        # Enter is heard by the list.
        self.open = KeyButton(look, "Enter", "Mở hồ sơ")
        self.open.clicked.connect(self.open_asked)
        self.back = KeyButton(look, "Esc", "Về danh sách", kind=Kind.FLAT, hears_key=False)
        self.back.clicked.connect(self.left)
        self.back.hide()
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
        buttons.addWidget(self.back)
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
        whole.setSpacing(0)
        whole.addWidget(self._done)
        whole.addWidget(self._scroll, 1)
        whole.addStretch(0)

    def show_detail(self, shown: Detail | None) -> None:
        """Show a row's detail, or nothing while no row is chosen; the same again disturbs nobody."""
        if shown is not None and shown == self._shown:
            return
        is_same_choice = _is_same_choice(shown, self._shown)
        self._shown = shown
        self._scroll.setVisible(shown is not None)
        if not is_same_choice:
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
        if not is_same_choice:
            self._fill(shown)

    def _fill(self, shown: Detail) -> None:
        if shown.facts:
            self._parts.addWidget(_facts(self._look, shown))
        self._follow_keyboard(is_in_choice=False)
        if shown.comparison is not None and shown.comparison.clash.is_buried:
            self._parts.addWidget(ComparisonGrid(self._look, Choosing(shown.comparison)))
        elif shown.comparison is not None:
            self._show_choice(ChoicePanel(self._look, shown.comparison))
        elif shown.parted is not None:
            self._show_choice(DecisionPanel(self._look, shown.parted))

    def _show_choice(self, panel: ChoicePanel | DecisionPanel) -> None:
        self.choice = panel
        panel.holds_keyboard.connect(self._follow_keyboard)
        panel.settle_asked.connect(self.settle_asked)
        panel.left.connect(self.left)
        self._parts.addWidget(panel)

    def _follow_keyboard(self, is_in_choice: bool) -> None:
        """Enter writes the choice and Esc leaves it while the keyboard is there."""
        if is_in_choice and self.choice is not None:
            self.say_done("")
            for part in self.choice.wanted_in_sight():
                self._scroll.ensureWidgetVisible(part, 0, EDGE)
        self.back.setVisible(is_in_choice)
        self.open.setVisible(not is_in_choice and self._shown is not None and self._shown.can_open)

    def _drop_parts(self) -> None:
        if self.back.isVisible():
            self.left.emit()  # the keyboard does not vanish with the panel it was in
        self.choice = None
        while (item := self._parts.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()

    def say_done(self, words: str) -> None:
        """One line over the detail on what was just written; an empty one takes it away."""
        self._done.setText(words)
        self._done.setVisible(bool(words))

    def words(self) -> str:
        """The sentence shown; empty while no row is chosen."""
        return "" if self._shown is None else self._sentence.text()


def _is_same_choice(shown: Detail | None, before: Detail | None) -> bool:
    """Whether what a clerk has chosen so far still belongs to what is shown."""
    if shown is None or before is None:
        return False
    if shown.parted is not None and before.parted is not None:
        return shown.parted.branches == before.parted.branches
    return shown.comparison is not None and shown.comparison == before.comparison


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
