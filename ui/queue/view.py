"""The desk of the queue: whom one serves, who waits, and how tickets and calls come out."""

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QVBoxLayout

from app.domain.clock import wall_of
from app.domain.queue import Ticket, TicketState, wait_minutes
from app.services.queue import QueueStanding, TicketPaper, TicketPrinting
from ui.reception.choices import EitherOr
from ui.theme.marks import Mark
from ui.theme.measures import EDGE, Room, TextSize
from ui.widgets.desk import Desk
from ui.widgets.inputs import ChoiceBox, FieldRow
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.paged_model import Column, PagedModel
from ui.widgets.panels import FooterBar, Panel
from ui.widgets.row_layout import Group
from ui.widgets.sections import SectionHead, ValueRow
from ui.widgets.text import Text
from ui.widgets.words_edit import WordsEdit
from ui.workplace import Workplace

SIDE_WIDTH = 348
USUAL_PRINTER = "Máy in chung"
EMPTY = "Hôm nay chưa có ai lấy số. Nhấn F9 để lấy số và in phiếu."
NOBODY = "–"
GROUPS = (
    ("Đang chờ", TicketState.WAITING),
    ("Đang phục vụ", TicketState.CALLED),
    ("Vắng mặt", TicketState.ABSENT),
    ("Đã xong", TicketState.SERVED),
)
WORDS = {state: title for title, state in GROUPS}
MARKS = {
    TicketState.WAITING: Mark("shape-ring", "text2"),
    TicketState.CALLED: Mark("shape-play", "accent", is_bold=True),
    TicketState.ABSENT: Mark("shape-triangle", "due"),
    TicketState.SERVED: Mark("check", "ok"),
}


def in_groups(standing: QueueStanding) -> list[tuple[str, list[Ticket]]]:
    """The day's tickets under their headings, those who wait first."""
    return [(title, [each for each in standing.tickets if each.state is state]) for title, state in GROUPS]


