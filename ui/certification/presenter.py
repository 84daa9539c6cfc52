"""Joins the lane to the services: who comes, and one act for a sitting, its papers after it."""

from PySide6.QtCore import QObject

from app.domain.certification import BadSitting, number_range
from app.domain.citizen_card import CitizenCard
from app.domain.ids import ApplicantId
from app.services import certification, people
from app.services.certification import Certified, Sitting
from app.services.desk import Officer
from app.services.people import KnownApplicant
from ui.certification.lane_standing import LaneStanding
from ui.certification.sitting_keeper import SittingKeeper
from ui.certification.slip_printer import SlipPrinter
from ui.certification.view import CertificationView
from ui.main_window import DAY_CLOSE
from ui.printing.receipts import money
from ui.widgets.message_bar import Message
from ui.workplace import FAILURE, Workplace

NO_NAME = "Còn thiếu họ tên người yêu cầu. Chưa lấy số, chưa thu tiền."


class CertificationPresenter(QObject):
    """What the lane does, whichever clerk sits at it."""

    def __init__(self, workplace: Workplace, view: CertificationView) -> None:
        super().__init__(view)
        self._workplace = workplace
        self._desk = workplace.desk
        self._view = view
        self._slips = SlipPrinter(workplace, view, self)
        self._standing = LaneStanding(workplace, view, self._slips, self)
        self._keeper = SittingKeeper(workplace, view, self)
        self._connect()
        self._keeper.take_unfinished()
        self._standing.refresh()

    def _connect(self) -> None:
        view, place = self._view, self._workplace
        view.edited.connect(self._keep)
        view.person.sought.connect(self._seek)
        view.person.known_id.connect(self._seek_id)
        view.person.taken.connect(self._keep)
        view.save_asked.connect(self._save)
        view.close_asked.connect(lambda: place.desk_wanted.emit(DAY_CLOSE))
        view.model.failed.connect(place.tell_failure)
        self._keeper.shown.connect(self._standing.show_sum)

    # who and what

    def take_card(self, card: CitizenCard) -> None:
        """A card was scanned while the lane is in front; a sitting that is being written takes none."""
        if self._view.is_busy:
            return
        self._view.person.show_card(card, self._desk.now_ms())
        self._seek_id(card.id_number)
        self._view.lane.start()
        self._keep()

    def _seek(self, typed: str) -> None:
        self._workplace.ask(lambda: people.find(self._desk, typed), self._view.person.show_known)

    def _seek_id(self, number: str) -> None:
        self._workplace.ask(lambda: people.by_id_number(self._desk, number), self._take_known)

    def _take_known(self, known: KnownApplicant | None) -> None:
        if self._view.is_busy or known is None:
            return
        if self._view.person.applicant().id_number == known.applicant.id_number:
            self._view.person.show_person(known)

    def _keep(self) -> None:
        """Every key: on disk first, then what it costs."""
        if not self._view.is_busy:
            self._keeper.keep()
            self._standing.show_sum()

    # saving

    def _save(self) -> None:
        """F9: go to what is missing, or write, take and print."""
        if self._view.text().is_blank:
            self._view.start()
        elif not self._view.person.applicant().full_name:
            self._refuse(NO_NAME)
            self._view.start()
        else:
            self._certify()

    def _certify(self) -> None:
        desk, officer, sitting = self._desk, self._workplace.officer, self._sitting()
        written = self._keeper.draft_id
        self._view.set_busy(True)
        self._workplace.act(
            lambda: certification.certify(desk, officer, sitting),
            lambda done: self._has_certified(done, written, officer),
            self._has_failed,
        )

    def _sitting(self) -> Sitting:
        view = self._view
        known = view.person.applicant_id()
        return Sitting(
            applicant=view.person.applicant(),
            papers=view.lane.papers(),
            signer=view.side.chosen_signer(),
            applicant_id=None if known is None else ApplicantId(known),
            kind=self._standing.kind,
            exemption=view.side.exemption.words(),
            method=view.side.chosen_method(),
        )

    def _has_certified(self, done: Certified, written: str | None, officer: Officer) -> None:
        """The draft that was written goes, and no other: somebody else may have sat down meanwhile."""
        self._view.set_busy(False)
        self._keeper.forget(written)
        if self._keeper.draft_id == written:
            self._keeper.begin_anew()
            numbers = number_range(done.first_number, done.last_number)
            self._view.say_done(f"Đã vào sổ số {numbers}, thu {money(done.amount)}.")
        self._slips.print(done.payment_id, officer)

    def _has_failed(self, error: Exception) -> None:
        self._view.set_busy(False)
        self._workplace.tell_failure(error)
        if isinstance(error, BadSitting) and error.line is not None:
            self._view.lane.go_to(error.line)
        elif isinstance(error, BadSitting):
            self._view.lane.start()

    def _refuse(self, sentence: str) -> None:
        self._workplace.tell(Message(FAILURE, sentence, "late"))
