"""S9: how the line stands, how far today's dossiers have come, and what needs somebody."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.exchange.detail_pane import DetailPane
from ui.exchange.line_strip import LineStrip
from ui.exchange.reading import ExchangeReading
from ui.exchange.rows import ExchangeModel, ExchangeRow
from ui.exchange.settling_panel import digit_of
from ui.exchange.stage_strip import StageStrip
from ui.exchange.states_table import StatesTable
from ui.exchange.window_bar import WindowBar
from ui.exchange.words import Detail, LineWords
from ui.theme.look import Look
from ui.theme.measures import Room
from ui.usb.view import UsbPage
from ui.widgets.desk import Desk
from ui.widgets.key_button import KeyButton
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.paged_model import Asker, Fetch
from ui.widgets.panels import TopBar

EMPTY = "Hôm nay chưa có gì để gửi. Nhấn F2 để tiếp nhận."
SHARES, SHARES_NARROW = (2, 3), (3, 4)  # of the list and the pane


class ExchangeView(Desk):
    """Shows what it is handed and says what is wanted; it asks no service itself."""

    send_asked = Signal()
    send_within_asked = Signal(float)
    chosen = Signal(object)
    opened = Signal(object)
    failed = Signal(Exception)
    settle_asked = Signal(object)

    def __init__(self, look: Look, asker: Asker, parent: QWidget | None = None) -> None:
        bar = TopBar(look)
        super().__init__(look, "Đồng bộ", bar, parent)
        self.line = LineStrip(look)
        self.progress = StageStrip(look)
        self.window_bar = WindowBar(look)
        self.states = StatesTable(look)
        self.model = ExchangeModel(asker, self)
        self.table = _ReviewTable(look, "Hồ sơ theo mức đã gửi", self.model, _identity)
        self.pane = DetailPane(look)
        self.usb = UsbPage(look)
        self.usb.hide()
        self.table.say_when_empty(EMPTY)
        self.table.horizontalHeader().hide()
        self._fill_top(bar)
        self._lay_out()
        self._connect()

    def _fill_top(self, bar: TopBar) -> None:
        bar.add_title(self.title)
        self.server = bar.add_subject()
        bar.add_stretch()
        # F5 is heard by the window, on every desk.
        self.send = KeyButton(self.look, "F5", "Gửi ngay", hears_key=False)
        self.send.clicked.connect(self.send_asked)
        bar.add(self.send)
        self.send_within = KeyButton(self.look, "Ctrl+F5", "Gửi trong ít giây…")
        self.send_within.clicked.connect(self.window_bar.open)
        bar.add(self.send_within)
        self.write_usb = KeyButton(self.look, "Ctrl+U", "Ghi ra USB")
        self.read_usb = KeyButton(self.look, "Ctrl+I", "Nhận từ USB")
        bar.add(self.write_usb)
        bar.add(self.read_usb)

    def _lay_out(self) -> None:
        self._books = QWidget()
        self._halves = QHBoxLayout(self._books)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(0)
        self._halves.addWidget(self.table)
        self._halves.addWidget(self.pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.progress, self.window_bar, self.line, self.states):
            column.addWidget(part)
        column.addWidget(self._books, 1)
        column.addWidget(self.usb, 1)

    def _connect(self) -> None:
        self.table.chosen.connect(self.chosen)
        self.table.opened.connect(self.opened)
        self.table.digit_pressed.connect(self._choose)
        self.pane.open_asked.connect(self._open_chosen)
        self.pane.settle_asked.connect(self.settle_asked)
        self.pane.left.connect(self.enter)
        self.window_bar.send_asked.connect(self.send_within_asked)
        self.window_bar.left.connect(self.enter)
        self.model.failed.connect(self.failed)
        self.write_usb.clicked.connect(self._write_usb)
        self.read_usb.clicked.connect(self._read_usb)
        self.usb.left.connect(self.leave_usb)

    def show_reading(self, reading: ExchangeReading, fetch: Fetch[ExchangeRow]) -> None:
        """Show how things stand; rows come from ``fetch(offset, limit)``."""
        self.server.setText(reading.picture.server_name or "Máy chủ cấp trên")
        self.states.show_counts(reading.picture.counts)
        self.table.show_groups(reading.groups, fetch, keeps_place=True)

    def show_line(self, words: LineWords, received: str, *, has_receipt: bool, can_send: bool) -> None:
        self.line.show_line(words)
        self.line.show_received(received, has_receipt=has_receipt)
        self.send.setEnabled(can_send)
        self.send_within.setEnabled(can_send)

    def show_detail(self, shown: Detail | None) -> None:
        self.pane.show_detail(shown)

    def say_done(self, words: str) -> None:
        """Say what was just written, until something else is chosen."""
        self.pane.say_done(words)

    def set_settling(self, is_settling: bool) -> None:
        """While a choice is being written, the panel takes no other."""
        if self.pane.choice is not None:
            self.pane.choice.set_busy(is_settling)

    def _choose(self, digit: int) -> None:
        if self.pane.choice is not None:
            self.pane.choice.choose(digit)

    def _open_chosen(self) -> None:
        row = self.table.chosen_row()
        if row is not None:
            self.opened.emit(row)

    def show_usb(self) -> None:
        """Bring the stick's page to the front."""
        self._put_usb(is_shown=True)
        self.usb.enter()

    def leave_usb(self) -> None:
        self._put_usb(is_shown=False)
        self.enter()

    def _put_usb(self, *, is_shown: bool) -> None:
        self.usb.setVisible(is_shown)
        self._books.setVisible(not is_shown)
        self.states.setVisible(not is_shown)

    def _write_usb(self) -> None:
        """The first press shows which stick; with the page in sight it writes."""
        is_shown = self.usb.isVisible()
        self.show_usb()
        if is_shown:
            self.usb.ask_write()

    def _read_usb(self) -> None:
        is_shown = self.usb.isVisible()
        self.show_usb()
        if is_shown:
            self.usb.ask_read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.usb.isVisible():
            self.leave_usb()
        else:
            super().keyPressEvent(event)

    def fit(self, room: Room) -> None:
        super().fit(room)
        self.progress.fit(room)
        self.states.fit(room)
        self.table.fit(room)
        for place, share in enumerate(SHARES_NARROW if room.is_narrow else SHARES):
            self._halves.setStretch(place, share)

    def enter(self) -> None:
        self.say_done("")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


class _ReviewTable(LedgerTable):
    """Hands a bare digit on to the choice beside it: one need not go there to choose."""

    digit_pressed = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = digit_of(event)
        if digit is None:
            super().keyPressEvent(event)
        else:
            self.digit_pressed.emit(digit)


def _identity(row: ExchangeRow) -> object:
    return row.identity
