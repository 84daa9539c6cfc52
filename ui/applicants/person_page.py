"""One person: who they are, which records are theirs, and everything they handed in."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.applicant import Applicant, ApplicantKind
from app.domain.clock import wall_of
from app.domain.identifiers import grouped_id, grouped_phone, listed_id
from app.services.applicants_book import Correction, JoinedRecord, PersonView
from app.services.board import BoardRow
from app.services.typed_dates import typed_date
from app.storage.applicant_joins import StoredJoin
from ui.applicants.columns import HISTORY
from ui.dossier.timeline import masked
from ui.theme.look import Look
from ui.theme.measures import EDGE, Room, TextSize
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.ledger_table import LedgerTable
from ui.widgets.paged_model import Asker, Fetch, PagedModel
from ui.widgets.panels import FooterBar, Panel, TopBar
from ui.widgets.row_layout import Group
from ui.widgets.sections import FactRow, SectionHead
from ui.widgets.side_list import SideList, SideRow
from ui.widgets.text import Text

WIDTH, WIDTH_NARROW = 340, 270
EMPTY = "Người này chưa có hồ sơ nào."


class PersonPage(Panel):
    """Shows a person and says what is wanted; ``part_asked`` carries the joined record that is chosen."""

    left = Signal()
    shown_asked = Signal()
    correct_asked = Signal()
    join_asked = Signal()
    part_asked = Signal(object)
    dossier_opened = Signal(object)

    def __init__(self, look: Look, asker: Asker) -> None:
        super().__init__("window")
        self._look = look
        self.head = TopBar(look)
        self.name = self.head.add_title("")
        self.subject = self.head.add_subject()
        self.show_id = KeyButton(look, "Alt+H", "Hiện số định danh")
        self.correct = KeyButton(look, "Ctrl+E", "Sửa")
        self.join = KeyButton(look, "Alt+G", "Gộp với người khác")
        self.model: PagedModel[BoardRow] = PagedModel(HISTORY, asker, self)
        self.table = LedgerTable(look, "Hồ sơ của người này", self.model, lambda row: row.dossier_id)
        self.records = SideList(look, "Bản ghi đã gộp", shows_choice=True)
        self.records_head = SectionHead(look, "Bản ghi đã gộp", "Alt+Z tách")
        self.parted = Text(look, tone="text2", size=TextSize.HINT, wraps=True)
        self.corrected_head = SectionHead(look, "Đã sửa thông tin")
        self.corrected = Text(look, tone="text2", size=TextSize.HINT, wraps=True)
        self.back = KeyButton(look, "Esc", "Về danh sách", kind=Kind.FLAT)
        self.part = KeyButton(look, "Alt+Z", "Tách bản ghi đang chọn")
        self.open = KeyButton(look, "Enter", "Mở hồ sơ")
        self.footer = FooterBar(look)
        self._facts = QWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.head.add_stretch()
        for button in (self.show_id, self.correct, self.join):
            self.head.add(button)
        self.footer.add(self.back)
        self.footer.add_stretch()
        for button in (self.part, self.open):
            self.footer.add(button)
        self.side = Panel("window", "right")
        self._side = QVBoxLayout(self.side)
        self._side.setContentsMargins(EDGE, 8, EDGE, 8)
        self._side.setSpacing(8)
        told = (self.parted, self.corrected_head, self.corrected)
        for part in (self._facts, self.records_head, self.records, *told):
            self._side.addWidget(part)
        self._side.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.side)
        middle.addWidget(self.table, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(self.footer)
        self.table.say_when_empty(EMPTY)

    def _connect(self) -> None:
        self.back.clicked.connect(self.left)
        self.show_id.clicked.connect(self.shown_asked)
        self.correct.clicked.connect(self.correct_asked)
        self.join.clicked.connect(self.join_asked)
        self.part.clicked.connect(self._part)
        self.records.dropped.connect(self.part_asked)
        self.table.opened.connect(self.dossier_opened)
        self.open.clicked.connect(self._open)

    def _part(self) -> None:
        chosen = self.records.current_value()
        if chosen is not None:
            self.part_asked.emit(chosen)

    def _open(self) -> None:
        row = self.table.chosen_row()
        if row is not None:
            self.dossier_opened.emit(row)

    def show_person(self, view: PersonView, fetch: Fetch[BoardRow], *, shows_id: bool) -> None:
        """Show a person, or the same one read anew."""
        self.name.setText(view.applicant.full_name)
        self.subject.setText(_subject(view))
        self.show_id.say("Ẩn số định danh" if shows_id else "Hiện số định danh")
        self._show_facts(view.applicant, shows_id)
        self.records.show_rows([_record_row(each, shows_id) for each in view.others])
        if view.others and self.records.currentRow() < 0:
            self.records.setCurrentRow(0)
        for part in (self.records_head, self.records, self.part):
            part.setVisible(bool(view.others))
        self.parted.setText("\n".join(_parted_words(join) for join in view.parted))
        self.parted.setVisible(bool(view.parted))
        self.corrected.setText("\n\n".join(_corrected_words(each, shows_id) for each in view.corrections))
        self.corrected_head.setVisible(bool(view.corrections))
        self.corrected.setVisible(bool(view.corrections))
        group = Group("Hồ sơ đã nộp", view.row.dossiers, f"{view.row.dossiers} hồ sơ, mới nhận trước")
        self.table.show_groups([group], fetch, keeps_place=True)

    def _show_facts(self, person: Applicant, shows_id: bool) -> None:
        facts = QWidget()
        column = QVBoxLayout(facts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(SectionHead(self._look, "Thông tin"))
        for label, value in facts_of(person, shows_id):
            if value:
                column.addWidget(FactRow(self._look, label, value))
        self._side.replaceWidget(self._facts, facts)
        self._facts.deleteLater()
        self._facts = facts

    def fit(self, room: Room) -> None:
        for part in (self.head, self.table, self.footer):
            part.fit(room)
        self.side.setFixedWidth(self._look.px(WIDTH_NARROW if room.is_narrow else WIDTH))
        self.join.say("Gộp" if room.is_narrow else "Gộp với người khác")

    def enter(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def facts_of(person: Applicant, shows_id: bool) -> Sequence[tuple[str, str]]:
    """(label, value) of all that may be known of somebody, "" for what is not."""
    is_organisation = person.kind is ApplicantKind.ORGANISATION
    number = grouped_id(person.id_number) if shows_id else listed_id(person.id_number)
    return (
        ("Mã số thuế" if is_organisation else "Số định danh", number),
        ("Ngày sinh", typed_date(person.birth_date)),
        ("Giới tính", person.sex),
        ("Ngày cấp thẻ", typed_date(person.id_issued_on)),
        ("Điện thoại", grouped_phone(person.phone)),
        ("Thư điện tử", person.email),
        ("Địa chỉ" if is_organisation else "Thường trú", person.address),
    )


def _subject(view: PersonView) -> str:
    records = f"{view.row.records} bản ghi là một người, " if view.row.records > 1 else ""
    return f"{records}{view.row.dossiers} hồ sơ"


def _record_row(record: JoinedRecord, shows_id: bool) -> SideRow:
    person, join = record.applicant, record.join
    number = grouped_id(person.id_number) if shows_id else listed_id(person.id_number)
    facts = " · ".join(part for part in (number, typed_date(person.birth_date)) if part)
    return SideRow(person.full_name, facts or "chưa có giấy tờ", _joined_words(join), record)


def _joined_words(join: StoredJoin | None) -> str:
    return f"gộp {wall_of(join.at_ms):%d/%m/%Y}" if join else "bản gốc"


def _parted_words(join: StoredJoin) -> str:
    joined, parted = wall_of(join.at_ms), wall_of(join.parted_ms)
    return f"Đã gộp {joined:%d/%m/%Y}, tách {parted:%d/%m/%Y}: {join.parted_reason}"


def _corrected_words(correction: Correction, shows_id: bool) -> str:
    note = correction.note if shows_id else masked(correction.note)
    return f"{correction.at:%d/%m/%Y %H:%M}, {correction.clerk_name}: {note}"


def no_dossiers(_offset: int, _limit: int) -> Sequence[BoardRow]:
    """The Fetch of a person who is still being read."""
    return ()
