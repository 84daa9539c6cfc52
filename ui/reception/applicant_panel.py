"""The left column: who hands the dossier in, for whom, how the result comes back, and what came before."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.citizen_card import CitizenCard
from app.domain.clock import wall_of
from app.domain.identifiers import digits_of, is_citizen_id
from app.services.drafts import AT_COUNTER, BY_POST, FormText
from app.services.people import KnownApplicant
from ui.reception.choices import EitherOr, RepresentativeBox
from ui.reception.known_people import suggested
from ui.reception.person_fields import PersonFields
from ui.reception.representative_fields import RepresentativeFields
from ui.theme.marks import Mark
from ui.theme.measures import EDGE, FIELD_GAP, ICON_SMALL, TextSize
from ui.widgets.inputs import ChoiceBox, FieldRow
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.panels import Panel
from ui.widgets.sections import Note, SectionHead
from ui.widgets.side_list import SideList, SideRow
from ui.widgets.suggestions import Suggestions
from ui.widgets.text import ShapeLabel
from ui.widgets.words_edit import WordsEdit
from ui.workplace import Workplace

RELATIONS = (
    "", "Bản thân", "Cha của trẻ", "Mẹ của trẻ", "Ông, bà của trẻ", "Vợ hoặc chồng", "Con", "Cha hoặc mẹ",
    "Anh, chị, em", "Người giám hộ", "Người đại diện", "Khác",
)  # fmt: skip
CARD_READ = Mark("check", "ok", size=ICON_SMALL)


class ApplicantPanel(Panel):
    """``sought`` asks for people of the books, ``show_known`` answers; ``known_id`` is a whole id number."""

    edited = Signal()
    sought = Signal(str)
    known_id = Signal(str)
    person_taken = Signal(object)
    card_pasted = Signal(CitizenCard)
    row_opened = Signal(object)
    row_dropped = Signal(object)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__("window")
        look = workplace.look
        self._look = look
        self._carried = FormText()
        self._is_two_columns = False
        self._note_words = ""
        self.head = SectionHead(look, "Người nộp")
        self.card_state = ShapeLabel(look, size=TextSize.HINT)
        self.card_photo = KeyButton(look, "Ctrl+O", "Ảnh thẻ…", kind=Kind.FLAT, hears_key=False)
        self.person = PersonFields(workplace, self)
        self.relation = ChoiceBox()
        self.return_choice = EitherOr(look, AT_COUNTER, BY_POST)
        self.return_address = WordsEdit()
        self.representative_box = RepresentativeBox(look)
        self.representative = RepresentativeFields(look, self)
        self.earlier_head = SectionHead(look, "Hồ sơ trước của người này")
        self.earlier = SideList(look, "Hồ sơ trước của người này")
        self.note = Note(look)
        self.relation.addItems(RELATIONS)
        self._suggesting = [
            self._suggest(edit) for edit in (self.person.id_number, self.person.full_name, self.person.phone)
        ]
        self._lay_out()
        self._connect()
        self.show_form(FormText())
        self.show_earlier("", "", ())

    def _suggest(self, edit: WordsEdit) -> Suggestions:
        suggestions = Suggestions(self._look, edit, "Người đã có trên máy này")
        suggestions.taken.connect(self.person_taken)
        edit.rested.connect(self.sought)
        return suggestions

    def _lay_out(self) -> None:
        look = self._look
        self.relation_row = FieldRow(look, "Quan hệ", self.relation)
        self.return_row = FieldRow(look, "Trả kết quả", self.return_choice)
        self.return_address_row = FieldRow(look, "Gửi đến", self.return_address)
        self.head.add(self.card_photo)
        for row in (self.head, self.card_state, *self._rows()):
            row.setParent(self)  # Tab goes through them in this order, also through those shown later
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(EDGE)
        self._grid.setVerticalSpacing(FIELD_GAP)
        self._place()
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 8, EDGE, 8)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self.card_state)
        column.addLayout(self._grid)
        column.addWidget(self.earlier_head)
        column.addWidget(self.earlier)
        column.addStretch(1)
        column.addWidget(self.note)

    def _rows(self) -> list[QWidget]:
        """Every field there may be, in reading order."""
        return [
            *self.person.rows,
            self.relation_row,
            self.return_row,
            self.return_address_row,
            self.representative_box,
            *self.representative.rows,
        ]

    def _unneeded(self) -> set[QWidget]:
        """The fields that what was chosen so far does not ask for."""
        unneeded: set[QWidget] = set()
        if self.person.kind.is_other():
            unneeded.add(self.person.birth_row)
        if not self.return_choice.is_other():
            unneeded.add(self.return_address_row)
        if not self.representative_box.is_checked():
            unneeded.update(self.representative.rows)
        return unneeded

    def _place(self) -> None:
        """One field under the other, or two beside each other where the column is wide and low."""
        columns, unneeded = 2 if self._is_two_columns else 1, self._unneeded()
        for row in self._rows():
            self._grid.removeWidget(row)
            row.setVisible(row not in unneeded)
        shown = [row for row in self._rows() if row not in unneeded]
        for place, row in enumerate(shown):
            self._grid.addWidget(row, place // columns, place % columns, Qt.AlignmentFlag.AlignTop)
        for column in range(2):
            self._grid.setColumnStretch(column, int(column < columns))

    def _connect(self) -> None:
        self.person.edited.connect(self.edited)
        self.person.kind.changed.connect(self._place)
        self.person.card_pasted.connect(self.card_pasted)
        self.person.id_number.rested.connect(self._tell_known_id)
        self.person.id_number.left.connect(self._tell_known_id)
        self.relation.activated.connect(self.edited)
        self.return_choice.changed.connect(self._change_return)
        self.return_address.typed.connect(self.edited)
        self.representative_box.changed.connect(self._change_representative)
        self.representative.edited.connect(self.edited)
        self.earlier.opened.connect(self.row_opened)
        self.earlier.dropped.connect(self.row_dropped)

    def _tell_known_id(self) -> None:
        number = digits_of(self.person.id_number.words())
        if is_citizen_id(number):
            self.known_id.emit(number)

    def _change_return(self) -> None:
        self._place()
        if self.return_choice.is_other():
            self.return_address.setFocus()
        self.edited.emit()

    def _change_representative(self) -> None:
        self._place()
        if self.representative_box.is_checked():
            self.representative.full_name.setFocus()
        self.edited.emit()

    def fit(self, is_two_columns: bool) -> None:
        """Fold into two columns; the lists below then give their room to the fields."""
        self._is_two_columns = is_two_columns
        self.head.setVisible(not is_two_columns)
        self.note.setVisible(not is_two_columns and bool(self._note_words))
        self._show_card_state()
        self._place()
        self._show_earlier_if_any()

    # what the panel holds

    def texts(self) -> dict[str, Any]:
        """The fields by their names in the draft, with what a card or the books gave unseen."""
        carried = self._carried
        return {
            **self.person.texts(),
            **self.representative.texts(),
            "relation": self.relation.currentText(),
            "is_by_post": self.return_choice.is_other(),
            "return_address": self.return_address.words(),
            "has_representative": self.representative_box.is_checked(),
            "applicant_id": carried.applicant_id,
            "id_issued_on": carried.id_issued_on,
            "email": carried.email,
            "card_read_ms": carried.card_read_ms,
        }

    def show_form(self, form: FormText) -> None:
        self._carried = form
        self.person.show_texts(form)
        self.relation.setCurrentText(form.relation)
        self.return_choice.choose(form.is_by_post)
        self.return_address.fill(form.return_address)
        self.representative_box.check(form.has_representative)
        self.representative.show_texts(form)
        self._place()
        self._show_card_state()

    def show_card(self, card: CitizenCard, at_ms: int) -> None:
        """Fill in a card: the representative's while their fields are being filled, else the applicant's."""
        if self.representative.has_focus():
            self.representative.show_card(card)
            return
        issued = card.issued_on.isoformat() if card.issued_on else ""
        self._carried = FormText(id_issued_on=issued, card_read_ms=at_ms)
        self.person.show_card(card)
        self._show_card_state()

    def show_person(self, known: KnownApplicant, keeps_typed: bool = False) -> None:
        """Fill in a person of the books."""
        self._carried = replace(
            self._carried,
            applicant_id=known.id,
            id_issued_on=known.applicant.id_issued_on or self._carried.id_issued_on,
            email=known.applicant.email,
        )
        self.person.show_person(known.applicant, keeps_typed)

    def applicant_id(self) -> int | None:
        return self._carried.applicant_id

    def _show_card_state(self) -> None:
        at_ms = self._carried.card_read_ms
        self.card_state.setVisible(bool(at_ms) and not self._is_two_columns)
        if at_ms:
            self.card_state.show_state(CARD_READ, f"Đã đọc thẻ {wall_of(at_ms):%H:%M}")

    # what the panel is told

    def show_known(self, typed: str, found: Sequence[KnownApplicant]) -> None:
        """Offer people under the field in which ``typed`` still stands."""
        for suggestions, edit in zip(
            self._suggesting, (self.person.id_number, self.person.full_name, self.person.phone), strict=True
        ):
            fitting = found if edit.words() == typed and edit.hasFocus() else ()
            suggestions.offer([suggested(known) for known in fitting])

    def show_earlier(self, title: str, aside: str, rows: Sequence[SideRow]) -> None:
        """List what this person handed in before, or the drafts that were put aside."""
        self.earlier_head.set_title(title)
        self.earlier_head.set_aside(aside)
        self.earlier.setAccessibleName(title)
        self.earlier.show_rows(rows)
        self._show_earlier_if_any()

    def show_note(self, words: str) -> None:
        """Say that nothing like it is here yet; nothing of an empty form."""
        self._note_words = words
        self.note.show_note(words)
        self.note.setVisible(bool(words) and not self._is_two_columns)

    def _show_earlier_if_any(self) -> None:
        has_rows = self.earlier.count() > 0 and not self._is_two_columns
        self.earlier_head.setVisible(has_rows)
        self.earlier.setVisible(has_rows)
