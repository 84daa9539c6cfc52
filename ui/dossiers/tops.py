"""The top strip of a desk of several pages: one page's bar at a time."""

from PySide6.QtWidgets import QWidget

from ui.theme.look import Look
from ui.theme.measures import TOP_HEIGHT, TOP_HEIGHT_SHORT, Room
from ui.widgets.panels import Bar


class Tops(Bar):
    """As high as the bar it shows."""

    def __init__(self, look: Look, *bars: Bar) -> None:
        self._bars = bars
        self._shown = bars[0]
        super().__init__(look, "window", "", (TOP_HEIGHT, TOP_HEIGHT_SHORT))
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(0)
        for bar in bars:
            self.row.addWidget(bar)
        self.show_bar(bars[0])

    def show_bar(self, shown: Bar) -> None:
        """Bring a page's bar to the front."""
        self._shown = shown
        for bar in self._bars:
            bar.setVisible(bar is shown)
        self._measure()

    def shown(self) -> QWidget:
        return self._shown

    def fit(self, room: Room) -> None:
        for bar in self._bars:
            bar.fit(room)
        super().fit(room)

    def _measure(self) -> None:
        self.setFixedHeight(self._shown.minimumHeight())
