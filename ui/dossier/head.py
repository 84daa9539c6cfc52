"""The head of a dossier: who, what, where it stands, and its clock in large type; below, its days."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.deadline import TimeState
from app.services.dossier import DossierView
from ui.dossier.reading import Reading
from ui.dossier.words import promise_words, term_words, where_words
from ui.terms import TIME_MARKS
from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import EDGE, Room, TextSize
from ui.widgets.day_strip import DayStrip
from ui.widgets.panels import Bar, Panel
from ui.widgets.text import ShapeLabel, Text

HEIGHTS = (68, 52)
STRIP_HEIGHT, STRIP_HEIGHT_SHORT = 41, 31
CLOCK_SHAPE = 16


class DossierHead(Bar):
    """Two lines at the left, the clock and the promise at the right."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "window", "bottom", HEIGHTS)
        self._name = Text(look, size=TextSize.TITLE, is_bold=True)
        self._procedure = Text(look, tone="text2", is_cut=True)
        self._where = Text(look, tone="text2")
        self._clock = ShapeLabel(look, size=TextSize.DUE, shape_size=CLOCK_SHAPE)
        self._promise = Text(look, tone="text2")
        self._lay_out()

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(8)
        title.addWidget(self._name)
        title.addWidget(self._procedure, 1)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(0)
            column.addStretch(1)
        left.addLayout(title)
        left.addWidget(self._where)
        right.addWidget(self._clock, 0, Qt.AlignmentFlag.AlignRight)
        right.addWidget(self._promise, 0, Qt.AlignmentFlag.AlignRight)
        for column in (left, right):
            column.addStretch(1)
        self.row.addLayout(left, 1)
        self.row.addSpacing(EDGE)
        self.row.addLayout(right)

    def clear(self) -> None:
        """Say nothing: no dossier is here."""
        for text in (self._name, self._procedure, self._where, self._promise):
            text.setText("")
        self._clock.hide()

    def show_view(self, view: DossierView) -> None:
        """Show whose dossier it is and how its time stands."""
        self._name.setText(view.applicant.full_name)
        self._procedure.setText(view.record.procedure_name)
        self._procedure.setToolTip(view.record.procedure_name)
        self._where.set_rich(where_words(view))
        mark = TIME_MARKS[view.row.time_state]
        self._clock.show_state(Mark(mark.drawing, mark.tone, True, CLOCK_SHAPE), clock_words(view))
        self._clock.show()
        self._promise.setText(promise_words(view))

    def clock_text(self) -> str:
        return self._clock.text()


class TermBar(Panel):
    """The term as one cell a day, and in words."""

    def __init__(self, look: Look) -> None:
        super().__init__("sunken", "bottom")
        self._look = look
        self._is_short = False
        self._strip = DayStrip(look)
        self._words = Text(look, size=TextSize.HINT, tone="text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 0, EDGE, 0)
        row.setSpacing(EDGE)
        row.addWidget(self._strip)
        row.addWidget(self._words)
        row.addStretch(1)
        look.changed.connect(self._measure)
        self._measure()

    def clear(self) -> None:
        """Say nothing: no dossier is here."""
        self._strip.hide()
        self._words.setText("")

    def show_term(self, reading: Reading) -> None:
        words = term_words(reading)
        self._words.set_rich(words)
        self._strip.setVisible(bool(reading.view.strip))
        self._strip.show_days(reading.view.strip, "Các ngày làm việc của thời hạn")

    def fit(self, room: Room) -> None:
        self._is_short = room.is_short
        self._measure()

    def _measure(self) -> None:
        self.setFixedHeight(self._look.px(STRIP_HEIGHT_SHORT if self._is_short else STRIP_HEIGHT))


def clock_words(view: DossierView) -> str:
    """The state of the clock, larger than anything else on the screen."""
    if view.row.time_state is TimeState.NEW:
        return "Mới nhận hôm nay"
    return view.row.time_text
