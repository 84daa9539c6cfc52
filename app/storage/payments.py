"""Payments: money taken at the counter, a voided one with its reason, and the slips printed of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.domain.ids import COUNTER_BITS, ApplicantId, ClerkId, DossierId, PaymentId
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """What was taken, from whom, on which ground; ``void_reason`` is not empty once it is void.

    ``refunded`` is what a void handed back: less than the amount where the rest stands as another payment.
    """

    dossier_id: DossierId | None = None
    applicant_id: ApplicantId | None = None
    payer_name: str = ""
    owed: int = 0
    amount: int = 0
    legal_basis: str = ""
    exemption: str = ""
    receipt_number: str = ""
    method: int = 0
    at_ms: int = 0
    clerk_id: ClerkId | None = None
    void_reason: str = ""
    slips: int = 0
    refunded: int = 0


@dataclass(frozen=True, slots=True)
class StoredPayment:
    """A payment with its name in the books and who took it."""

    id: PaymentId
    record: PaymentRecord
    clerk_name: str
    stamp: int


TAKEN = (
    "dossier_id", "applicant_id", "payer_name", "owed", "amount", "legal_basis", "exemption",
    "receipt_number", "method", "at_ms", "clerk_id",
)  # fmt: skip
SHOWN = ", ".join(f"p.{name}" for name in (*TAKEN, "void_reason", "slips", "refunded"))
QUERY = (
    f"SELECT p.id, {SHOWN}, coalesce(c.full_name, ''), p.stamp FROM payment p "
    "LEFT JOIN clerk c ON c.id = p.clerk_id"
)


def add(unit: UnitOfWork, record: PaymentRecord) -> PaymentId:
    """One more payment."""
    id_ = PaymentId(unit.new_id())
    values = [getattr(record, name) for name in TAKEN]
    unit.connection.exec_driver_sql(
        f"INSERT INTO payment(id, {', '.join(TAKEN)}, stamp) VALUES (?, {', '.join('?' * len(TAKEN))}, ?)",
        (id_, *values, unit.stamp),
    )
    return id_


def void(unit: UnitOfWork, id_: PaymentId, reason: str, kept: int = 0) -> None:
    """A payment no longer counts, all but what is ``kept`` is handed back; its line and its number stay."""
    unit.connection.exec_driver_sql(
        "UPDATE payment SET void_reason = ?, voided_ms = ?, voided_by = ?, refunded = amount - ? "
        "WHERE id = ?",
        (reason, unit.now_ms, unit.act.clerk_id, kept, id_),
    )


def note_slip(unit: UnitOfWork, id_: PaymentId, content_hash: bytes) -> None:
    """One more slip of a payment is on paper."""
    unit.connection.exec_driver_sql(
        "UPDATE payment SET slips = slips + 1, printed_ms = ?, content_hash = ? WHERE id = ?",
        (unit.now_ms, content_hash, id_),
    )


def load(connection: Connection, id_: PaymentId) -> StoredPayment:
    """One payment."""
    return _stored(connection.exec_driver_sql(f"{QUERY} WHERE p.id = ?", (id_,)).one())


def of_dossier(connection: Connection, dossier_id: DossierId) -> list[StoredPayment]:
    """What was paid for a dossier, oldest first."""
    rows = connection.exec_driver_sql(f"{QUERY} WHERE p.dossier_id = ? ORDER BY p.at_ms, p.id", (dossier_id,))
    return [_stored(row) for row in rows]


def of_clerk(connection: Connection, clerk_id: ClerkId, since_ms: int, until_ms: int) -> list[StoredPayment]:
    """What one clerk took between two instants, oldest first."""
    rows = connection.exec_driver_sql(
        f"{QUERY} WHERE p.at_ms >= ? AND p.at_ms < ? AND p.clerk_id = ? ORDER BY p.at_ms, p.id",
        (since_ms, until_ms, clerk_id),
    )
    return [_stored(row) for row in rows]


def voided_by(connection: Connection, clerk_id: ClerkId, since_ms: int, until_ms: int) -> list[StoredPayment]:
    """What one clerk voided between two instants, whoever had taken it."""
    rows = connection.exec_driver_sql(
        f"{QUERY} WHERE p.voided_ms > 0 AND p.voided_ms >= ? AND p.voided_ms < ? AND p.voided_by = ? "
        "ORDER BY p.voided_ms, p.id",
        (since_ms, until_ms, clerk_id),
    )
    return [_stored(row) for row in rows]


def last_receipt(connection: Connection, origin: bytes) -> str:
    """The number of the payment that a log wrote last, or nothing."""
    found = connection.exec_driver_sql(
        f"SELECT p.receipt_number FROM payment p JOIN origin o ON o.origin = ? "
        f"AND p.id >= o.no << {COUNTER_BITS} AND p.id < (o.no + 1) << {COUNTER_BITS} "
        "ORDER BY p.id DESC LIMIT 1",
        (origin,),
    ).scalar()
    return str(found or "")


def next_ordinal(connection: Connection, origin: bytes, since_ms: int) -> int:
    """The place among the day's payments of one log that the next one takes."""
    return 1 + int(
        connection.exec_driver_sql(
            f"SELECT count(*) FROM payment WHERE at_ms >= ? AND id >> {COUNTER_BITS} = "
            "(SELECT no FROM origin WHERE origin = ?)",
            (since_ms, origin),
        ).scalar_one()
    )


def _stored(row: Sequence[Any]) -> StoredPayment:
    return StoredPayment(PaymentId(row[0]), PaymentRecord(*row[1:-2]), row[-2], row[-1])
