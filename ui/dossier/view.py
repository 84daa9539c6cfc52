"""The screen of one dossier: its clock and days, five tabs, the side panel, and the way to its neighbours."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.dossier import tabs, timeline
from ui.dossier.act_form import ActForm
from ui.dossier.attachment_panel import NAME as SCANS
from ui.dossier.attachment_panel import AttachmentPanel
from ui.dossier.head import DossierHead, TermBar
from ui.dossier.reading import Reading
from ui.dossier.sheet import Sheet
from ui.dossier.sheet_model import SheetModel
from ui.dossier.side_panel import SidePanel
from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import EDGE, ICON_SMALL, Room, TextSize
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.panels import FooterBar, Panel
from ui.widgets.shortcuts import hear
from ui.widgets.tab_order import tab_after
from ui.widgets.tab_strip import Tab, TabStrip
from ui.widgets.text import ShapeLabel, Text

TABS_LEFT = 8
READING = "Đang đọc hồ sơ."
DONE_MARK = Mark("check", "ok", size=ICON_SMALL)
SHEETS = (
    ("Diễn biến", timeline.COLUMNS, "Hồ sơ chưa có việc nào."),
    ("Giấy tờ", tabs.PAPER_COLUMNS, "Thủ tục này không đòi giấy tờ."),
    ("Bản in", tabs.PRINT_COLUMNS, "Chưa in bản nào. Nhấn Ctrl+P để in."),
    ("Đồng bộ", tabs.WAY_COLUMNS, "Hồ sơ chưa có việc nào."),
)


class DossierPage(Panel):
    """Shows a reading and says what the clerk wants; ``head`` belongs into the window's top strip.

    ``offered`` carries an offer; ``save_asked`` means the form that is open, ``left`` the way back, ``moved``
    one dossier up (-1) or down (1) the list.
    """

    offered = Signal(object)
    save_asked = Signal()
    ids_asked = Signal()
    correct_asked = Signal()
    money_asked = Signal()
    left = Signal()
    moved = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__("window")
        self.look = look
        self._reading: Reading | None = None
        self._is_narrow = False
        self.head = DossierHead(look)
        self.term = TermBar(look)
        self.tabs = TabStrip(look, "Các thẻ của hồ sơ")
        self.models = [SheetModel(columns) for _, columns, _ in SHEETS]
        self.sheets = [
            Sheet(look, name, model) for (name, _, _), model in zip(SHEETS, self.models, strict=True)
        ]
        self.attachments = AttachmentPanel(look)
        self._scans = 0
        self.side = SidePanel(look)
        self.done = ShapeLabel(look)
        self.back = KeyButton(look, "Esc", "Về danh sách")
        self.money = KeyButton(look, "Alt+T", "Phí, lệ phí")
        self.before = KeyButton(look, "Alt+Up", "Hồ sơ trước")
        self.after = KeyButton(look, "Alt+Down", "Hồ sơ sau")
        self.cancel = KeyButton(look, "Esc", "Không ghi")
        self.save = KeyButton(look, "F9", "Ghi", kind=Kind.PRIMARY, is_tall=True)
        self._lay_out()
        self._connect()
        self._show_footer(is_typing=False)
        self.show_nothing()

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for sheet in self.sheets:
            self._stack.addWidget(sheet)
        self._stack.addWidget(self.attachments)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._stack, 1)
        middle.addWidget(self.side)
        self.footer = FooterBar(self.look)
        self.footer.add(self.back)
        self.footer.add(self.cancel)
        self.footer.add(self.money)
        self.footer.add(self.done, gap=8)
        self.footer.add_stretch()
        for button in (self.before, self.after, self.save):
            self.footer.add(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.term)
        column.addWidget(self._tab_bar())
        column.addLayout(middle, 1)
        column.addWidget(self.footer)

    def _tab_bar(self) -> QWidget:
        bar = Panel("window", "bottom")
        self._tab_hint = Text(self.look, "Ctrl+Tab chuyển thẻ", size=TextSize.HINT, tone="text3")
        row = QHBoxLayout(bar)
        row.setContentsMargins(TABS_LEFT, 0, EDGE, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self._tab_hint)
        return bar

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._show_tab)
        self.side.offered.connect(self.offered)
        self.side.ids_asked.connect(self.ids_asked)
        self.side.correct_asked.connect(self.correct_asked)
        self.back.clicked.connect(self.left)
        self.cancel.clicked.connect(self.close_form)
        self.money.clicked.connect(self.money_asked)
        self.save.clicked.connect(self.save_asked)
        self.before.clicked.connect(lambda: self.moved.emit(-1))
        self.after.clicked.connect(lambda: self.moved.emit(1))
        hear("Alt+H", "Hiện, ẩn số định danh", self, self.ids_asked.emit)
        hear("Ctrl+E", "Sửa người nộp", self, self.correct_asked.emit)
        hear("Ctrl+Tab", "Thẻ sau", self, lambda: self._turn_tab(1), repeats=True)
        hear("Ctrl+Shift+Tab", "Thẻ trước", self, lambda: self._turn_tab(-1), repeats=True)

    # what the presenter tells

    def show_nothing(self) -> None:
        """Take the last dossier off the screen while another one is still being read."""
        self._reading = None
        self.head.clear()
        self.term.clear()
        self.side.clear()
        for sheet, model in zip(self.sheets, self.models, strict=True):
            sheet.say_when_empty(READING)
            model.show(())
        self._show_tabs([None] * len(SHEETS))
        self.show_neighbours(has_before=False, has_after=False)

    def show_reading(self, reading: Reading, shows_ids: bool = False) -> None:
        """Show a dossier, or the same one read anew."""
        self._reading = reading
        self.head.show_view(reading.view)
        self.term.show_term(reading)
        self.side.show_reading(reading, shows_ids)
        tab_after(self._stack, self.side)
        self._show_rows()

    def _show_rows(self) -> None:
        reading = self._reading
        if reading is None:
            return
        rows = (
            timeline.timeline_rows(reading, self._is_narrow),
            tabs.paper_rows(reading),
            tabs.print_rows(reading),
            tabs.way_rows(reading),
        )
        for sheet, model, shown, (_, _, empty) in zip(self.sheets, self.models, rows, SHEETS, strict=True):
            sheet.say_when_empty(empty)
            model.show(shown)
        present = sum(paper.is_present for paper in reading.view.components)
        counts = (len(rows[0]), present, len(rows[2]), len(rows[3]))
        self._show_tabs(counts)

    def _show_tabs(self, counts: Sequence[int | None]) -> None:
        self._counts = counts
        shown = [Tab(name, count) for (name, _, _), count in zip(SHEETS, counts, strict=True)]
        self.tabs.show_tabs([*shown, Tab(SCANS, self._scans)])

    def count_scans(self, count: int) -> None:
        """How many scans the dossier has."""
        self._scans = count
        self._show_tabs(self._counts)

    def show_neighbours(self, *, has_before: bool, has_after: bool) -> None:
        """Whether the list goes on in either direction."""
        self.before.setEnabled(has_before)
        self.after.setEnabled(has_after)

    def say_way_back(self, words: str) -> None:
        """Where Esc leads."""
        self.back.say(words)

    def say_done(self, sentence: str) -> None:
        """What was just written; an empty sentence takes it away."""
        self.done.show_state(DONE_MARK, sentence)
        self.done.setVisible(bool(sentence) and self.side.form() is None)

    def start_anew(self) -> None:
        """Another dossier comes: from its first tab, without what was said of the last one."""
        self.close_form()
        self.say_done("")
        self.tabs.setCurrentIndex(0)

    def open_form(self, form: ActForm) -> None:
        """Let the clerk fill in what an act needs."""
        self.save.say(form.save_words)
        self.side.open_form(form)
        tab_after(self._stack, self.side)
        self._show_footer(is_typing=True)

    def close_form(self) -> None:
        """Back to the overview, with nothing written."""
        if self.side.form() is not None:
            self.side.close_form()
            self._show_footer(is_typing=False)
            self.enter()

    def set_busy(self, is_busy: bool) -> None:
        """While an act is being written, nothing of its form may change."""
        form = self.side.form()
        for part in (form, self.save, self.cancel):
            if part is not None:
                part.setEnabled(not is_busy)

    def _show_footer(self, is_typing: bool) -> None:
        for button in (self.save, self.cancel):
            button.setVisible(is_typing)
        for button in (self.back, self.money, self.before, self.after):
            button.setVisible(not is_typing)
        self.done.setVisible(not is_typing and bool(self.done.text()))

    def _show_tab(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        if self.side.form() is None:
            self.enter()

    def _turn_tab(self, by: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())

    # what the desk asks

    def fit(self, room: Room) -> None:
        self._is_narrow = room.is_narrow
        self.head.fit(room)
        self.term.fit(room)
        self.side.fit(room)
        self.footer.fit(room)
        for sheet in self.sheets:
            sheet.fit(room)
        self.attachments.fit(room)
        self._show_rows()

    def enter(self) -> None:
        """The keyboard goes to the form that is open, else to the tab in front."""
        form = self.side.form()
        target = form.first() if form is not None else self._stack.currentWidget()
        target.setFocus(Qt.FocusReason.OtherFocusReason)
