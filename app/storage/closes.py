"""The ends of days: cash counted by a clerk, the day compared, a leader's signature; and what is compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.domain.ids import COUNTER_BITS, ClerkId, DayCloseId, DossierId
from app.storage.unit_of_work import UnitOfWork

OWN = f"id >> {COUNTER_BITS} IN (SELECT no FROM origin WHERE is_own = 1)"

DAY_CLOSES = (
    "SELECT d.id, d.day, d.printed, d.recorded, d.acknowledged, d.missing, d.note, d.at_ms, "
    "coalesce(c.full_name, ''), coalesce(s.full_name, ''), coalesce(s.title, ''), d.signed_ms, "
    "d.signed_note FROM day_close d LEFT JOIN clerk c ON c.id = d.clerk_id "
    "LEFT JOIN clerk s ON s.id = d.signer_id"
)


@dataclass(frozen=True, slots=True)
class CashCloseRecord:
    """What a clerk counted beside what the payments say."""

    day: str
    expected: int
    counted: int
    receipts: int
    note: str
    at_ms: int
    clerk_name: str = ""


@dataclass(frozen=True, slots=True)
class DayCloseRecord:
    """One comparison of a day; ``signed_ms`` 0 until a leader signs."""

    id: DayCloseId
    day: str
    printed: int
    recorded: int
    acknowledged: int
    missing: str
    note: str
    at_ms: int
    clerk_name: str
    signer_name: str
    signer_title: str
    signed_ms: int
    signed_note: str


@dataclass(frozen=True, slots=True)
class DossierOfDay:
    """A dossier that this machine received: ``slips`` of form 01, the state it stands in, its own stamp."""

    id: DossierId
    code: str
    procedure_name: str
    applicant_name: str
    slips: int
    state: int
    own_stamp: int


def add_cash_close(unit: UnitOfWork, record: CashCloseRecord, clerk_id: ClerkId) -> None:
    """One more count."""
    unit.connection.exec_driver_sql(
        "INSERT INTO cash_close(id, day, expected, counted, receipts, note, at_ms, clerk_id, stamp) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            unit.new_id(),
            record.day,
            record.expected,
            record.counted,
            record.receipts,
            record.note,
            unit.now_ms,
            clerk_id,
            unit.stamp,
        ),
    )


def cash_close_of(connection: Connection, day: str, clerk_id: ClerkId) -> CashCloseRecord | None:
    """A clerk's last count of a day."""
    row = connection.exec_driver_sql(
        "SELECT x.day, x.expected, x.counted, x.receipts, x.note, x.at_ms, c.full_name FROM cash_close x "
        "JOIN clerk c ON c.id = x.clerk_id WHERE x.day = ? AND x.clerk_id = ? "
        "ORDER BY x.at_ms DESC, x.id DESC LIMIT 1",
        (day, clerk_id),
    ).first()
    return None if row is None else CashCloseRecord(*row)


def add_day_close(
    unit: UnitOfWork,
    day: str,
    figures: tuple[int, int, int],
    missing: str,
    note: str,
    audit_head: bytes | None,
    clerk_id: ClerkId,
) -> DayCloseId:
    """One more comparison."""
    id_ = DayCloseId(unit.new_id())
    unit.connection.exec_driver_sql(
        "INSERT INTO day_close(id, day, printed, recorded, acknowledged, missing, note, audit_head, at_ms, "
        "clerk_id, stamp) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (id_, day, *figures, missing, note, audit_head, unit.now_ms, clerk_id, unit.stamp),
    )
    return id_


def sign_day(unit: UnitOfWork, id_: DayCloseId, signer_id: ClerkId, note: str) -> None:
    """A leader has seen the comparison."""
    unit.connection.exec_driver_sql(
        "UPDATE day_close SET signer_id = ?, signed_ms = ?, signed_note = ? WHERE id = ?",
        (signer_id, unit.now_ms, note, id_),
    )


def day_closes_of(connection: Connection, day: str) -> list[DayCloseRecord]:
    """This machine's comparisons of a day, the last one first."""
    rows = connection.exec_driver_sql(
        f"{DAY_CLOSES} WHERE d.day = ? AND d.{OWN} ORDER BY d.at_ms DESC, d.id DESC", (day,)
    )
    return [DayCloseRecord(DayCloseId(row[0]), *row[1:]) for row in rows]


def unsigned(connection: Connection, limit: int) -> list[DayCloseRecord]:
    """This machine's last comparison of each day where nobody signed it, the newest day first."""
    rows = connection.exec_driver_sql(
        f"{DAY_CLOSES} WHERE d.signed_ms = 0 AND d.{OWN} AND NOT EXISTS (SELECT 1 FROM day_close l "
        f"WHERE l.day = d.day AND l.{OWN} AND (l.at_ms, l.id) > (d.at_ms, d.id)) "
        "ORDER BY d.day DESC LIMIT ?",
        (limit,),
    )
    return [DayCloseRecord(DayCloseId(row[0]), *row[1:]) for row in rows]


def audit_anchors(connection: Connection) -> list[tuple[DayCloseId, str, bytes]]:
    """What this machine's closes keep of the chain of what was noted: the close, its day, the anchor."""
    rows = connection.exec_driver_sql(
        f"SELECT id, day, audit_head FROM day_close WHERE audit_head IS NOT NULL AND {OWN} ORDER BY at_ms, id"
    )
    return [(DayCloseId(id_), day, bytes(head)) for id_, day, head in rows]


def dossiers_of_day(connection: Connection, since_ms: int, until_ms: int) -> list[DossierOfDay]:
    """The dossiers that this machine received between two instants, oldest first."""
    rows: Sequence[Any] = connection.exec_driver_sql(
        "SELECT d.id, d.code, d.procedure_name, a.full_name, "
        "(SELECT count(*) FROM print_act p WHERE p.dossier_id = d.id AND p.form = '01'), "
        f"s.state, s.own_stamp FROM dossier d JOIN applicant a ON a.id = d.applicant_id "
        f"JOIN dossier_state s ON s.dossier_id = d.id WHERE d.received_ms >= ? AND d.received_ms < ? "
        f"AND d.{OWN} ORDER BY d.received_ms, d.id",
        (since_ms, until_ms),
    ).all()
    return [DossierOfDay(DossierId(row[0]), *row[1:]) for row in rows]
