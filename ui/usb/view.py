"""The stick's page on S9: the sticks at the left; at the right how the last act ended, and the ledger."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, EDGE
from ui.usb.sticks import Stick, UsbReading
from ui.usb.words import Outcome, contents_words, standing, stick_row, trip_row
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.panels import Panel
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.sections import FactRow, SectionHead
from ui.widgets.side_list import SideList
from ui.widgets.text import ShapeLabel, Text

SHARES = (2, 3)
NO_TRIP = "Chưa gói nào rời máy này."


class UsbPage(Panel):
    """Shows what it is handed and says what is wanted."""

    write_asked = Signal(object)
    read_asked = Signal(object)
    carry_asked = Signal(object)
    folder_chosen = Signal(str)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("window", parent=parent)
        self._look = look
        self._stick: Stick | None = None
        self._is_busy = False
        self._is_member = False
        self._has_ended = False
        self.progress = ProgressStrip(look)
        self.list = SideList(look, "USB và thư mục", "surface", shows_choice=True)
        self.trips = SideList(look, "Gói đã đi", "window")
        self.no_trip = Text(look, NO_TRIP, tone="text2")
        self.write = KeyButton(look, "Ctrl+U", "Ghi ra USB", kind=Kind.PRIMARY, hears_key=False)
        self.read = KeyButton(look, "Ctrl+I", "Nhận từ USB", hears_key=False)
        self.carry = KeyButton(look, "Ctrl+J", "Gửi hộ qua mạng")
        self.choose = KeyButton(look, "Ctrl+O", "Thư mục khác…")
        self.back = KeyButton(look, "Esc", "Về Đồng bộ", kind=Kind.FLAT, hears_key=False)
        self.outcome = ShapeLabel(look, wraps=True)
        self.details = Text(look, tone="text2", wraps=True)
        self.place = FactRow(look, "Nơi")
        self.contents = FactRow(look, "Có sẵn")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        halves = QHBoxLayout()
        halves.setSpacing(0)
        halves.addWidget(self._left_half(), SHARES[0])
        halves.addWidget(self._right_half(), SHARES[1])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.progress)
        column.addLayout(halves, 1)

    def _left_half(self) -> QWidget:
        half = Panel("surface", "right")
        column = _column(half)
        column.addWidget(SectionHead(self._look, "USB đang cắm và thư mục đã chọn"))
        column.addWidget(self.list)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addStretch(1)
        row.addWidget(self.back)
        column.addLayout(row)
        column.addStretch(1)
        return half

    def _right_half(self) -> QWidget:
        half = Panel("window")
        column = _column(half)
        column.addWidget(self.outcome)
        column.addWidget(self.details)
        column.addWidget(self.place)
        column.addWidget(self.contents)
        row = QHBoxLayout()
        row.setSpacing(CELL_PADDING)
        for button in (self.write, self.read, self.carry):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(CELL_PADDING)
        column.addWidget(SectionHead(self._look, "Sổ chuyển USB", "gói nào đi lúc nào, đã về chưa"))
        column.addWidget(self.no_trip)
        column.addWidget(self.trips)
        column.addStretch(1)
        return half

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(lambda *_: self._choose(self.list.current_value()))
        self.write.clicked.connect(self.ask_write)
        self.read.clicked.connect(self.ask_read)
        self.carry.clicked.connect(self.ask_carry)
        self.choose.clicked.connect(self._choose_folder)
        self.back.clicked.connect(self.left)

    def show_reading(self, read: UsbReading, now: datetime) -> None:
        """Show the sticks and the journeys; the chosen stick stays chosen while it is there."""
        before = self._stick.drive.folder if self._stick is not None else None
        self._is_member = read.is_member or read.is_asking
        self.list.show_rows([stick_row(stick) for stick in read.sticks])
        folders = [stick.drive.folder for stick in read.sticks]
        place = folders.index(before) if before in folders else 0
        self._choose(read.sticks[place] if read.sticks else None)
        if read.sticks:
            self.list.setCurrentRow(place)
        self.trips.show_rows([trip_row(trip, now) for trip in read.trips])
        self.trips.setVisible(bool(read.trips))
        self.no_trip.setVisible(not read.trips)
        if not self._has_ended:
            self._show_outcome(standing(read))

    def say(self, outcome: Outcome) -> None:
        """Say how the last act ended, until the next one."""
        self._has_ended = True
        self._show_outcome(outcome)

    def _show_outcome(self, outcome: Outcome) -> None:
        self.outcome.show_state(outcome.mark, outcome.sentence)
        self.details.setText("\n".join(outcome.details))
        self.details.setVisible(bool(outcome.details))

    def set_busy(self, is_busy: bool) -> None:
        """One act at a time; the stick must not be pulled meanwhile."""
        self._is_busy = is_busy
        self._show_buttons()

    def stick(self) -> Stick | None:
        """The chosen one."""
        return self._stick

    def ask_write(self) -> None:
        if self.write.isEnabled() and self._stick is not None:
            self.write_asked.emit(self._stick)

    def ask_read(self) -> None:
        if self.read.isEnabled() and self._stick is not None:
            self.read_asked.emit(self._stick)

    def ask_carry(self) -> None:
        if self._stick is not None and self._stick.foreign:
            self.carry_asked.emit(self._stick)

    def _choose(self, value: object) -> None:
        self._stick = value if isinstance(value, Stick) else None
        self._show_buttons()

    def _show_buttons(self) -> None:
        stick = self._stick
        can_act = stick is not None and not self._is_busy and self._is_member
        self.write.setEnabled(can_act)
        self.read.setEnabled(can_act)
        self.carry.setVisible(stick is not None and stick.foreign > 0)
        self.carry.setEnabled(can_act)
        self.choose.setEnabled(not self._is_busy)
        self.place.setVisible(stick is not None)
        self.contents.setVisible(stick is not None)
        if stick is not None:
            self.place.set_value(str(stick.drive.folder))
            self.contents.set_value(contents_words(stick))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Chọn USB hoặc thư mục")
        if chosen:
            self.folder_chosen.emit(chosen)

    def enter(self) -> None:
        """Put the keyboard where work starts."""
        (self.list if self.list.count() else self.choose).setFocus()


def _column(half: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(half)
    column.setContentsMargins(EDGE, 12, EDGE, 12)
    column.setSpacing(CELL_PADDING)
    return column
