"""Who asks for the copies: name, id number, address, from a card, from the books or typed."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.domain.applicant import Applicant
from app.domain.citizen_card import CitizenCard
from app.domain.identifiers import digits_of, grouped_id, is_citizen_id
from app.services.people import KnownApplicant
from app.services.sitting_drafts import SittingText
from ui.reception.checks import tidy_id
from ui.reception.known_people import suggested
from ui.theme.marks import Mark
from ui.theme.measures import CELL_PADDING, EDGE, ICON_SMALL, TextSize
from ui.widgets.panels import Panel
from ui.widgets.suggestions import Suggestions
from ui.widgets.text import ShapeLabel, Text
from ui.widgets.words_edit import WordsEdit, tidy_words
from ui.workplace import Workplace

LEAST_LETTERS = 3
CARD_READ = Mark("check", "ok", size=ICON_SMALL)
ID_WIDTH = 150


class PersonBar(Panel):
    """``sought`` asks for people of the books, ``show_known`` answers; ``taken`` follows a choice."""

    edited = Signal()
    sought = Signal(str)
    known_id = Signal(str)
    taken = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__("surface")
        look = workplace.look
        self._look = look
        self._carried = SittingText()
        self._base = Applicant("")
        self._is_narrow = False
        self.full_name = WordsEdit()
        self.id_number = WordsEdit(tidy_id)
        self.address = WordsEdit()
        self.card_state = ShapeLabel(look, size=TextSize.HINT)
        self._suggesting = {edit: self._suggest(edit) for edit in (self.full_name, self.id_number)}
        self._lay_out()
        self._connect()
        self.show_text(SittingText())

    def _suggest(self, edit: WordsEdit) -> Suggestions:
        suggestions = Suggestions(self._look, edit, "Người đã có trên máy này")
        suggestions.taken.connect(self._take)
        edit.rested.connect(lambda typed: self._seek(edit, typed))
        return suggestions

    def _lay_out(self) -> None:
        named = (
            (self.full_name, "Người yêu cầu", "Quét thẻ, hoặc gõ 3 chữ của họ tên"),
            (self.id_number, "Số định danh", "Số định danh"),
            (self.address, "Thường trú", "Nơi thường trú"),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, CELL_PADDING, EDGE, 4)
        row.setSpacing(CELL_PADDING)
        row.addWidget(Text(self._look, "Người yêu cầu", tone="text2"))
        for edit, name, hint in named:
            edit.setAccessibleName(name)
            edit.setPlaceholderText(hint)
        row.addWidget(self.full_name, 5)
        row.addWidget(self.id_number)
        row.addWidget(self.address, 6)
        row.addWidget(self.card_state)
        self._dress()

    def _dress(self) -> None:
        self.id_number.setFixedWidth(self._look.px(ID_WIDTH))
        self.full_name.setFont(self._look.font(is_bold=True))

    def _connect(self) -> None:
        self._look.changed.connect(self._dress)
        for edit in self._suggesting:
            edit.typed.connect(self._hear_typing)
        self.address.typed.connect(self.edited)
        self.id_number.rested.connect(self._tell_known_id)
        self.id_number.left.connect(self._tell_known_id)

    def _hear_typing(self) -> None:
        """Another name or number is another person."""
        if self._carried.applicant_id is not None and not self._still_fits():
            self._base, self._carried = Applicant(""), SittingText()
        self.edited.emit()

    def _still_fits(self) -> bool:
        return digits_of(self.id_number.words()) == self._base.id_number and bool(self._base.id_number)

    def _seek(self, edit: WordsEdit, typed: str) -> None:
        if len(typed.replace(" ", "")) < LEAST_LETTERS or self._carried.applicant_id is not None:
            self._suggesting[edit].offer(())
        else:
            self.sought.emit(digits_of(typed) if digits_of(typed).isdecimal() else typed)

    def _tell_known_id(self) -> None:
        number = digits_of(self.id_number.words())
        if is_citizen_id(number) and self._carried.applicant_id is None:
            self.known_id.emit(number)

    def fit(self, is_narrow: bool) -> None:
        """A narrow window keeps the name and the number."""
        self._is_narrow = is_narrow
        self.address.setVisible(not is_narrow)
        self._show_card_state(bool(self._carried.card_read_ms))

    # what the bar holds

    def text(self) -> SittingText:
        """The person as typed, with what a card or the books gave unseen."""
        return replace(
            self._carried,
            full_name=self.full_name.words(),
            id_number=self.id_number.words(),
            address=self.address.words(),
            birth_date=self._base.birth_date,
            sex=self._base.sex,
            id_issued_on=self._base.id_issued_on,
        )

    def applicant(self) -> Applicant:
        """The person as the books want one."""
        return replace(
            self._base,
            full_name=tidy_words(self.full_name.text()),
            id_number=digits_of(self.id_number.words()),
            address=tidy_words(self.address.text()),
        )

    def applicant_id(self) -> int | None:
        return self._carried.applicant_id

    def show_text(self, text: SittingText) -> None:
        """Put a kept sitting's person back."""
        self._carried = replace(text, rows=(), exemption="")
        self._base = Applicant(
            "", birth_date=text.birth_date, sex=text.sex, id_issued_on=text.id_issued_on,
            id_number=digits_of(text.id_number),
        )  # fmt: skip
        for edit, words in (
            (self.full_name, text.full_name),
            (self.id_number, text.id_number),
            (self.address, text.address),
        ):
            edit.fill(words)
        self._show_card_state(bool(text.card_read_ms))

    def show_card(self, card: CitizenCard, at_ms: int) -> None:
        """Fill in what a card says."""
        self._base = Applicant(
            "",
            id_number=card.id_number,
            birth_date=card.birth_date.isoformat() if card.birth_date else "",
            sex=card.sex,
            id_issued_on=card.issued_on.isoformat() if card.issued_on else "",
        )
        self._carried = SittingText(card_read_ms=at_ms)
        self._fill(tidy_words(card.name), card.id_number, tidy_words(card.address))
        self._show_card_state(True)

    def show_known(self, found: Sequence[KnownApplicant]) -> None:
        """Offer people under the field that is being typed in."""
        for edit, suggestions in self._suggesting.items():
            fitting = found if edit.hasFocus() else ()
            suggestions.offer([suggested(known) for known in fitting])

    def show_person(self, known: KnownApplicant) -> None:
        """A person of the books; what a card said just now is newer."""
        person = known.applicant
        was_read = self._carried.card_read_ms
        self._carried = SittingText(applicant_id=known.id, card_read_ms=was_read)
        read = self._base
        self._base = (
            replace(person, birth_date=read.birth_date or person.birth_date, sex=read.sex or person.sex,
                    id_issued_on=read.id_issued_on or person.id_issued_on)
            if was_read else person
        )  # fmt: skip
        if not was_read:
            self._fill(person.full_name, person.id_number, person.address)

    def _take(self, known: KnownApplicant) -> None:
        self.show_person(known)
        self.taken.emit()

    def _fill(self, name: str, number: str, address: str) -> None:
        self.full_name.fill(name)
        self.id_number.fill(grouped_id(number) if number else "")
        self.address.fill(address)

    def _show_card_state(self, was_read: bool) -> None:
        self.card_state.setVisible(was_read)
        if was_read:
            self.card_state.show_state(CARD_READ, "Đã đọc thẻ")
