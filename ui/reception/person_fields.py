"""The fields that say who somebody is, each with its check; the intake form and the correction share them."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.applicant import Applicant, ApplicantKind
from app.domain.citizen_card import FEMALE, MALE, CitizenCard, NotACard, name_doubt, parse_card
from app.domain.identifiers import digits_of, grouped_id, grouped_phone, is_citizen_id, normalised_phone
from app.services.drafts import FormText
from app.services.typed_dates import iso_date, typed_date
from ui.reception import checks
from ui.reception.choices import EitherOr
from ui.widgets.inputs import ChoiceBox, FieldRow
from ui.widgets.words_edit import WordsEdit, tidy_words
from ui.workplace import Workplace

# A card's text has at least this many bars; no name, number or address has any.
CARD_BARS = 5
UNKNOWN_SEX = ""
SEXES = (UNKNOWN_SEX, MALE, FEMALE)


class PersonFields(QObject):
    """Kind, id number, name, birth date, sex, address and phone.

    ``edited`` follows each change by the clerk; ``card_pasted`` a card's text put into any of the fields.
    """

    edited = Signal()
    card_pasted = Signal(CitizenCard)

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        super().__init__(parent)
        look = workplace.look
        self._desk = workplace.desk
        self._samples = workplace.accepts_samples
        self.kind = EitherOr(look, "Công dân", "Tổ chức")
        self.id_number = WordsEdit(checks.tidy_id)
        self.full_name = WordsEdit()
        self.birth_date = WordsEdit(checks.tidy_date)
        self.sex = ChoiceBox()
        self.address = WordsEdit()
        self.phone = WordsEdit(checks.tidy_phone)
        self.sex.addItems(SEXES)
        self.sex.setAccessibleName("Giới tính")
        self.sex.setFixedWidth(look.px(78))
        self.kind_row = FieldRow(look, "Đối tượng", self.kind)
        self.id_row = FieldRow(look, "Số định danh", self.id_number)
        self.name_row = FieldRow(look, "Họ và tên", self.full_name)
        self.birth_row = FieldRow(look, "Ngày sinh", self.birth_date, beside=self.sex)
        self.address_row = FieldRow(look, "Thường trú", self.address)
        self.phone_row = FieldRow(look, "Điện thoại", self.phone)
        self._look = look
        self._connect()
        look.changed.connect(self._dress)
        self._dress()

    @property
    def rows(self) -> tuple[FieldRow, ...]:
        """The fields in reading order."""
        return (self.kind_row, self.id_row, self.name_row, self.birth_row, self.address_row, self.phone_row)

    def _connect(self) -> None:
        for edit in (self.id_number, self.full_name, self.birth_date, self.address, self.phone):
            edit.typed.connect(self.edited)
            edit.textChanged.connect(self._look_for_card)
        self.sex.activated.connect(self._change_choice)
        self.kind.changed.connect(self._change_choice)
        self.id_number.left.connect(self.check_id)
        self.full_name.left.connect(self.check_name)
        self.birth_date.left.connect(self.check_birth)
        self.phone.left.connect(self.check_phone)

    def _dress(self) -> None:
        self.full_name.setFont(self._look.font(is_bold=True))

    def _change_choice(self) -> None:
        self._name_fields()
        self.check_id()
        self.edited.emit()

    def _name_fields(self) -> None:
        """An organisation has a tax code and was not born."""
        is_organisation = self.kind.is_other()
        self.id_row.set_label("Mã số thuế" if is_organisation else "Số định danh")
        self.name_row.set_label("Tên tổ chức" if is_organisation else "Họ và tên")
        self.address_row.set_label("Địa chỉ" if is_organisation else "Thường trú")
        self.birth_row.setVisible(not is_organisation)

    def _look_for_card(self, text: str) -> None:
        if text.count("|") < CARD_BARS:
            return
        try:
            card = parse_card(text)
        except NotACard:
            return
        edit = self.sender()
        if isinstance(edit, WordsEdit):
            edit.fill("")
        self.card_pasted.emit(card)

    # what the fields hold

    def texts(self) -> dict[str, Any]:
        """The fields as they were typed, by their names in the draft."""
        return {
            "is_organisation": self.kind.is_other(),
            "id_number": self.id_number.words(),
            "full_name": self.full_name.words(),
            "birth_date": self.birth_date.words(),
            "sex": self.sex.currentText(),
            "address": self.address.words(),
            "phone": self.phone.words(),
        }

    def show_texts(self, form: FormText) -> None:
        """Put a draft's texts back; what was said about the fields before is taken away."""
        self.kind.choose(form.is_organisation)
        self.id_number.fill(form.id_number)
        self.full_name.fill(form.full_name)
        self.birth_date.fill(form.birth_date)
        self.sex.setCurrentText(form.sex)
        self.address.fill(form.address)
        self.phone.fill(form.phone)
        self._name_fields()
        for row in self.rows:
            row.set_error("")

    def show_card(self, card: CitizenCard) -> None:
        """Fill in what a card says, and what the clerk should look at."""
        self.kind.choose(False)
        self._name_fields()
        self.id_number.fill(grouped_id(card.id_number))
        self.full_name.fill(tidy_words(card.name))
        self.birth_date.fill(f"{card.birth_date:%d/%m/%Y}" if card.birth_date else self.birth_date.text())
        self.sex.setCurrentText(card.sex)
        self.address.fill(tidy_words(card.address))
        self.check_all()
        self.name_row.set_doubt(name_doubt(card.name) or "")

    def show_person(self, person: Applicant, keeps_typed: bool = False) -> None:
        """Fill in a person of the books; ``keeps_typed`` leaves what the clerk wrote already."""
        self.kind.choose(person.kind is ApplicantKind.ORGANISATION)
        self._name_fields()
        for edit, text in (
            (self.id_number, grouped_id(person.id_number)),
            (self.full_name, person.full_name),
            (self.birth_date, typed_date(person.birth_date)),
            (self.address, person.address),
            (self.phone, grouped_phone(person.phone)),
        ):
            if text and not (keeps_typed and edit.words().strip()):
                edit.fill(text)
        if person.sex and not (keeps_typed and self.sex.currentText()):
            self.sex.setCurrentText(person.sex)
        self.check_all()

    def person(self, base: Applicant) -> Applicant:
        """The person as the books want one; what the form does not show comes from ``base``."""
        is_organisation = self.kind.is_other()
        return replace(
            base,
            full_name=tidy_words(self.full_name.text()),
            kind=ApplicantKind.ORGANISATION if is_organisation else ApplicantKind.CITIZEN,
            id_number=digits_of(self.id_number.words()),
            birth_date="" if is_organisation else iso_date(self.birth_date.words(), self._desk.today()) or "",
            sex="" if is_organisation else self.sex.currentText(),
            address=tidy_words(self.address.text()),
            phone=normalised_phone(self.phone.words()),
        )

    # the checks, made when a field is left

    def check_all(self) -> None:
        self.check_id()
        self.check_birth()
        self.check_phone()
        self.name_row.set_error("")

    def check_id(self) -> None:
        typed = self.id_number.words()
        error = checks.id_error(typed, self.kind.is_other())
        self.id_row.set_error(error)
        if not error and is_citizen_id(digits_of(typed)) and not self.kind.is_other():
            self.id_row.set_doubt(self._doubts(typed))

    def check_name(self) -> None:
        if self.full_name.words().strip():
            self.name_row.set_error("")

    def check_birth(self) -> None:
        """A date that cannot be kept is an error; the id number may disagree with one that can."""
        self.birth_row.set_error(checks.date_error(self.birth_date.words(), self._desk.today()))
        if not self.id_row.error() or not checks.id_error(self.id_number.words(), False):
            self.check_id()

    def check_phone(self) -> None:
        self.phone_row.set_error(checks.phone_error(self.phone.words()))

    def _doubts(self, id_number: str) -> str:
        birth, sex = self.birth_date.words(), self.sex.currentText()
        return checks.id_doubts(id_number, birth, sex, self._desk.today(), self._samples)
