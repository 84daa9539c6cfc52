"""The express lane: the documents of one citizen entered in the book, paid and numbered in one act."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

import msgspec

from app.changes.registry import Command
from app.domain.applicant import Applicant
from app.domain.books import BookKind, BookState, check_writer
from app.domain.certification import CERTIFIERS, BadSitting, Paper, PaperKind, check_papers
from app.domain.clock import wall_of
from app.domain.duty import role_among
from app.domain.fees import CertificationFee, Charge, PaymentMethod
from app.domain.ids import ApplicantId, BookId, EntryId, PaymentId
from app.services import books as book_acts
from app.services import fees, lane_book, people, signers
from app.services.desk import Desk, Officer
from app.services.signers import Signer
from app.storage import books, certifications, payments
from app.storage.certifications import CertificationRecord
from app.storage.payments import PaymentRecord
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ShippedPapers:
    """`resources/certification/papers.json`."""

    papers: tuple[PaperKind, ...]


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


@lru_cache(maxsize=1)
def paper_kinds() -> tuple[PaperKind, ...]:
    """The papers that are certified often, the likeliest first."""
    data = files("resources").joinpath("certification", "papers.json").read_bytes()
    return msgspec.json.decode(data, type=ShippedPapers).papers


def certify(desk: Desk, officer: Officer, sitting: Sitting) -> Certified:
    """Number, enter and charge every document of a sitting in one transaction."""
    role = role_among(CERTIFIERS, officer.roles)
    check_papers(sitting.papers)
    if not sitting.applicant.full_name.strip():
        raise BadSitting("Còn thiếu họ tên người yêu cầu.")
    rule = fees.certification_rule(desk, sitting.kind)
    with desk.store.write(desk.act(Command.CERTIFY, officer, role)) as unit:
        book, state = lane_book.writable(unit, sitting.kind, wall_of(unit.now_ms).year)
        applicant_id = people.row_beside(unit, officer, role, sitting.applicant, sitting.applicant_id)
        charge = _charge(sitting, rule)
        payment_id = payments.add(unit, _payment(unit, officer, sitting, applicant_id, charge))
        for number, paper in enumerate(sitting.papers, state.next_number):
            entry_id = _enter(unit, book.id, state, number, paper, sitting.applicant, officer)
            record = _certification(sitting, paper, rule, entry_id, payment_id, applicant_id)
            certifications.add(unit, record, officer.id)
        signers.remember(unit, sitting.signer)
    last = state.next_number + len(sitting.papers) - 1
    return Certified(payment_id, state.next_number, last, charge.amount, wall_of(unit.now_ms))


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
