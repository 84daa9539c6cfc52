"""The book that the lane writes in and the day's sittings, with what one costs and when it is handed back."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from app.domain.books import BookKind
from app.domain.deadline import deadline
from app.domain.fees import BadPayment, CertificationFee
from app.domain.time_limit import TimeLimit
from app.domain.time_words import promise_in_words
from app.services import books, certified, fees, lane_book, signers
from app.services.certified import LaneDay
from app.services.lane_book import Lane
from app.services.signers import Signer
from ui.certification.book_dialog import BookDialog
from ui.certification.slip_printer import SlipPrinter
from ui.certification.view import CertificationView
from ui.widgets.in_sight import InSight
from ui.workplace import Workplace

CLOCK_MS = 30_000
PROCEDURES = {
    BookKind.CERTIFIED_COPIES: "2.000815",
    BookKind.CERTIFIED_SIGNATURES: "2.000884",
    BookKind.CERTIFIED_CONTRACTS: "2.001035",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the lane reads in one go."""

    lane: Lane
    day: LaneDay
    signers: Sequence[Signer]


class LaneStanding(QObject):
    """Reads it when it may have changed, and shows what it means for the sitting on the screen."""

    def __init__(
        self, workplace: Workplace, view: CertificationView, slips: SlipPrinter, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._desk = workplace.desk
        self._view = view
        self._slips = slips
        self.kind = BookKind.CERTIFIED_COPIES
        self._lane: Lane | None = None
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(self._show_promise)
        self._clock.start()
        view.kind_chosen.connect(self._choose_kind)
        view.book_asked.connect(self._show_book)
        view.side.opened.connect(self._open_book)
        view.side.accepted.connect(self._accept_book)
        workplace.books_changed.connect(InSight(view, self.refresh).hear)

    def refresh(self) -> None:
        """Read anew what acts here and elsewhere may have changed."""
        desk, kind = self._desk, self.kind
        self._workplace.ask(
            lambda: Standing(lane_book.lane(desk, kind), certified.day_of(desk), signers.who_may_sign(desk)),
            self._take_standing,
        )

    def _take_standing(self, read: Standing) -> None:
        if read.lane.kind is not self.kind:
            return
        self._lane = read.lane
        self._view.side.show_lane(read.lane)
        self._view.side.show_signers(read.signers)
        self._view.show_day(read.day)
        self.show_sum()
        self._show_promise()

    def _choose_kind(self, kind: BookKind) -> None:
        if kind is not self.kind:
            self.kind = kind
            self.refresh()

    def _rule(self) -> CertificationFee | None:
        try:
            return fees.certification_rule(self._desk, self.kind)
        except BadPayment:
            return None

    def show_sum(self) -> None:
        """What the sitting on the screen costs, and the numbers that it will have."""
        rule, lane = self._rule(), self._lane
        number = lane.next_number if lane is not None and lane.book is not None else None
        self._view.lane.show_price(rule, number)
        self._view.side.show_sum(self._view.lane.papers(), rule)

    def _show_promise(self) -> None:
        """When the copies are handed back, by the catalogue's term of the procedure."""
        now = self._desk.now()
        procedure = self._desk.catalogue.procedure(PROCEDURES[self.kind], now.date())
        if procedure is None or procedure.limit is None:
            self._view.side.show_promise("", "")
            return
        due = deadline(now, TimeLimit.parse(procedure.limit), self._desk.catalogue.calendar).due
        self._view.side.show_promise(_promise_words(promise_in_words(due, now)) if due else "", "")

    def _open_book(self, first_number: int) -> None:
        desk, officer, kind = self._desk, self._workplace.officer, self.kind
        self._workplace.act(
            lambda: lane_book.open_book(desk, officer, kind, first_number),
            lambda _id: self._view.enter(),
        )

    def _accept_book(self) -> None:
        lane, desk, officer = self._lane, self._desk, self._workplace.officer
        if lane is not None and lane.book is not None:
            book_id = lane.book.id
            self._workplace.act(lambda: books.accept(desk, officer, book_id), lambda _n: self._view.enter())

    def _show_book(self) -> None:
        if self._lane is not None and self._lane.book is not None:
            BookDialog(self._workplace, self._lane, self._slips.print, self._view).open()


def _promise_words(words: str) -> str:
    """``Trả hôm nay, 17:00``."""
    return f"Trả {words[:1].lower()}{words[1:]}"
