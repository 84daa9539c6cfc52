"""Who comes next on the list: typed, or read from a card; the same fields and checks as the single form."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from app.domain.applicant import Applicant
from app.domain.citizen_card import CitizenCard
from app.domain.identifiers import grouped_id, grouped_phone
from app.services.drafts import FormText
from app.services.groups import Member
from app.services.typed_dates import typed_date
from ui.reception.person_fields import PersonFields
from ui.theme.measures import EDGE, FIELD_GAP
from ui.widgets.key_button import KeyButton
from ui.widgets.panels import Panel
from ui.widgets.words_edit import tidy_words
from ui.workplace import Workplace

ADD, WRITE = "Thêm vào danh sách", "Ghi lại người này"
TYPED = ("id_number", "full_name", "birth_date", "phone", "address")
NAME_MISSING = "Còn thiếu họ tên."


class MemberBar(Panel):
    """``given`` carries a person to put on the list; ``card_pasted`` a card's text put into a field."""

    given = Signal(object)
    card_pasted = Signal(CitizenCard)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__("surface", "bottom")
        look = workplace.look
        self._base = Member(Applicant(""))
        self._shown: dict[str, Any] = {}
        self.person = PersonFields(workplace, self)
        self.button = KeyButton(look, "F8", ADD)
        self._lay_out()
        self.person.card_pasted.connect(self.card_pasted)
        self.button.clicked.connect(self._give)
        self.clear()

    def _lay_out(self) -> None:
        fields = self.person
        fields.kind_row.setParent(self)
        fields.kind_row.hide()  # an organisation hands in its own dossier
        grid = QGridLayout(self)
        grid.setContentsMargins(EDGE, 8, EDGE, 8)
        grid.setHorizontalSpacing(EDGE)
        grid.setVerticalSpacing(FIELD_GAP)
        rows = (fields.id_row, fields.name_row, fields.birth_row, fields.phone_row, fields.address_row)
        for place, row in enumerate(rows):
            grid.addWidget(row, place // 2, place % 2)
        beside = QHBoxLayout()
        beside.addStretch(1)
        beside.addWidget(self.button)
        grid.addLayout(beside, 2, 1)
        for column in range(2):
            grid.setColumnStretch(column, 1)

    def clear(self) -> None:
        """The next person."""
        self._base = Member(Applicant(""))
        self.person.show_texts(FormText())
        self._shown = self.person.texts()
        self.button.say(ADD)

    def show_member(self, member: Member) -> None:
        """Somebody of the list, to be written anew."""
        self._show(member)
        self.button.say(WRITE)

    def offer(self, member: Member) -> None:
        """Somebody who was taken off the list, to be put back."""
        self._show(member)
        self.button.say(ADD)

    def _show(self, member: Member) -> None:
        person = member.person
        self._base = member
        self.person.show_texts(
            FormText(
                id_number=grouped_id(person.id_number),
                full_name=person.full_name,
                birth_date=typed_date(person.birth_date),
                sex=person.sex,
                address=person.address,
                phone=grouped_phone(person.phone),
            )
        )
        self.person.check_all()
        self._shown = self.person.texts()

    def is_untouched(self) -> bool:
        """Whether nothing was typed since the bar was filled or emptied, or all of it was deleted."""
        typed = self.person.texts()
        return typed == self._shown or not any(str(typed[name]).strip() for name in TYPED)

    def member(self) -> Member:
        """The person as the fields have them."""
        return replace(self._base, person=self.person.person(self._base.person))

    def start(self) -> None:
        """The keyboard where a person begins."""
        self.person.id_number.setFocus()

    def _give(self) -> None:
        fields = self.person
        fields.check_birth()
        if not fields.full_name.words().strip():
            fields.name_row.set_error(NAME_MISSING)
            fields.full_name.setFocus()
        elif fields.birth_row.error():
            fields.birth_date.setFocus()
        else:
            self.given.emit(self.member())


def member_of(card: CitizenCard) -> Member:
    """The person of a card."""
    return Member(
        Applicant(
            full_name=tidy_words(card.name),
            id_number=card.id_number,
            birth_date=card.birth_date.isoformat() if card.birth_date else "",
            sex=card.sex,
            id_issued_on=card.issued_on.isoformat() if card.issued_on else "",
            address=tidy_words(card.address),
        )
    )
