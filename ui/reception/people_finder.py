"""Finds who is being typed among the people of the books, and what they handed in before."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.domain.applicant import Applicant
from app.domain.citizen_card import CitizenCard
from app.domain.duplicates import may_be_one_birth
from app.domain.folding import fold
from app.domain.identifiers import digits_of
from app.domain.ids import ApplicantId
from app.services import people
from app.services.drafts import FormText
from app.services.people import EarlierDossier, KnownApplicant
from app.services.typed_dates import iso_date, typed_date
from ui.reception.view import ReceptionView
from ui.terms import DOSSIER_WORDS
from ui.widgets.side_list import SideRow
from ui.workplace import Workplace

EARLIER = "Hồ sơ trước của người này"
LEAST_LETTERS = 3


class PeopleFinder(QObject):
    """``filled`` follows whatever the books or a card put into the form."""

    filled = Signal()

    def __init__(self, workplace: Workplace, view: ReceptionView, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._desk = workplace.desk
        self._view = view
        self._panel = view.applicant
        self._panel.sought.connect(self._seek)
        self._panel.known_id.connect(self._seek_id)
        self._panel.person_taken.connect(self._take)
        self._panel.card_pasted.connect(self.take_card)

    def take_card(self, card: CitizenCard) -> None:
        """A card was scanned or pasted: it fills the form, and the books may know more."""
        is_for_applicant = not self._panel.representative.has_focus()
        self._panel.show_card(card, self._desk.now_ms())
        self.filled.emit()
        if is_for_applicant:
            self._seek_id(card.id_number)
            self._view.go_to_procedure()

    def show_earlier(self, id_: ApplicantId) -> None:
        """List what a person handed in before."""
        self._workplace.ask(lambda: people.earlier_dossiers(self._desk, id_), self._take_earlier)

    def _seek(self, typed: str) -> None:
        """Three letters of a name, or as many digits, are enough to look people up."""
        if len(typed.replace(" ", "")) < LEAST_LETTERS or self._panel.applicant_id() is not None:
            self._panel.show_known(typed, ())
            return
        wanted = digits_of(typed) if digits_of(typed).isdecimal() else typed
        self._workplace.ask(
            lambda: people.find(self._desk, wanted), lambda found: self._panel.show_known(typed, found)
        )

    def _seek_id(self, number: str) -> None:
        if self._panel.applicant_id() is None:
            self._workplace.ask(lambda: people.by_id_number(self._desk, number), self._take_known_id)

    def _take_known_id(self, known: KnownApplicant | None) -> None:
        """A number the books know fills the form and asks nothing; what was typed stays."""
        typed = self._view.form()
        if known is None or digits_of(typed.id_number) != known.applicant.id_number:
            return
        self._panel.show_person(known, keeps_typed=True)
        self._doubt(typed, known.applicant)
        self._has_filled(known)

    def _doubt(self, typed: FormText, known: Applicant) -> None:
        """The books know another name or birth date under this number: the clerk, card in hand, decides."""
        name, fields = typed.full_name.strip(), self._panel.person
        if name and fold(name) != fold(known.full_name):
            fields.name_row.set_doubt(
                f"Số định danh này trên máy đang là {known.full_name}. Xin kiểm tra họ tên."
            )
        born = iso_date(typed.birth_date, self._desk.today()) or ""
        if not may_be_one_birth(born, known.birth_date):
            fields.birth_row.set_doubt(
                f"Số định danh này trên máy ghi sinh {typed_date(known.birth_date)}. Xin kiểm tra ngày sinh."
            )

    def _take(self, known: KnownApplicant) -> None:
        self._panel.show_person(known)
        self._has_filled(known)
        self._view.go_to_procedure()

    def _has_filled(self, known: KnownApplicant) -> None:
        self.filled.emit()
        self.show_earlier(known.id)

    def _take_earlier(self, found: Sequence[EarlierDossier]) -> None:
        if self._panel.applicant_id() is None:
            return  # the form was cleared before the answer came
        self._panel.show_earlier(EARLIER, f"{len(found)} hồ sơ", [_row(each) for each in found])


def _row(each: EarlierDossier) -> SideRow:
    state = DOSSIER_WORDS[each.state]
    return SideRow(each.procedure_name, each.short_code, f"{state} {each.moment:%d/%m/%Y}", each.id)
