"""Beside the timeline: an overview of the dossier, or the form of the act that was chosen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout

from ui.dossier.act_form import ActForm
from ui.dossier.overview import Content, Overview, content_of
from ui.dossier.reading import Reading
from ui.theme.look import Look
from ui.theme.measures import EDGE, Room
from ui.widgets.panels import Panel

WIDTH, WIDTH_NARROW = 311, 270
PADDING = 2 * EDGE + 20  # the scroll bar among it


class SidePanel(Panel):
    """``offered`` carries the offer whose button was pressed; a form stays until it is closed."""

    offered = Signal(object)
    ids_asked = Signal()
    correct_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__("window", "left")
        self._look = look
        self._is_narrow = False
        self._content: Content | None = None
        self._pages = QStackedWidget()
        self._overview, self._form = _scroll(), _scroll()
        self._pages.addWidget(self._overview)
        self._pages.addWidget(self._form)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.addWidget(self._pages)
        look.changed.connect(self._measure)
        self._measure()

    def show_reading(self, reading: Reading, shows_ids: bool) -> None:
        """Show the overview of a reading; where nothing changed, nothing is touched."""
        content = content_of(reading, shows_ids)
        if content == self._content:
            return
        self._content = content
        overview = Overview(self._look, content)
        overview.offered.connect(self.offered)
        overview.ids_asked.connect(self.ids_asked)
        overview.correct_asked.connect(self.correct_asked)
        scrolled = self._overview.verticalScrollBar().value()
        self._drop(self._overview)
        self._overview.setWidget(overview)
        self._overview.verticalScrollBar().setValue(scrolled)

    def clear(self) -> None:
        """Offer nothing: no dossier is here."""
        self._content = None
        self._drop(self._overview)

    def content(self) -> Content | None:
        """What the overview shows."""
        return self._content

    def open_form(self, form: ActForm) -> None:
        """Put a form in front, ready to be typed in."""
        form.setContentsMargins(EDGE, 8, EDGE, 8)
        self._drop(self._form)
        self._form.setWidget(form)
        self._pages.setCurrentWidget(self._form)
        # As Tab does: what stands in the field already is selected, and typing replaces it.
        form.first().setFocus(Qt.FocusReason.TabFocusReason)

    def close_form(self) -> None:
        """Back to the overview."""
        self._pages.setCurrentWidget(self._overview)

    def form(self) -> ActForm | None:
        """The form that is open."""
        shown = self._form.widget() if self._pages.currentWidget() is self._form else None
        return shown if isinstance(shown, ActForm) else None

    def fit(self, room: Room) -> None:
        self._is_narrow = room.is_narrow
        self._measure()

    def _drop(self, area: QScrollArea) -> None:
        """Empty an area; what was in it may still be in the middle of its own click."""
        old = area.takeWidget()
        if old is not None:
            old.deleteLater()

    def _measure(self) -> None:
        width = WIDTH_NARROW if self._is_narrow else WIDTH
        self.setFixedWidth(self._look.px_around(width, PADDING))


def _scroll() -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    return area
