"""S3, the express lane: who, which papers, what it costs; one key writes, takes and prints."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.domain.books import BookKind
from app.domain.certification import CERTIFIED_KINDS, PaperKind
from app.services.certified import LaneDay
from app.services.sitting_drafts import SittingText
from ui.certification.lane_table import LaneTable
from ui.certification.person_bar import PersonBar
from ui.certification.side_panel import SidePanel
from ui.certification.today import TodayModel, day_words
from ui.certification.words import SHORT_TITLES, TITLES
from ui.theme.marks import Mark
from ui.theme.measures import CELL_PADDING, EDGE, ICON_SMALL, Room, TextSize
from ui.widgets.desk import Desk
from ui.widgets.inputs import ChoiceBox
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.panels import FooterBar, Panel
from ui.widgets.row_layout import Group
from ui.widgets.text import ShapeLabel, Text
from ui.workplace import Workplace

EMPTY = "Hôm nay chưa chứng thực giấy tờ nào. Quét thẻ hoặc gõ họ tên để bắt đầu."
SAVE = "Lưu, in lời chứng và biên lai"
BUTTONS = 7
DONE_MARK = Mark("check", "ok", size=ICON_SMALL)
SAVED_MARK = Mark("hard-drive", "text2", size=ICON_SMALL)


class CertificationView(Desk):
    """Shows what it is handed and says what is wanted; it asks no service itself."""

    edited = Signal()
    save_asked = Signal()
    park_asked = Signal()
    leave_asked = Signal()
    reprint_asked = Signal()
    book_asked = Signal()
    close_asked = Signal()
    kind_chosen = Signal(object)

    def __init__(self, workplace: Workplace, kinds: Sequence[PaperKind]) -> None:
        super().__init__(workplace.look, "Chứng thực")
        look = workplace.look
        self._is_busy = self._is_narrow = False
        self._parked = 0
        self._keyboard: QWidget | None = None
        self.kind = ChoiceBox()
        self.state = ShapeLabel(look, size=TextSize.HINT)
        self.person = PersonBar(workplace)
        self.lane = LaneTable(look, kinds)
        self.side = SidePanel(look)
        self.figures = Text(look, tone="text2", is_cut=True)
        self.model = TodayModel(workplace.runner, self)
        self.table = LedgerTable(look, "Đã làm hôm nay", self.model, lambda row: row.record.payment_id)
        self.footer = FooterBar(look)
        self._kind_buttons = [self._kind_button(place, kind) for place, kind in enumerate(kinds[:BUTTONS])]
        self.table.say_when_empty(EMPTY)
        self._fill_top()
        self._fill_footer()
        self._lay_out()
        self._connect()

    def _kind_button(self, place: int, kind: PaperKind) -> KeyButton:
        """Its digit acts in an empty row alone, so that a digit can be typed anywhere else."""
        button = KeyButton(self.look, str(place + 1), kind.short, hears_key=False)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.lane.add(kind))
        return button

    def _fill_top(self) -> None:
        self._title = self.top.add_title(TITLES[BookKind.CERTIFIED_COPIES])  # type: ignore[attr-defined]
        self.top.add_stretch()
        self.top.add(self.state)
        self.kind.setAccessibleName("Loại chứng thực")
        self.kind.setAccessibleDescription("Phím Alt+L")
        for kind in CERTIFIED_KINDS:
            self.kind.addItem(SHORT_TITLES[kind], kind)
        self.kind.setMinimumContentsLength(15)
        self.kind.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.kind_key = KeyButton(self.look, "Alt+L", "Loại khác", kind=Kind.FLAT)
        self.top.add(self.kind_key, gap=8)
        self.top.add(self.kind)

    def _fill_footer(self) -> None:
        look = self.look
        self.park = KeyButton(look, "F6", "Gác lại, phục vụ người sau")
        self.drop = KeyButton(look, "Alt+X", "Xóa dòng")
        self.reprint = KeyButton(look, "Ctrl+P", "In lại")
        self.book = KeyButton(look, "Alt+S", "Sổ, hủy số")
        self.leave = KeyButton(look, "Esc", "Bỏ", kind=Kind.FLAT)
        self.save = KeyButton(look, "F9", SAVE, kind=Kind.PRIMARY, is_tall=True)
        for button in (self.park, self.drop, self.reprint, self.book, self.leave):
            self.footer.add(button)
        self.footer.add_stretch()
        self.footer.add(self.save)

    def _lay_out(self) -> None:
        left = Panel("surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._kinds_bar = self._bar(*self._kind_buttons)
        for part in (self.person, self._kinds_bar, self.lane, self._day_bar()):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        self.lay_beside(left, self.side, self.footer)

    def _bar(self, *parts: QWidget) -> Panel:
        bar = Panel("surface")
        row = QHBoxLayout(bar)
        row.setContentsMargins(EDGE, 4, EDGE, CELL_PADDING)
        row.setSpacing(6)
        for part in parts:
            row.addWidget(part)
        row.addStretch(1)
        return bar

    def _day_bar(self) -> Panel:
        bar = Panel("window", "strong-top")
        row = QHBoxLayout(bar)
        row.setContentsMargins(EDGE, 6, EDGE, 6)
        row.setSpacing(CELL_PADDING)
        row.addWidget(Text(self.look, "Đã làm hôm nay", is_bold=True))
        row.addWidget(self.figures, 1)
        close = KeyButton(self.look, "Ctrl+D", "Chốt sổ và quỹ cuối ngày")
        close.clicked.connect(self.close_asked)
        row.addWidget(close)
        return bar

    def _connect(self) -> None:
        for edited in (self.person.edited, self.lane.edited, self.side.edited):
            edited.connect(self.edited)
        self.person.taken.connect(self.lane.start)
        self.lane.done.connect(self._go_to_money)
        self.drop.clicked.connect(self.lane.drop_current)
        self.park.clicked.connect(self.park_asked)
        self.leave.clicked.connect(self.leave_asked)
        self.reprint.clicked.connect(self.reprint_asked)
        self.book.clicked.connect(self.book_asked)
        self.save.clicked.connect(self._ask_save)
        self.kind.activated.connect(self._choose_kind)
        self.kind_key.clicked.connect(self._next_kind)

    def _ask_save(self) -> None:
        if not self._is_busy:
            self.save_asked.emit()

    def _choose_kind(self) -> None:
        self._tell_kind()
        self.edited.emit()

    def _tell_kind(self) -> None:
        kind = BookKind(self.kind.currentData())
        self._title.setText(TITLES[kind])
        self.kind_chosen.emit(kind)

    def _next_kind(self) -> None:
        self.kind.setCurrentIndex((self.kind.currentIndex() + 1) % self.kind.count())
        self._choose_kind()

    def _go_to_money(self) -> None:
        self.side.given.setFocus(Qt.FocusReason.TabFocusReason)

    # what the view holds and shows

    def text(self) -> SittingText:
        """The sitting as typed."""
        from_person = self.person.text()
        return SittingText(
            full_name=from_person.full_name,
            id_number=from_person.id_number,
            address=from_person.address,
            birth_date=from_person.birth_date,
            sex=from_person.sex,
            id_issued_on=from_person.id_issued_on,
            applicant_id=from_person.applicant_id,
            rows=self.lane.texts(),
            exemption=self.side.exemption.words(),
            card_read_ms=from_person.card_read_ms,
            kind=int(self.kind.currentData()),
            method=int(self.side.chosen_method()),
        )

    def show_text(self, text: SittingText) -> None:
        """Put a sitting back as it was, with its book and its way of paying."""
        self.person.show_text(text)
        self.side.show_money(text.exemption, text.method)
        self.lane.show_rows(text.rows)
        self._show_kind(text.kind)

    def _show_kind(self, kind: int) -> None:
        known = [int(each) for each in CERTIFIED_KINDS]
        self.kind.setCurrentIndex(known.index(kind) if kind in known else 0)
        self._tell_kind()

    def show_day(self, day: LaneDay) -> None:
        """List what was done today."""
        rows = list(day.sittings)
        self.figures.setText(day_words(day))
        self.table.show_groups(
            [Group("", len(rows))], lambda offset, limit: rows[offset : offset + limit], keeps_place=True
        )

    def say_saved(self, words: str) -> None:
        """Say that the draft lies on this machine."""
        self.state.setVisible(bool(words))
        self.state.show_state(SAVED_MARK, words)

    def say_done(self, words: str) -> None:
        """Say what was just done."""
        self.state.setVisible(True)
        self.state.show_state(DONE_MARK, words)

    def show_parked(self, count: int) -> None:
        """F6 on an empty lane brings back what was put aside."""
        self._parked = count
        empty = "Gác lại" if self._is_narrow else "Gác lại, phục vụ người sau"
        self.park.say(f"Gác lại ({count} đang gác)" if count else empty)

    @property
    def is_busy(self) -> bool:
        return self._is_busy

    def set_busy(self, is_busy: bool) -> None:
        """While a sitting is being written nothing is typed, put aside or written again."""
        if is_busy:
            self._keyboard = self.focusWidget()
        self._is_busy = is_busy
        for part in (self.person, self._kinds_bar, self.lane, self.side, self.kind, self.kind_key):
            part.setEnabled(not is_busy)
        if not is_busy and self._keyboard is not None and isValid(self._keyboard):  # its row may be gone
            self._keyboard.setFocus(Qt.FocusReason.OtherFocusReason)

    def start(self) -> None:
        """Put the keyboard where the next citizen begins."""
        self.person.full_name.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self, room: Room) -> None:
        super().fit(room)
        self.side.fit(room)
        self.lane.fit(room)
        self.table.fit(room)
        self.footer.fit(room)
        self.person.fit(room.is_narrow)
        self._kinds_bar.setVisible(not room.is_short)
        self.kind_key.setVisible(not room.is_narrow)
        self._is_narrow = room.is_narrow
        self.save.say("Lưu và in" if room.is_narrow else SAVE)
        self.show_parked(self._parked)

    def enter(self) -> None:
        if self.person.full_name.words().strip():
            self.lane.start()
        else:
            self.start()
