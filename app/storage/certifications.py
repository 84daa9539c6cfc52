"""Certified documents: each a line in its book, of one sitting that one payment stands for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.changes.registry import BOOK_ENTRY
from app.domain.books import BookKind
from app.domain.ids import COUNTER_BITS, ApplicantId, BookId, ClerkId, EntryId, PaymentId
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CertificationRecord:
    """One document as it was certified; ``fee`` is that of all its copies."""

    entry_id: EntryId
    payment_id: PaymentId
    applicant_id: ApplicantId | None
    applicant_name: str
    paper: str
    kind: BookKind
    pages: int
    copies: int
    fee: int
    signer: str
    signer_title: str


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One number of a book with everything its printed register says."""

    entry_id: EntryId
    payment_id: PaymentId | None
    number: int
    at_ms: int
    applicant_name: str
    id_number: str
    paper: str
    pages: int
    copies: int
    fee: int
    signer: str
    void_reason: str
    clerk_name: str


@dataclass(frozen=True, slots=True)
class SittingRecord:
    """One sitting on a list: a payment and its documents."""

    payment_id: PaymentId
    at_ms: int
    first_number: int
    last_number: int
    applicant_name: str
    papers: str
    count: int
    copies: int
    amount: int
    slips: int
    void_reason: str
    stamp: int


VOID_GROUP = 2
SITTINGS = (
    "SELECT p.id, p.at_ms, min(e.number), max(e.number), p.payer_name, group_concat(c.paper, '; '), "
    "count(*), sum(c.copies), p.amount, p.slips, p.void_reason, p.stamp "
    "FROM payment p INDEXED BY payment_by_time CROSS JOIN certification c ON c.payment_id = p.id "
    "JOIN book_entry e ON e.id = c.entry_id "
)


def add(unit: UnitOfWork, record: CertificationRecord, clerk_id: ClerkId | None) -> None:
    """One more certified document."""
    unit.connection.exec_driver_sql(
        "INSERT INTO certification(id, entry_id, payment_id, applicant_id, applicant_name, paper, kind, "
        "pages, copies, fee, signer, signer_title, at_ms, clerk_id, stamp) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            unit.new_id(),
            record.entry_id,
            record.payment_id,
            record.applicant_id,
            record.applicant_name,
            record.paper,
            int(record.kind),
            record.pages,
            record.copies,
            record.fee,
            record.signer,
            record.signer_title,
            unit.now_ms,
            clerk_id,
            unit.stamp,
        ),
    )


def register(connection: Connection, book_id: BookId) -> list[RegisterLine]:
    """Every number of a book, by number; one that certifies nothing says what it was taken for."""
    rows = connection.exec_driver_sql(
        "SELECT e.id, c.payment_id, e.number, e.at_ms, coalesce(c.applicant_name, ''), "
        "coalesce(a.id_number, ''), coalesce(c.paper, e.what), coalesce(c.pages, 0), coalesce(c.copies, 0), "
        "coalesce(c.fee, 0), coalesce(c.signer, ''), e.void_reason, coalesce(k.full_name, '') "
        "FROM book_entry e LEFT JOIN certification c ON c.entry_id = e.id "
        "LEFT JOIN applicant a ON a.id = c.applicant_id LEFT JOIN clerk k ON k.id = e.clerk_id "
        "WHERE e.book_id = ? ORDER BY e.number, e.at_ms, e.id",
        (book_id,),
    )
    return [RegisterLine(*row) for row in rows]


def of_payment(connection: Connection, payment_id: PaymentId) -> list[RegisterLine]:
    """The documents of one sitting, by number."""
    rows = connection.exec_driver_sql(
        "SELECT e.id, c.payment_id, e.number, e.at_ms, c.applicant_name, coalesce(a.id_number, ''), c.paper, "
        "c.pages, c.copies, c.fee, c.signer, e.void_reason, coalesce(k.full_name, '') "
        "FROM certification c JOIN book_entry e ON e.id = c.entry_id "
        "LEFT JOIN applicant a ON a.id = c.applicant_id LEFT JOIN clerk k ON k.id = e.clerk_id "
        "WHERE c.payment_id = ? ORDER BY e.number",
        (payment_id,),
    )
    return [RegisterLine(*row) for row in rows]


