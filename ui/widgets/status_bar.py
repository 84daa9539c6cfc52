"""The line at the foot of the window: always the same facts in the same order."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.status_line import (
    StatusLine,
    catalogue_words,
    clock_words,
    clock_words_short,
    network_words,
    network_words_short,
    received_words,
    saved_words,
    update_words,
    update_words_short,
    usb_words,
    waiting_words,
)
from ui.theme.look import Look
from ui.theme.measures import ICON_SMALL, STATUS_HEIGHT, Room, TextSize
from ui.theme.tokens import TokenName
from ui.widgets.panels import Line, Panel
from ui.widgets.text import Drawing, Text

SIDE = 10


class Segment(Panel):
    """One fact of the status bar, parted from the next by a hairline."""

    def __init__(
        self, look: Look, drawing: str = "", line: Line = "right", parent: QWidget | None = None
    ) -> None:
        super().__init__("bar", line, parent)
        self._drawing = Drawing(look, drawing, ICON_SMALL)
        self._words = Text(look, size=TextSize.HINT, tone="text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(SIDE, 0, SIDE, 0)
        row.setSpacing(6)
        row.addWidget(self._drawing)
        row.addWidget(self._words)
        self._drawing.setVisible(bool(drawing))

    def say(self, words: str, drawing: str = "", tone: TokenName = "text2") -> None:
        self._words.setText(words)
        self._words.set_tone(tone)
        if drawing:
            self._drawing.show_drawing(drawing, tone)

    def text(self) -> str:
        return self._words.text()


class StatusBar(Panel):
    """Saved here · waiting · received up to · network · USB · catalogue · a newer version, if any · clock."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("bar", "top", parent)
        self._look = look
        self._is_narrow = False
        self._line: StatusLine | None = None
        self.saved = Segment(look, "hard-drive")
        self.waiting = Segment(look, "package")
        self.received = Segment(look, "check")
        self.network = Segment(look, "cloud-off")
        self.usb = Segment(look, "unplug")
        self.catalogue = Segment(look)
        self.update_waits = Segment(look)
        self.clock = Segment(look, line="")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._lay_out()
        look.changed.connect(self._measure)
        self._measure()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 3)
        row.setSpacing(0)
        facts = (self.saved, self.waiting, self.received, self.network, self.usb, self.catalogue)
        for segment in (*facts, self.update_waits):
            row.addWidget(segment)
        self.update_waits.hide()
        row.addStretch(1)
        row.addWidget(self.clock)

    def show_line(self, line: StatusLine) -> None:
        self._line = line
        self._say()

    def fit(self, room: Room) -> None:
        """In a narrow window the last facts go and the others are shortened."""
        self._is_narrow = room.is_narrow
        self.usb.setVisible(not room.is_narrow)
        self.catalogue.setVisible(not room.is_narrow)
        self._say()

    def _say(self) -> None:
        line = self._line
        if line is None:
            return
        self.saved.say(saved_words(line))
        self.waiting.say(waiting_words(line))
        has_receipt = line.received_up_to is not None
        self.received.say(received_words(line), "check", "ok" if has_receipt else "text2")
        network = network_words_short(line) if self._is_narrow else network_words(line)
        self.network.say(network, "cloud" if line.network.is_up else "cloud-off")
        self.usb.say(usb_words(line), "usb" if line.usb else "unplug")
        self.catalogue.say(catalogue_words(line))
        self.update_waits.say(update_words_short(line))
        self.update_waits.setToolTip(update_words(line))
        self.update_waits.setVisible(bool(line.update))
        self.clock.say(clock_words_short(line) if self._is_narrow else clock_words(line))

    def _measure(self) -> None:
        self.setFixedHeight(self._look.px(STATUS_HEIGHT))
