"""Joins the lane to the services: on disk at every key, one act for a sitting, its papers after it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.domain.books import BookKind
from app.domain.certification import BadSitting, number_range
from app.domain.citizen_card import CitizenCard
from app.domain.deadline import deadline
from app.domain.fees import BadPayment, CertificationFee
from app.domain.ids import ApplicantId, PaymentId
from app.domain.time_limit import TimeLimit
from app.domain.time_words import promise_in_words
from app.errors import AppError
from app.services import books, certification, fees, people, sitting_drafts
from app.services.certification import Certified, Lane, LaneDay, Signer, Sitting
from app.services.draft_owner import NOBODY
from app.services.people import KnownApplicant
from app.services.sitting_drafts import KeptSitting, SittingText
from ui.certification.book_dialog import BookDialog
from ui.certification.slips import sitting_job
from ui.certification.view import CertificationView
from ui.main_window import BOARD, DAY_CLOSE
from ui.printing.receipts import money
from ui.widgets.in_sight import InSight
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

PRINT = "certified-print"
CLOCK_MS = 30_000
PROCEDURES = {
    BookKind.CERTIFIED_COPIES: "2.000815",
    BookKind.CERTIFIED_SIGNATURES: "2.000884",
    BookKind.CERTIFIED_CONTRACTS: "2.001035",
}
NO_NAME = "Còn thiếu họ tên người yêu cầu. Chưa lấy số, chưa thu tiền."


@dataclass(frozen=True, slots=True)
class Standing:
    """What the lane reads in one go."""

    lane: Lane
    day: LaneDay
    signers: Sequence[Signer]


class CertificationPresenter(QObject):
    """What the lane does, whichever clerk sits at it."""

    def __init__(self, workplace: Workplace, view: CertificationView) -> None:
        super().__init__(view)
        self._workplace = workplace
        self._desk = workplace.desk
        self._view = view
        self._kind = BookKind.CERTIFIED_COPIES
        self._lane: Lane | None = None
        self._draft_id: str | None = None
        self._owner = NOBODY if workplace.desk.officer is None else workplace.desk.officer.id
        self._last: PaymentId | None = None
        self._unprinted: list[PaymentId] = []
        self._connect()
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(self._show_promise)
        self._clock.start()
        self._take_unfinished()
        self.refresh()

    def _connect(self) -> None:
        view, place = self._view, self._workplace
        view.edited.connect(self._keep)
        view.person.sought.connect(self._seek)
        view.person.known_id.connect(self._seek_id)
        view.person.taken.connect(self._keep)
        view.save_asked.connect(self._save)
        view.park_asked.connect(self._park)
        view.leave_asked.connect(self._leave)
        view.reprint_asked.connect(self._reprint)
        view.book_asked.connect(self._show_book)
        view.close_asked.connect(lambda: place.desk_wanted.emit(DAY_CLOSE))
        view.kind_chosen.connect(self._choose_kind)
        view.side.opened.connect(self._open_book)
        view.side.accepted.connect(self._accept_book)
        view.model.failed.connect(place.tell_failure)
        place.books_changed.connect(InSight(view, self.refresh).hear)
        place.officer_changed.connect(self._change_hands)
        place.message_acted.connect(self._hear_message)

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

    # the book and the day

    def refresh(self) -> None:
        """Read anew what acts here and elsewhere may have changed."""
        desk, kind = self._desk, self._kind
        self._workplace.ask(
            lambda: Standing(
                certification.lane(desk, kind), certification.day_of(desk), certification.signers(desk)
            ),
            self._take_standing,
        )

    def _take_standing(self, read: Standing) -> None:
        if read.lane.kind is not self._kind:
            return
        self._lane = read.lane
        self._view.side.show_lane(read.lane)
        self._view.side.show_signers(read.signers)
        self._view.show_day(read.day)
        self._show_sum()
        self._show_promise()

    def _choose_kind(self, kind: BookKind) -> None:
        if kind is not self._kind:
            self._kind = kind
            self.refresh()

    def _rule(self) -> CertificationFee | None:
        try:
            return fees.certification_rule(self._desk, self._kind)
        except BadPayment:
            return None

    def _show_sum(self) -> None:
        rule, lane = self._rule(), self._lane
        number = lane.next_number if lane is not None and lane.book is not None else None
        self._view.lane.show_price(rule, number)
        self._view.side.show_sum(self._view.lane.papers(), rule)

    def _show_promise(self) -> None:
        """When the copies are handed back, by the catalogue's term of the procedure."""
        now = self._desk.now()
        procedure = self._desk.catalogue.procedure(PROCEDURES[self._kind], now.date())
        if procedure is None or procedure.limit is None:
            self._view.side.show_promise("", "")
            return
        due = deadline(now, TimeLimit.parse(procedure.limit), self._desk.catalogue.calendar).due
        self._view.side.show_promise(_promise_words(promise_in_words(due, now)) if due else "", "")

    def _open_book(self, first_number: int) -> None:
        desk, officer, kind = self._desk, self._workplace.officer, self._kind
        self._workplace.act(
            lambda: certification.open_book(desk, officer, kind, first_number),
            lambda _id: self._view.enter(),
        )

    def _accept_book(self) -> None:
        lane, desk, officer = self._lane, self._desk, self._workplace.officer
        if lane is not None and lane.book is not None:
            book_id = lane.book.id
            self._workplace.act(lambda: books.accept(desk, officer, book_id), lambda _n: self._view.enter())

    def _show_book(self) -> None:
        if self._lane is not None and self._lane.book is not None:
            BookDialog(self._workplace, self._lane, self._print, self._view).open()

    # drafts

    def _change_hands(self) -> None:
        """Whoever sits down finds their own sitting, never the one that a colleague was typing."""
        officer = self._desk.officer
        if officer is None:
            return
        is_anothers, self._owner = self._owner not in (NOBODY, officer.id), officer.id
        if is_anothers:
            self._draft_id = None
            self._view.show_text(SittingText(kind=int(self._kind)))
            self._view.say_saved("")
            self._show_sum()
            self._take_unfinished()

    def _keep(self) -> None:
        """Every key: on disk first, then what it costs."""
        if self._view.is_busy:
            return
        text = self._view.text()
        try:
            self._put_on_disk(text)
        except AppError as error:
            self._workplace.tell_failure(error)
        self._show_sum()

    def _put_on_disk(self, text: SittingText) -> None:
        if text.is_blank:
            self._drop_draft()
            self._view.say_saved("")
            return
        self._draft_id = self._draft_id or self._desk.drafts.new_id()
        sitting_drafts.keep(self._desk, self._draft_id, text)
        self._view.say_saved(f"Nháp đã lưu trên máy này lúc {self._desk.now():%H:%M:%S}")

    def _drop_draft(self) -> None:
        if self._draft_id is not None:
            self._desk.drafts.drop(self._draft_id)
            self._draft_id = None

    def _take_unfinished(self) -> None:
        found = sitting_drafts.kept(self._desk)
        if found:
            self._resume(found[0])
        self._show_parked()

    def _resume(self, kept: KeptSitting) -> None:
        self._draft_id, self._owner = kept.id, kept.owner
        self._view.show_text(kept.text)
        self._show_sum()

    def _parked(self) -> list[KeptSitting]:
        return [each for each in sitting_drafts.kept(self._desk) if each.id != self._draft_id]

    def _show_parked(self) -> None:
        self._view.show_parked(len(self._parked()))

    def _park(self) -> None:
        """F6: put the sitting aside; on an empty lane, go on with the one put aside first."""
        if self._view.is_busy:
            return
        waiting = self._parked()
        if not self._view.text().is_blank:
            self._begin_anew()
        elif waiting:
            self._resume(waiting[-1])
            self._view.lane.start()
        self._show_parked()

    def _begin_anew(self) -> None:
        self._draft_id = None
        self._view.show_text(SittingText(kind=int(self._kind)))
        self._view.say_saved("")
        self._show_sum()
        self._view.start()

    def _leave(self) -> None:
        """Esc: give up what is typed; on an empty lane, go to the board."""
        if self._view.is_busy:
            return
        if self._view.text().is_blank:
            self._workplace.desk_wanted.emit(BOARD)
        else:
            self._drop_draft()
            self._begin_anew()

    # saving and printing

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
        written = self._draft_id
        self._view.set_busy(True)
        self._workplace.act(
            lambda: certification.certify(desk, officer, sitting),
            lambda done: self._has_certified(done, written),
            self._has_failed,
        )

    def _sitting(self) -> Sitting:
        view = self._view
        known = view.person.applicant_id()
        return Sitting(
            applicant=replace(view.person.applicant()),
            papers=view.lane.papers(),
            signer=view.side.chosen_signer(),
            applicant_id=None if known is None else ApplicantId(known),
            kind=self._kind,
            exemption=view.side.exemption.words(),
            method=view.side.chosen_method(),
        )

    def _has_certified(self, done: Certified, written: str | None) -> None:
        """The draft that was written goes, and no other."""
        self._view.set_busy(False)
        if written is not None:
            self._desk.drafts.drop(written)
        self._begin_anew()
        numbers = number_range(done.first_number, done.last_number)
        self._view.say_done(f"Đã vào sổ số {numbers}, thu {money(done.amount)}.")
        self._print(done.payment_id)

    def _has_failed(self, error: Exception) -> None:
        self._view.set_busy(False)
        self._workplace.tell_failure(error)
        if isinstance(error, BadSitting) and error.line is not None:
            self._view.lane.go_to(error.line)
        elif isinstance(error, BadSitting):
            self._view.lane.start()

    def _refuse(self, sentence: str) -> None:
        self._workplace.tell(Message("failure", sentence, "late"))

    def _print(self, payment_id: PaymentId) -> None:
        self._last = payment_id
        if payment_id not in self._unprinted:
            self._unprinted.append(payment_id)
        desk, officer = self._desk, self._workplace.officer
        self._workplace.print(
            partial(sitting_job, desk, officer, payment_id),
            lambda _no: self._has_printed(payment_id),
            self._has_not_printed,
        )

    def _has_printed(self, payment_id: PaymentId) -> None:
        if payment_id in self._unprinted:  # ordered twice, it is through with the first
            self._unprinted.remove(payment_id)
        if not self._unprinted:
            self._workplace.settled.emit(PRINT)

    def _has_not_printed(self, error: Exception) -> None:
        self._workplace.tell(Message(PRINT, self._workplace.sentence(error), "late", act="In lại"))

    def _reprint(self) -> None:
        """Ctrl+P: what did not come out yet; else the sitting chosen in the list, or the last one."""
        chosen = self._view.table.chosen_row() if self._view.table.hasFocus() else None
        waiting = list(self._unprinted)
        if chosen is not None:
            self._print(chosen.record.payment_id)  # type: ignore[attr-defined]
        for payment_id in waiting if chosen is None else ():
            self._print(payment_id)
        if chosen is None and not waiting and self._last is not None:
            self._print(self._last)

    def _hear_message(self, topic: str) -> None:
        if topic == PRINT:
            self._reprint()


def _promise_words(words: str) -> str:
    """``Trả hôm nay, 17:00``."""
    return f"Trả {words[:1].lower()}{words[1:]}"
