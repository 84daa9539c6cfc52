"""Who acts for the applicant: shown only when somebody does."""

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.citizen_card import CitizenCard
from app.domain.identifiers import grouped_id
from app.services.drafts import FormText
from ui.reception import checks
from ui.theme.look import Look
from ui.widgets.inputs import FieldRow
from ui.widgets.words_edit import WordsEdit, tidy_words


class RepresentativeFields(QObject):
    """Name, id number, phone and the authority to act."""

    edited = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.full_name = WordsEdit()
        self.id_number = WordsEdit(checks.tidy_id)
        self.phone = WordsEdit(checks.tidy_phone)
        self.authority = WordsEdit()
        self.name_row = FieldRow(look, "Họ và tên", self.full_name)
        self.id_row = FieldRow(look, "Số định danh", self.id_number)
        self.phone_row = FieldRow(look, "Điện thoại", self.phone)
        self.authority_row = FieldRow(look, "Căn cứ", self.authority)
        self.full_name.setAccessibleName("Họ và tên người nộp thay")
        self.id_number.setAccessibleName("Số định danh người nộp thay")
        self.phone.setAccessibleName("Điện thoại người nộp thay")
        self.authority.setPlaceholderText("Giấy ủy quyền, quan hệ")
        self._connect()

    @property
    def rows(self) -> tuple[FieldRow, ...]:
        """The fields in reading order."""
        return self.name_row, self.id_row, self.phone_row, self.authority_row

    def _connect(self) -> None:
        for edit in (self.full_name, self.id_number, self.phone, self.authority):
            edit.typed.connect(self.edited)
        self.id_number.left.connect(self._check_id)
        self.phone.left.connect(self._check_phone)

    def has_focus(self) -> bool:
        """Whether the clerk is filling these fields now, so that a scanned card is this person's."""
        return any(row.field.hasFocus() for row in self.rows)

    def texts(self) -> dict[str, Any]:
        return {
            "representative_name": self.full_name.words(),
            "representative_id_number": self.id_number.words(),
            "representative_phone": self.phone.words(),
            "representative_authority": self.authority.words(),
        }

    def show_texts(self, form: FormText) -> None:
        self.full_name.fill(form.representative_name)
        self.id_number.fill(form.representative_id_number)
        self.phone.fill(form.representative_phone)
        self.authority.fill(form.representative_authority)
        for row in self.rows:
            row.set_error("")

    def show_card(self, card: CitizenCard) -> None:
        self.full_name.fill(tidy_words(card.name))
        self.id_number.fill(grouped_id(card.id_number))
        self._check_id()

    def _check_id(self) -> None:
        self.id_row.set_error(checks.id_error(self.id_number.words(), False))

    def _check_phone(self) -> None:
        self.phone_row.set_error(checks.phone_error(self.phone.words()))
