"""The express lane: the documents of one citizen entered in the book, paid and numbered in one act."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files

import msgspec

from app.changes.registry import Command
from app.domain.applicant import Applicant
from app.domain.books import BookKind, BookState, NotTheWriter, check_writer
from app.domain.certification import (
    CERTIFIERS,
    FIRST_VOLUME,
    BadSitting,
    Paper,
    PaperKind,
    check_papers,
    volume_name,
)
from app.domain.clock import wall_of
from app.domain.dossier import Role
from app.domain.duty import role_among
from app.domain.fees import CertificationFee, Charge, PaymentMethod
from app.domain.ids import ApplicantId, BookId, EntryId, PaymentId
from app.domain.sync_state import SyncState
from app.services import books as book_acts
from app.services import fees, people
from app.services.access import check_reading
from app.services.desk import Desk, Officer
from app.storage import (
    books,
    certifications,
    clerks,
    delegations,
    incarnations,
    payments,
    record_states,
    setting,
)
from app.storage.books import BookRecord
from app.storage.certifications import CertificationRecord, RegisterLine, SittingRecord
from app.storage.payments import PaymentRecord, StoredPayment
from app.storage.unit_of_work import Snapshot, UnitOfWork

SIGNER = "certification_signer"
SIGNING_ROLES = (Role.LEADER, Role.HEAD)


@dataclass(frozen=True)
class ShippedPapers:
    """`resources/certification/papers.json`."""

    papers: tuple[PaperKind, ...]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs the certified copies."""

    name: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one citizen asks for at once; with an ``exemption`` nothing is taken."""

    applicant: Applicant
    papers: Sequence[Paper]
    signer: Signer = field(default_factory=lambda: Signer(""))
    applicant_id: ApplicantId | None = None
    kind: BookKind = BookKind.CERTIFIED_COPIES
    exemption: str = ""
    method: PaymentMethod = PaymentMethod.CASH


@dataclass(frozen=True, slots=True)
class Certified:
    """A sitting as it stands in the books."""

    payment_id: PaymentId
    first_number: int
    last_number: int
    amount: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Lane:
    """The book of a lane: None where none is open this year; ``why_not`` says why this desk cannot write."""

    kind: BookKind
    year: int
    book: BookRecord | None
    next_number: int
    writer_name: str
    why_not: str
    is_offered_to_us: bool = False


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


@lru_cache(maxsize=1)
def paper_kinds() -> tuple[PaperKind, ...]:
    """The papers that are certified often, the likeliest first."""
    data = files("resources").joinpath("certification", "papers.json").read_bytes()
    return msgspec.json.decode(data, type=ShippedPapers).papers


# the book


def lane(desk: Desk, kind: BookKind = BookKind.CERTIFIED_COPIES) -> Lane:
    """The book that this kind of certifying is entered in today."""
    year = desk.today().year
    with desk.store.read() as connection:
        life = incarnations.own_origins(connection)[-1].origin
        found = _book_of(connection, kind, year, life)
        if found is None:
            return Lane(kind, year, None, books.next_of_year(connection, kind, year), "", "")
        record, state = found
        holder = state.writer or state.offered_by
        writer = "" if holder is None else books.name_of(connection, holder)
    is_offered = state.offered_to == life
    return Lane(kind, year, record, state.next_number, writer, _why_not(state, life), is_offered)


def _why_not(state: BookState, life: bytes) -> str:
    try:
        check_writer(state, life)
    except NotTheWriter as error:
        return str(error)
    return ""


def _book_of(
    connection: Snapshot, kind: BookKind, year: int, life: bytes
) -> tuple[BookRecord, BookState] | None:
    """The open book of a kind and year: the one this desk writes in, else the one opened last."""
    records = [each for each in books.every(connection) if (each.kind, each.year) == (kind, year)]
    states = [(each, books.writing_state(connection, each.id)) for each in records]
    still_open = [pair for pair in states if not pair[1].is_closed]
    return max(still_open, key=lambda pair: (pair[1].writer == life, pair[0].id), default=None)


def open_book(desk: Desk, officer: Officer, kind: BookKind, first_number: int) -> BookId:
    """Begin the year's next volume at a number, one above what the paper book shows."""
    role = book_acts.keeper_role(officer, kind)
    with desk.store.write(desk.act(Command.OPEN_BOOK, officer, role)) as unit:
        year = wall_of(unit.now_ms).year
        known = [each for each in books.every(unit.connection) if (each.kind, each.year) == (kind, year)]
        name = volume_name(kind, FIRST_VOLUME + len(known), year)
        return book_acts.begin(unit, officer, kind, year, name, first_number)


# certifying


def certify(desk: Desk, officer: Officer, sitting: Sitting) -> Certified:
    """Number, enter and charge every document of a sitting in one transaction."""
    role = role_among(CERTIFIERS, officer.roles)
    check_papers(sitting.papers)
    if not sitting.applicant.full_name.strip():
        raise BadSitting("Còn thiếu họ tên người yêu cầu.")
    rule = fees.certification_rule(desk, sitting.kind)
    with desk.store.write(desk.act(Command.CERTIFY, officer, role)) as unit:
        book, state = _writable_book(unit, sitting.kind, wall_of(unit.now_ms).year)
        applicant_id = people.row_beside(unit, sitting.applicant, sitting.applicant_id)
        charge = _charge(sitting, rule)
        payment_id = payments.add(unit, _payment(unit, officer, sitting, applicant_id, charge))
        for number, paper in enumerate(sitting.papers, state.next_number):
            entry_id = _enter(unit, book.id, state, number, paper, sitting.applicant, officer)
            record = _certification(sitting, paper, rule, entry_id, payment_id, applicant_id)
            certifications.add(unit, record, officer.id)
        if sitting.signer.name:
            setting.put(unit.connection, SIGNER, sitting.signer.name)
    last = state.next_number + len(sitting.papers) - 1
    return Certified(payment_id, state.next_number, last, charge.amount, wall_of(unit.now_ms))