class QueueView(Desk):
    """Says what the clerk did; the presenter answers with what to show."""

    next_asked = Signal()
    again_asked = Signal()
    skip_asked = Signal()
    ticket_asked = Signal()
    number_asked = Signal(object)
    screen_asked = Signal()
    leave_asked = Signal()
    export_asked = Signal()
    counter_named = Signal(str)
    printing_chosen = Signal(object)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.look, "Xếp hàng")
        look = workplace.look
        self._now_ms = workplace.desk.now_ms
        self.model: PagedModel[Ticket] = PagedModel(self._columns(), workplace.runner, self)
        self.table = LedgerTable(look, "Số thứ tự hôm nay", self.model, lambda row: row.number)
        self.table.say_when_empty(EMPTY)
        self.number = Text(look, NOBODY, size=TextSize.BOOK, is_bold=True)
        self.waiting = ValueRow(look, "Đang chờ")
        self.mean = ValueRow(look, "Chờ trung bình")
        self.counter = WordsEdit()
        self.paper = EitherOr(look, "Cuộn 80 mm", "Giấy A6")
        self.printer = ChoiceBox()
        self.footer = FooterBar(look)
        self.top.add_title("Xếp hàng")  # type: ignore[attr-defined]
        self.top.add_stretch()
        self._fill_bars()
        self._lay_out()
        self._connect()

    def _columns(self) -> tuple[Column[Ticket], ...]:
        return (
            Column("Số", lambda row: row.shown, 64),
            Column("Lấy lúc", lambda row: f"{wall_of(row.taken_ms):%H:%M}", 84),
            Column("Chờ", lambda row: f"{wait_minutes(row, self._now_ms())} phút", 90),
            Column(
                "Tình trạng", lambda row: WORDS[row.state], 150, stretch=1, mark=lambda row: MARKS[row.state]
            ),
            Column("Gọi đến", lambda row: row.counter, 150, stretch=1, folds=True),
        )

    def _fill_bars(self) -> None:
        look = self.look
        self.screen_button = KeyButton(look, "Alt+M", "Màn hình gọi số")
        self.export = KeyButton(look, "Ctrl+E", "Xuất Excel")
        for key in (self.screen_button, self.export):
            self.top.add(key)
        # The window hears these keys on every screen.
        self.again = KeyButton(look, "Shift+F7", "Gọi lại", hears_key=False)
        self.skip = KeyButton(look, "Ctrl+F7", "Vắng mặt", hears_key=False)
        self.ticket = KeyButton(look, "F9", "Lấy số và in phiếu")
        self.leave = KeyButton(look, "Esc", "Về bàn làm việc", kind=Kind.FLAT)
        self.next = KeyButton(
            look, "F7", "Gọi số tiếp theo", kind=Kind.PRIMARY, is_tall=True, hears_key=False
        )
        for button in (self.again, self.skip, self.ticket, self.leave):
            self.footer.add(button)
        self.footer.add_stretch()
        self.footer.add(self.next)

    def _lay_out(self) -> None:
        look = self.look
        self._side = side = Panel("window", "left")
        column = QVBoxLayout(side)
        column.setContentsMargins(EDGE, 8, EDGE, 8)
        column.setSpacing(8)
        for part in (
            SectionHead(look, "Đang phục vụ"),
            self.number,
            self.waiting,
            self.mean,
            SectionHead(look, "Cách gọi và in"),
            FieldRow(look, "Tên quầy", self.counter),
            FieldRow(look, "Phiếu", self.paper),
            FieldRow(look, "Máy in phiếu", self.printer),
        ):
            column.addWidget(part)
        column.addStretch(1)
        self.lay_beside(self.table, side, self.footer)

    def _connect(self) -> None:
        self.next.clicked.connect(self.next_asked)
        self.again.clicked.connect(self.again_asked)
        self.skip.clicked.connect(self.skip_asked)
        self.ticket.clicked.connect(self.ticket_asked)
        self.screen_button.clicked.connect(self.screen_asked)
        self.leave.clicked.connect(self.leave_asked)
        self.export.clicked.connect(self.export_asked)
        self.table.opened.connect(self.number_asked)
        self.counter.left.connect(lambda: self.counter_named.emit(self.counter.words()))
        self.paper.changed.connect(self._tell_printing)
        self.printer.activated.connect(self._tell_printing)

    def _tell_printing(self) -> None:
        paper = TicketPaper.A6 if self.paper.is_other() else TicketPaper.ROLL
        printer = self.printer.currentText() if self.printer.currentIndex() else ""
        self.printing_chosen.emit(TicketPrinting(paper, printer))

    def show_printing(self, chosen: TicketPrinting) -> None:
        """The printers of this PC, and which one tickets come out of."""
        self.paper.choose(chosen.paper is TicketPaper.A6)
        names = [name for name in QPrinterInfo.availablePrinterNames() if name != chosen.printer]
        known = [chosen.printer] if chosen.printer else []
        self.printer.clear()
        self.printer.addItems([USUAL_PRINTER, *known, *names])
        self.printer.setCurrentIndex(len(known))

    def show_queue(self, standing: QueueStanding) -> None:
        """Show the day's tickets, those who wait first."""
        found = in_groups(standing)
        rows = [ticket for _, tickets in found for ticket in tickets]
        self.table.show_groups(
            [Group(title, len(tickets), f"{len(tickets)} số") for title, tickets in found],
            lambda offset, limit: rows[offset : offset + limit],
            keeps_place=True,
        )
        self.number.setText(standing.current.shown if standing.current else NOBODY)
        self.waiting.set_value(f"{len(standing.waiting)} người")
        self.mean.set_value(NOBODY if standing.mean_minutes is None else f"{standing.mean_minutes} phút")
        for button in (self.again, self.skip):
            button.setEnabled(standing.current is not None)
        if not self.counter.hasFocus():
            self.counter.fill(standing.counter)

    def fit(self, room: Room) -> None:
        super().fit(room)
        self.table.fit(room)
        self.footer.fit(room)
        self._side.setFixedWidth(self.look.px_around(SIDE_WIDTH, 3 * EDGE))
        self.leave.setVisible(not room.is_narrow)

    def enter(self) -> None:
        self.table.setFocus()
