"""What was certified: the list of a day, a sitting with all its papers, the register of a book."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.clock import wall_of
from app.domain.ids import BookId, PaymentId
from app.domain.sync_state import SyncState
from app.services import fees
from app.services.access import check_reading
from app.services.desk import Desk
from app.services.signers import Signer
from app.storage import books, certifications, payments, record_states
from app.storage.books import BookRecord
from app.storage.certifications import RegisterLine, SittingRecord
from app.storage.payments import StoredPayment


@dataclass(frozen=True, slots=True)
class DaySitting:
    """A sitting on the lane's list of the day, and how far it is on its way."""

    record: SittingRecord
    at: datetime
    sync_state: SyncState


@dataclass(frozen=True, slots=True)
class LaneDay:
    """What was certified today; voided sittings are on the list and in no figure."""

    sittings: Sequence[DaySitting]

    @property
    def counted(self) -> list[SittingRecord]:
        """The sittings that stand."""
        return [each.record for each in self.sittings if not each.record.void_reason]


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """A sitting with all that its papers say."""

    payment: StoredPayment
    lines: Sequence[RegisterLine]
    book: BookRecord
    signer: Signer


def day_of(desk: Desk, day: date | None = None) -> LaneDay:
    """What was certified on a day, newest first."""
    check_reading(desk)
    since, until = fees.day_bounds(day or desk.today())
    with desk.store.read() as connection:
        found = certifications.sittings(connection, since, until)
        states = record_states.states_of_stamps(connection, [each.stamp for each in found])
    return LaneDay([DaySitting(each, wall_of(each.at_ms), states[each.stamp]) for each in found])


def slip_facts(desk: Desk, payment_id: PaymentId) -> SlipFacts:
    """A sitting with all that its papers say; voided documents are on no paper."""
    check_reading(desk)
    with desk.store.read() as connection:
        payment = payments.load(connection, payment_id)
        lines = certifications.of_payment(connection, payment_id)
        name, title, book_id = certifications.signer_of(connection, payment_id)
        book = next(each for each in books.every(connection) if each.id == book_id)
    return SlipFacts(payment, [line for line in lines if not line.void_reason], book, Signer(name, title))


def register_lines(desk: Desk, book_id: BookId) -> list[RegisterLine]:
    """Every number of a book, as its printed register shows it."""
    check_reading(desk)
    with desk.store.read() as connection:
        return certifications.register(connection, book_id)
