"""Applicants: one row a person, found by name, id number or phone."""

from dataclasses import fields
from typing import Any

from sqlalchemy import Connection

from app.domain.applicant import Applicant, ApplicantKind
from app.domain.ids import ApplicantId
from app.storage.search_index import folded_match
from app.storage.unit_of_work import UnitOfWork

COLUMNS = tuple(field.name for field in fields(Applicant))
COLUMN_SQL = ", ".join(COLUMNS)


def _values(applicant: Applicant) -> dict[str, Any]:
    return {name: getattr(applicant, name) for name in COLUMNS}


def insert(unit: UnitOfWork, applicant: Applicant) -> ApplicantId:
    """A new applicant."""
    id_ = ApplicantId(unit.new_id())
    values = _values(applicant) | {"stamp": unit.stamp}
    unit.connection.exec_driver_sql(
        f"INSERT INTO applicant(id, {', '.join(values)}) VALUES (?, {', '.join('?' * len(values))})",
        (id_, *values.values()),
    )
    return id_


def update(unit: UnitOfWork, id_: ApplicantId, applicant: Applicant) -> None:
    """Write what differs; the log keeps what was there."""
    values = _values(applicant)
    unit.connection.exec_driver_sql(
        f"UPDATE applicant SET {', '.join(f'{name} = ?' for name in values)} WHERE id = ?",
        (*values.values(), id_),
    )


def load(connection: Connection, id_: ApplicantId) -> Applicant:
    """One applicant."""
    row = connection.exec_driver_sql(f"SELECT {COLUMN_SQL} FROM applicant WHERE id = ?", (id_,)).one()
    return _applicant(tuple(row))


def by_id_number(connection: Connection, id_number: str) -> tuple[ApplicantId, Applicant] | None:
    """The newest applicant with this id number."""
    row = connection.exec_driver_sql(
        f"SELECT id, {COLUMN_SQL} FROM applicant WHERE id_number = ? AND id_number <> '' "
        "ORDER BY id DESC LIMIT 1",
        (id_number,),
    ).first()
    return None if row is None else (ApplicantId(row[0]), _applicant(tuple(row[1:])))


def find(connection: Connection, query: str, limit: int) -> list[tuple[ApplicantId, Applicant]]:
    """Applicants whose name, id number or phone begins with the words typed, the newest first."""
    match = folded_match(query)
    if match is None:
        return []
    rows = connection.exec_driver_sql(
        f"SELECT a.id, {', '.join('a.' + name for name in COLUMNS)} FROM applicant a "
        "JOIN (SELECT rowid FROM applicant_search WHERE applicant_search MATCH ? "
        "ORDER BY rowid DESC LIMIT ?) f ON f.rowid = a.id ORDER BY a.id DESC",
        (match, limit),
    )
    return [(ApplicantId(row[0]), _applicant(tuple(row[1:]))) for row in rows]


def _applicant(row: tuple[object, ...]) -> Applicant:
    values = dict(zip(COLUMNS, row, strict=True))
    return Applicant(**values | {"kind": ApplicantKind(values["kind"])})  # type: ignore[arg-type]
