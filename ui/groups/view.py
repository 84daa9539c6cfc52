"""The screen of a list received together: what all have in common, who comes next, and who is on the list."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.dossier_code import short_code
from app.domain.identifiers import listed_id
from app.domain.procedure import Component
from app.services.drafts import FormText
from app.services.groups import Group, GroupForm, GroupRow
from app.services.reception import HandedIn
from app.services.typed_dates import typed_date
from ui.groups.member_bar import MemberBar
from ui.reception.checklist import ChecklistPanel
from ui.reception.procedure_panel import CHOOSE_ONE, ProcedurePanel
from ui.theme.marks import Mark
from ui.theme.measures import Room
from ui.widgets import row_layout
from ui.widgets.desk import Desk
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.paged_model import Column, PagedModel
from ui.widgets.panels import FooterBar, Panel
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.shortcuts import hear
from ui.workplace import Workplace

SHARED_WIDTH, SHARED_WIDTH_NARROW = 460, 330
EMPTY = "Chưa có ai. Quét thẻ, gõ từng người, hoặc Ctrl+O đọc danh sách từ Excel."
WAITING, RECEIVED, UNDONE = "Chờ nhận", "Đã nhận", "Đã hủy, chờ nhận lại"
WAITING_MARK, RECEIVED_MARK, DOUBTED_MARK = (
    Mark("shape-ring", "text2"),
    Mark("check", "ok", is_bold=True),
    Mark("shape-triangle", "due"),
)


PERSON_COLUMNS: tuple[Column[GroupRow], ...] = (
    Column("Số", lambda row: str(row.line), 56, is_right=True),
    Column("Họ và tên", lambda row: row.member.person.full_name, 150, stretch=2),
    Column("Số định danh", lambda row: listed_id(row.member.person.id_number), 112),
    Column("Ngày sinh", lambda row: typed_date(row.member.person.birth_date), 88, folds=True),
    Column("Thường trú", lambda row: row.member.person.address, 110, stretch=2, folds=True),
)


class GroupView(Desk):
    """Says what the clerk did; the presenter answers with what to show."""

    form_edited = Signal()
    import_asked = Signal()
    sample_asked = Signal()
    export_asked = Signal()
    drop_asked = Signal(object)
    row_opened = Signal(object)
    receive_asked = Signal()
    print_asked = Signal()
    undo_asked = Signal()
    finish_asked = Signal()
    leave_asked = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.look, "Tiếp nhận nhóm")
        look = workplace.look
        self._group = Group()
        self._alike: Mapping[int, tuple[str, ...]] = {}
        self.procedure = ProcedurePanel(workplace)
        self.papers = ChecklistPanel(look)
        self.members = MemberBar(workplace)
        self.model: PagedModel[GroupRow] = PagedModel(self._columns(), workplace.runner, self)
        self.table = LedgerTable(look, "Người trong danh sách", self.model, lambda row: row.line)
        self.table.say_when_empty(EMPTY)
        self.progress = ProgressStrip(look)
        self.footer = FooterBar(look)
        self.top.add_title("Tiếp nhận nhóm")  # type: ignore[attr-defined]
        self._subject = self.top.add_subject()  # type: ignore[attr-defined]
        self.top.add_stretch()
        self._fill_bars()
        self._lay_out()
        self._connect()

    def _columns(self) -> tuple[Column[GroupRow], ...]:
        return (*PERSON_COLUMNS, Column("Tình trạng", self._state_words, 168, mark=self._mark))

    def _state_words(self, row: GroupRow) -> str:
        """Where somebody of the list stands: the code once there is one, or of what may be the same."""
        if row.is_received:
            return short_code(row.code)
        if row.line in self._alike:
            return f"Trùng {short_code(self._alike[row.line][0])}?"
        return UNDONE if row.is_undone else WAITING

    def _mark(self, row: GroupRow) -> Mark:
        if row.is_received:
            return RECEIVED_MARK
        return DOUBTED_MARK if row.is_undone or row.line in self._alike else WAITING_MARK

    def _fill_bars(self) -> None:
        look = self.look
        self.read = KeyButton(look, "Ctrl+O", "Đọc từ Excel, CSV")
        self.sample = KeyButton(look, "Ctrl+S", "Lưu tệp mẫu")
        self.print = KeyButton(look, "Ctrl+P", "In giấy tiếp nhận")
        self.undo = KeyButton(look, "Alt+Z", "Hủy tiếp nhận cả nhóm")
        self.finish = KeyButton(look, "F6", "Xong, lập danh sách mới")
        self.leave = KeyButton(look, "Esc", "Về tiếp nhận", kind=Kind.FLAT)
        self.receive = KeyButton(look, "F9", "Tiếp nhận và in", kind=Kind.PRIMARY, is_tall=True)
        self.export = KeyButton(look, "Ctrl+E", "Xuất Excel")
        for button in (self.read, self.sample, self.export):
            self.top.add(button)
        for button in (self.finish, self.print, self.undo, self.leave):
            self.footer.add(button)
        self.footer.add_stretch()
        self.footer.add(self.receive)

    def _lay_out(self) -> None:
        self._shared = Panel("surface", "right")
        shared = _column(self._shared, self.procedure)
        shared.addWidget(self.papers, 1)
        people = Panel("window")
        listed = _column(people, self.members, self.progress)
        listed.addWidget(self.table, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._shared)
        middle.addWidget(people, 1)
        whole = _column(self)
        whole.addLayout(middle, 1)
        whole.addWidget(self.footer)

    def _connect(self) -> None:
        self.procedure.edited.connect(self.form_edited)
        self.papers.edited.connect(self.form_edited)
        self.procedure.chosen.connect(self._show_papers)
        self.table.opened.connect(self.row_opened)
        in_table = Qt.ShortcutContext.WidgetShortcut
        hear("Delete", "Bỏ người đang chọn", self.table, self._drop, in_table)
        for button, signal in (
            (self.read, self.import_asked),
            (self.sample, self.sample_asked),
            (self.export, self.export_asked),
            (self.print, self.print_asked),
            (self.undo, self.undo_asked),
            (self.finish, self.finish_asked),
            (self.leave, self.leave_asked),
            (self.receive, self.receive_asked),
        ):
            button.clicked.connect(signal)

    # what the screen holds

    def _drop(self) -> None:
        self.drop_asked.emit(self.table.chosen_row())

    def form(self) -> GroupForm:
        """What all have in common, as it stands."""
        texts, papers = self.procedure.texts(), self.papers.checklist.papers.handed_in()
        return GroupForm(
            texts["procedure_code"],
            texts["content"].strip(),
            tuple((number, given.originals, given.copies) for number, given in sorted(papers.items())),
        )

    def show_form(self, form: GroupForm) -> None:
        """Put back what a list had in common."""
        self.procedure.show_form(FormText(procedure_code=form.procedure_code, content=form.content))
        handed_in = {number: HandedIn(originals, copies) for number, originals, copies in form.papers}
        self.papers.show_procedure(self.procedure.procedure.chosen, handed_in)

    def show_group(self, group: Group) -> None:
        """Show who waits, then who was received."""
        self._group = group
        groups = [
            row_layout.Group(title, len(rows), f"{len(rows)} người")
            for title, rows in ((WAITING, group.waiting), (RECEIVED, group.received))
        ]
        rows: Sequence[GroupRow] = (*group.waiting, *group.received)
        self.table.show_groups(groups, lambda offset, limit: rows[offset : offset + limit], keeps_place=True)
        self._subject.setText(f"{len(group.rows)} người · đã nhận {len(group.received)}")
        self.receive.say(
            f"Tiếp nhận {len(group.waiting)} người và in" if group.waiting else "Tiếp nhận và in"
        )
        self.receive.setEnabled(bool(group.waiting))
        for button in (self.print, self.undo):
            button.setEnabled(bool(group.received))
        for button in (self.finish, self.export):
            button.setEnabled(bool(group.rows))

    def show_alike(self, found: Mapping[int, tuple[str, ...]]) -> None:
        """Say in their lines who handed the same in already: the codes by line."""
        if found != self._alike:
            self._alike = found
            self.show_group(self._group)

    def set_busy(self, is_busy: bool) -> None:
        """While people are received, nothing of the list may change."""
        for part in (
            self.procedure,
            self.papers,
            self.members,
            self.read,
            self.receive,
            self.undo,
            self.finish,
        ):
            part.setEnabled(not is_busy)

    def _show_papers(self) -> None:
        self.papers.show_procedure(self.procedure.procedure.chosen, {})

    # where the keyboard goes

    def complain_of_procedure(self) -> None:
        self.procedure.procedure.setFocus()
        self.procedure.procedure_row.set_error(CHOOSE_ONE)

    def go_to_paper(self, component: Component) -> None:
        self.papers.checklist.go_to(component.number)

    def enter(self) -> None:
        """The procedure first; then person after person."""
        if self.procedure.procedure.chosen is None:
            self.procedure.procedure.setFocus()
        else:
            self.members.start()

    def fit(self, room: Room) -> None:
        super().fit(room)
        self.footer.fit(room)
        self.table.fit(room)
        self.procedure.fit(room.is_narrow)
        self.papers.fit(room.is_narrow)
        self._shared.setFixedWidth(self.look.px(SHARED_WIDTH_NARROW if room.is_narrow else SHARED_WIDTH))
        self.undo.say("Hủy cả nhóm" if room.is_narrow else "Hủy tiếp nhận cả nhóm")
        self.finish.say("Xong" if room.is_narrow else "Xong, lập danh sách mới")
        self.print.say("In lại" if room.is_narrow else "In giấy tiếp nhận")
        self.leave.say("Về" if room.is_narrow else "Về tiếp nhận")


def _column(owner: QWidget, *parts: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(owner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part)
    return column
