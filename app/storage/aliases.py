"""Second codes: dossiers whose printed code another one carries too, and what tells them apart."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from app.domain.dossier_code import CodeUse
from app.domain.ids import ClerkId, DossierId, split_id
from app.storage import log_base
from app.storage.row_reader import chunks, marks
from app.storage.unit_of_work import UnitOfWork

USES = (
    "SELECT id AS dossier_id, code, id AS row_id, stamp FROM dossier WHERE code <> '' "
    "UNION ALL SELECT dossier_id, code, id, stamp FROM dossier_alias"
)
# The printed codes are grouped through their index; second codes are few.
SHARED = (
    "SELECT code FROM dossier WHERE code <> '' GROUP BY code HAVING count(*) > 1 "
    "UNION SELECT a.code FROM dossier_alias a JOIN dossier d ON d.code = a.code "
    "UNION SELECT code FROM dossier_alias GROUP BY code HAVING count(*) > 1"
)


def add(unit: UnitOfWork, dossier_id: DossierId, code: str, clerk_id: ClerkId | None) -> None:
    """Give a dossier a second code."""
    unit.connection.exec_driver_sql(
        "INSERT INTO dossier_alias(id, dossier_id, code, at_ms, clerk_id, stamp) VALUES (?, ?, ?, ?, ?, ?)",
        (unit.new_id(), dossier_id, code, unit.now_ms, clerk_id, unit.stamp),
    )


def of_dossier(connection: Connection, dossier_id: DossierId) -> list[str]:
    """A dossier's second codes, the first given first."""
    rows = connection.exec_driver_sql(
        "SELECT code FROM dossier_alias WHERE dossier_id = ? ORDER BY at_ms, id", (dossier_id,)
    )
    return [code for (code,) in rows]


def others_with(connection: Connection, dossier_id: DossierId, code: str) -> list[DossierId]:
    """The other dossiers that carry a code."""
    rows = connection.exec_driver_sql(
        f"SELECT DISTINCT dossier_id FROM ({USES}) WHERE code = ? AND dossier_id <> ?", (code, dossier_id)
    )
    return [DossierId(id_) for (id_,) in rows]


def shared_uses(connection: Connection) -> list[CodeUse]:
    """Every use of a code that several dossiers carry, and every other code of those dossiers."""
    rows = connection.exec_driver_sql(f"SELECT * FROM ({USES}) WHERE code IN ({SHARED})").all()
    dossiers = {row[0] for row in rows}
    known = {row[2] for row in rows}
    second = [row for row in _aliases_of(connection, dossiers) if row[2] not in known]
    return [_use(connection, *row) for row in [*rows, *second]]


def _aliases_of(connection: Connection, dossiers: Iterable[int]) -> Iterable[Any]:
    for ids in chunks(dossiers):
        yield from connection.exec_driver_sql(
            f"SELECT dossier_id, code, id, stamp FROM dossier_alias WHERE dossier_id IN ({marks(ids)})",
            tuple(ids),
        )


def _use(connection: Connection, dossier_id: int, code: str, row_id: int, stamp: int) -> CodeUse:
    no, counter = split_id(row_id)
    origin = connection.exec_driver_sql("SELECT origin FROM origin WHERE no = ?", (no,)).scalar_one()
    rank = (log_base.hlc_of(connection, stamp), origin, counter)
    return CodeUse(dossier_id, code, rank, _is_settled(connection, stamp))


def _is_settled(connection: Connection, stamp: int) -> bool:
    """Whether the district's time of receipt, which bounds a fast clock, is known of a changeset."""
    no, seq = split_id(stamp)
    if log_base.written(connection, stamp) is not None:
        return True
    return bool(
        connection.exec_driver_sql(
            "SELECT 1 FROM segment WHERE origin_no = ? AND first_seq <= ? AND last_seq >= ? "
            "AND received_ms IS NOT NULL LIMIT 1",
            (no, seq, seq),
        ).first()
    )


def own_dossiers(connection: Connection, ids: Iterable[int]) -> list[DossierId]:
    """Of these dossiers the ones this device received, in any of its lives."""
    own = set(connection.exec_driver_sql("SELECT no FROM origin WHERE is_own = 1").scalars())
    return [DossierId(id_) for id_ in ids if split_id(id_)[0] in own]