def _writable_book(unit: UnitOfWork, kind: BookKind, year: int) -> tuple[BookRecord, BookState]:
    found = _book_of(unit.connection, kind, year, unit.origin)
    if found is None:
        raise NotTheWriter(f"Năm {year} chưa mở sổ chứng thực.")
    check_writer(found[1], unit.origin)
    return found


def _enter(
    unit: UnitOfWork,
    book_id: BookId,
    state: BookState,
    number: int,
    paper: Paper,
    person: Applicant,
    officer: Officer,
) -> EntryId:
    assert state.writing_turn_id is not None
    what = f"{paper.title.strip()}, {paper.copies} bản, {person.full_name.strip()}"
    return books.add_entry(unit, book_id, state.writing_turn_id, number, what, officer.id)


def _charge(sitting: Sitting, rule: CertificationFee) -> Charge:
    owed = sum(fee_of(paper, rule) for paper in sitting.papers)
    charge = Charge(owed, 0 if sitting.exemption.strip() else owed, rule.legal_basis, sitting.exemption)
    charge.check()
    return charge


def fee_of(paper: Paper, rule: CertificationFee) -> int:
    """What one document costs with all its copies."""
    return rule.of_copy(paper.pages) * (paper.copies if rule.is_by_page else 1)


def _payment(
    unit: UnitOfWork, officer: Officer, sitting: Sitting, applicant_id: ApplicantId, charge: Charge
) -> PaymentRecord:
    return PaymentRecord(
        applicant_id=applicant_id,
        payer_name=sitting.applicant.full_name.strip(),
        owed=charge.owed,
        amount=charge.amount,
        legal_basis=charge.legal_basis,
        exemption=charge.exemption.strip(),
        receipt_number=fees.next_receipt(unit),
        method=int(sitting.method),
        at_ms=unit.now_ms,
        clerk_id=officer.id,
    )


def _certification(
    sitting: Sitting,
    paper: Paper,
    rule: CertificationFee,
    entry_id: EntryId,
    payment_id: PaymentId,
    applicant_id: ApplicantId,
) -> CertificationRecord:
    return CertificationRecord(
        entry_id=entry_id,
        payment_id=payment_id,
        applicant_id=applicant_id,
        applicant_name=sitting.applicant.full_name.strip(),
        paper=paper.title.strip(),
        kind=sitting.kind,
        pages=paper.pages,
        copies=paper.copies,
        fee=fee_of(paper, rule),
        signer=sitting.signer.name,
        signer_title=sitting.signer.title,
    )


# what was certified


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


def void_number(desk: Desk, officer: Officer, entry_id: EntryId, reason: str) -> PaymentId | None:
    """Strike a number out; its receipt is void with it, and what remains of the sitting is charged anew.

    The new payment's slip is to be printed: its name is returned, None where nothing remains.
    """
    if not reason.strip():
        raise BadSitting("Xin ghi lý do hủy số.")
    role = role_among(CERTIFIERS, officer.roles)
    with desk.store.write(desk.act(Command.VOID_ENTRY, officer, role, reason.strip())) as unit:
        book_id, payment_id = certifications.place_of(unit.connection, entry_id)
        check_writer(books.writing_state(unit.connection, book_id), unit.origin)
        book_acts.check_stands(unit, entry_id)
        books.void_entry(unit, entry_id, reason.strip())
        return None if payment_id is None else _charge_anew(unit, payment_id, reason.strip())


def _charge_anew(unit: UnitOfWork, payment_id: PaymentId, reason: str) -> PaymentId | None:
    old = payments.load(unit.connection, payment_id).record
    left = [line for line in certifications.of_payment(unit.connection, payment_id) if not line.void_reason]
    owed = sum(line.fee for line in left)
    amount = 0 if old.exemption else owed
    if not old.void_reason:
        payments.void(unit, payment_id, reason, kept=amount)
    if not left:
        return None
    record = PaymentRecord(
        applicant_id=old.applicant_id,
        payer_name=old.payer_name,
        owed=owed,
        amount=amount,
        legal_basis=old.legal_basis,
        exemption=old.exemption,
        receipt_number=fees.next_receipt(unit),
        method=old.method,
        at_ms=old.at_ms,  # it was taken then, by that clerk: only what goes back is of today
        clerk_id=old.clerk_id,
    )
    new_id = payments.add(unit, record)
    certifications.move(unit, payment_id, new_id, [line.entry_id for line in left])
    return new_id


# who signs


def signers(desk: Desk) -> list[Signer]:
    """Who may sign certified copies here, by their own role or a lent one, the one chosen last first."""
    now_ms = desk.now_ms()
    with desk.store.read() as connection:
        last = setting.get(connection, SIGNER)
        lendings = delegations.every(connection)
        active = [each for each in clerks.clerks(connection) if each.is_active]
    found = []
    for each in active:
        lent = delegations.lending_at(lendings, each.id, SIGNING_ROLES, now_ms)
        if set(each.roles) & set(SIGNING_ROLES):
            found.append(Signer(each.full_name, each.title))
        elif lent is not None:
            found.append(Signer(each.full_name, lent.title))
    return sorted(found, key=lambda each: each.name != last)