def signer_of(connection: Connection, payment_id: PaymentId) -> tuple[str, str, BookId]:
    """Who signed a sitting, in which capacity, and the book its numbers stand in."""
    row = connection.exec_driver_sql(
        "SELECT c.signer, c.signer_title, e.book_id FROM certification c "
        "JOIN book_entry e ON e.id = c.entry_id WHERE c.payment_id = ? ORDER BY e.number LIMIT 1",
        (payment_id,),
    ).one()
    return row[0], row[1], BookId(row[2])


def sittings(connection: Connection, since_ms: int, until_ms: int) -> list[SittingRecord]:
    """The sittings between two instants as far as this desk knows, newest first."""
    return _sittings(connection, "", since_ms, until_ms)


def own_sittings(connection: Connection, since_ms: int, until_ms: int) -> list[SittingRecord]:
    """The sittings of this machine alone, through all its lives."""
    own = f"AND p.id >> {COUNTER_BITS} IN (SELECT no FROM origin WHERE is_own = 1) "
    return _sittings(connection, own, since_ms, until_ms)


def _sittings(connection: Connection, whose: str, since_ms: int, until_ms: int) -> list[SittingRecord]:
    rows: Sequence[Any] = connection.exec_driver_sql(
        f"{SITTINGS} WHERE p.at_ms >= ? AND p.at_ms < ? {whose}GROUP BY p.id "
        "ORDER BY p.at_ms DESC, p.id DESC",
        (since_ms, until_ms),
    ).all()
    return [SittingRecord(PaymentId(row[0]), *row[1:]) for row in rows]


def own_voided_numbers(connection: Connection, since_ms: int, until_ms: int) -> list[tuple[int, str, str]]:
    """The numbers that this machine voided between two instants: number, book, reason.

    A number may be another desk's, of the time when that desk kept the book: who voided it wrote its void.
    """
    rows = connection.exec_driver_sql(
        "SELECT e.number, b.name, e.void_reason FROM book_entry e JOIN book b ON b.id = e.book_id "
        "LEFT JOIN group_stamp g ON g.table_no = ? AND g.row_id = e.id AND g.ordinal = 0 AND g.group_no = ? "
        f"JOIN origin o ON o.no = coalesce(g.stamp, e.stamp) >> {COUNTER_BITS} AND o.is_own = 1 "
        "WHERE e.voided_ms > 0 AND e.voided_ms >= ? AND e.voided_ms < ? ORDER BY b.name, e.number",
        (BOOK_ENTRY.number, VOID_GROUP, since_ms, until_ms),
    )
    return [(int(row[0]), str(row[1]), str(row[2])) for row in rows]


def place_of(connection: Connection, entry_id: EntryId) -> tuple[BookId, PaymentId | None]:
    """The book of a number, and the payment it was certified under, if any."""
    row = connection.exec_driver_sql(
        "SELECT e.book_id, c.payment_id FROM book_entry e LEFT JOIN certification c ON c.entry_id = e.id "
        "WHERE e.id = ?",
        (entry_id,),
    ).one()
    return BookId(row[0]), None if row[1] is None else PaymentId(row[1])


def move(unit: UnitOfWork, old: PaymentId, new: PaymentId, entries: Sequence[EntryId]) -> None:
    """Let documents of a payment stand under another one."""
    for entry_id in entries:
        unit.connection.exec_driver_sql(
            "UPDATE certification SET payment_id = ? WHERE payment_id = ? AND entry_id = ?",
            (new, old, entry_id),
        )
