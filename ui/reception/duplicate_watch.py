"""Looks for the same request of the same person, each time the form says something new of either."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject

from app.domain.applicant import Applicant
from app.domain.ids import ApplicantId
from app.services import duplicates
from app.services.duplicates import Alike
from app.services.reception import ReceptionDraft
from ui.reception.view import ReceptionView
from ui.workplace import Workplace

NONE_FOUND = "Chưa thấy hồ sơ trùng trên máy này."


class Subject(NamedTuple):
    """What decides who is meant and what for: not the address, nor what else is being typed."""

    known: ApplicantId | None
    id_number: str
    name: str
    birth_date: str
    procedure_code: str

    @property
    def is_telling(self) -> bool:
        """Whether there is somebody and something to look for."""
        return bool(self.procedure_code and (self.known or self.id_number or (self.name and self.birth_date)))


def subject_of(draft: ReceptionDraft) -> Subject:
    """Who and what a draft is about; a name counts where there is no number."""
    person = draft.applicant
    name, birth = ("", "") if person.id_number else (person.full_name, person.birth_date)
    return Subject(draft.applicant_id, person.id_number, name, birth, draft.procedure_code)


class DuplicateWatch(QObject):
    """Asks off the window's thread; what it found is shown and remembered until the form says otherwise."""

    def __init__(self, workplace: Workplace, view: ReceptionView, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._view = view
        self._subject: Subject | None = None
        self._person = Applicant("")
        self._found: Sequence[Alike] = ()
        view.duplicates.open_asked.connect(workplace.dossier_wanted)
        workplace.books_changed.connect(self.look_again)

    @property
    def warned(self) -> tuple[str, ...]:
        """The codes the clerk is being told of."""
        return tuple(each.code for each in self._found)

    def look(self, draft: ReceptionDraft) -> None:
        """Look once for each person and procedure the form comes to name."""
        subject = subject_of(draft)
        if subject != self._subject:
            self._subject, self._person = subject, draft.applicant
            self._take(subject, ())
            self.look_again()

    def look_again(self) -> None:
        """Others may have handed something in meanwhile."""
        subject, person, desk = self._subject, self._person, self._workplace.desk
        if subject is not None and subject.is_telling:
            self._workplace.ask(
                lambda: duplicates.alike(desk, person, subject.known, subject.procedure_code),
                lambda found: self._take(subject, found),
            )

    def _take(self, subject: Subject, found: Sequence[Alike]) -> None:
        if subject != self._subject:
            return  # the form went on before the answer came
        self._found = found
        self._view.duplicates.show_found(found)
        self._view.applicant.show_note(NONE_FOUND if subject.is_telling and not found else "")
