"""Joins a person's page to the services: reading, showing numbers, correcting, parting."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from app.domain.applicant import Applicant
from app.domain.ids import ApplicantId, DossierId
from app.services import applicants_book, corrections, viewing
from app.services.applicants_book import JoinedRecord, PersonView
from app.services.board import BoardRow
from ui.applicants.part_dialog import PartDialog
from ui.applicants.person_page import PersonPage, no_dossiers
from ui.reception.correction import Correction, CorrectionDialog
from ui.widgets.paged_model import Fetch
from ui.workplace import Workplace

ID_SHOWN_MS = 30_000


class PersonPresenter(QObject):
    """One person at a time; their id number is in sight for half a minute, and each time it is noted."""

    def __init__(self, workplace: Workplace, page: PersonPage) -> None:
        super().__init__(page)
        self._workplace = workplace
        self._page = page
        self._id: ApplicantId | None = None
        self._view: PersonView | None = None
        self._fetch: Fetch[BoardRow] = no_dossiers
        self._sight = QTimer(self, singleShot=True, interval=ID_SHOWN_MS)
        self._sight.timeout.connect(self._show)
        page.shown_asked.connect(self._turn_id)
        page.correct_asked.connect(self._correct)
        page.part_asked.connect(self._part)
        page.dossier_opened.connect(self._open_dossier)
        page.model.failed.connect(workplace.tell_failure)
        workplace.officer_changed.connect(self._hide_id)
        workplace.books_changed.connect(self._refresh_in_sight)

    @property
    def view(self) -> PersonView | None:
        """Who is shown."""
        return self._view

    def open(self, id_: ApplicantId) -> None:
        """Show a person, by any of their records."""
        self._id, self._view, self._fetch = id_, None, self._fetch_of(id_)
        self._sight.stop()
        self.refresh()

    def refresh(self) -> None:
        """Read the person anew."""
        desk, id_ = self._workplace.desk, self._id
        if id_ is not None:
            self._workplace.ask(lambda: applicants_book.person(desk, id_), lambda view: self._take(id_, view))

    def _refresh_in_sight(self) -> None:
        if self._page.isVisible():
            self.refresh()

    def _fetch_of(self, id_: ApplicantId) -> Fetch[BoardRow]:
        desk = self._workplace.desk

        def fetch(offset: int, limit: int) -> Sequence[BoardRow]:
            return applicants_book.dossiers_page(desk, id_, offset, limit)

        return fetch

    def _take(self, id_: ApplicantId, view: PersonView) -> None:
        if id_ == self._id:
            self._view = view
            self._show()

    def _show(self) -> None:
        if self._view is not None:
            self._page.show_person(self._view, self._fetch, shows_id=self._sight.isActive())

    # numbers

    def _turn_id(self) -> None:
        """Alt+H: noted first, then shown."""
        place, id_ = self._workplace, self._id
        if self._sight.isActive():
            self._hide_id()
        elif id_ is not None:
            officer = place.officer
            place.ask(
                lambda: viewing.note_person_shown(place.desk, officer, id_),
                lambda _noted: self._show_id(id_),
            )

    def _show_id(self, id_: ApplicantId) -> None:
        if id_ == self._id:
            self._sight.start()
            self._show()

    def _hide_id(self) -> None:
        self._sight.stop()
        self._show()

    # acts

    def _correct(self) -> None:
        place, view = self._workplace, self._view
        if view is None:
            return
        desk, officer, id_ = place.desk, place.officer, view.row.id

        def write(corrected: Applicant) -> bool:
            return corrections.correct_person(desk, officer, id_, corrected)

        correction = Correction(f"Sửa {view.applicant.full_name}", view.applicant, write)
        CorrectionDialog(place, correction, self.refresh, self._page).open()

    def _part(self, record: JoinedRecord) -> None:
        PartDialog(self._workplace, record, self.refresh, self._page).open()

    def _open_dossier(self, row: BoardRow) -> None:
        self._workplace.dossier_wanted.emit(DossierId(row.dossier_id))
