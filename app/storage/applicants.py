"""Applicants: one row a person, found by name, id number or phone."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection

from app.domain.applicant import Applicant, ApplicantKind
from app.domain.ids import ApplicantId
from app.storage.row_reader import chunks, marks
from app.storage.unit_of_work import UnitOfWork

COLUMNS = tuple(field.name for field in fields(Applicant))
COLUMN_SQL = ", ".join(COLUMNS)
LAST_DAY = "~"  # after every date that is written in figures


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


def load_many(connection: Connection, ids: Iterable[int]) -> dict[ApplicantId, Applicant]:
    """These applicants, as far as they are here."""
    return {
        ApplicantId(row[0]): _applicant(tuple(row[1:]))
        for some in chunks(ids)
        for row in connection.exec_driver_sql(
            f"SELECT id, {COLUMN_SQL} FROM applicant WHERE id IN ({marks(some)})", tuple(some)
        )
    }


def by_id_number(connection: Connection, id_number: str) -> tuple[ApplicantId, Applicant] | None:
    """The newest applicant with this id number."""
    row = connection.exec_driver_sql(
        f"SELECT id, {COLUMN_SQL} FROM applicant WHERE id_number = ? AND id_number <> '' "
        "ORDER BY id DESC LIMIT 1",
        (id_number,),
    ).first()
    return None if row is None else (ApplicantId(row[0]), _applicant(tuple(row[1:])))


def with_id_number(connection: Connection, id_number: str) -> list[ApplicantId]:
    """Every record with this id number."""
    rows = connection.exec_driver_sql(
        "SELECT id FROM applicant WHERE id_number = ? AND id_number <> ''", (id_number,)
    )
    return [ApplicantId(id_) for id_ in rows.scalars()]


def born_on(connection: Connection, birth_date: str) -> list[tuple[ApplicantId, str]]:
    """(id, name) of everybody born on a day."""
    rows = connection.exec_driver_sql(
        "SELECT id, full_name FROM applicant WHERE birth_date = ? AND birth_date <> ''", (birth_date,)
    )
    return [(ApplicantId(id_), name) for id_, name in rows]


def shared_id_numbers(connection: Connection) -> list[list[ApplicantId]]:
    """The records that carry one id number, a list for each number that several carry."""
    rows = connection.exec_driver_sql(
        "SELECT group_concat(id) FROM applicant WHERE id_number <> '' GROUP BY id_number HAVING count(*) > 1"
    )
    return [[ApplicantId(int(id_)) for id_ in ids.split(",")] for ids in rows.scalars()]


def births_after(connection: Connection, day: str, count: int) -> list[tuple[str, str, ApplicantId]]:
    """(birth date, name, id) by day of birth after this one: whole days, with some ``count`` people.

    Of whoever has no day of birth nothing is told. One index is read.
    """
    read = "FROM applicant INDEXED BY applicant_by_birth WHERE birth_date <> '' AND birth_date > ?"
    order = "ORDER BY birth_date, full_name"
    last = connection.exec_driver_sql(f"SELECT birth_date {read} {order} LIMIT 1 OFFSET ?", (day, count))
    rows = connection.exec_driver_sql(
        f"SELECT birth_date, full_name, id {read} AND birth_date <= ? {order}",
        (day, last.scalar() or LAST_DAY),
    )
    return [(birth, name, ApplicantId(id_)) for birth, name, id_ in rows]


def _applicant(row: tuple[object, ...]) -> Applicant:
    values = dict(zip(COLUMNS, row, strict=True))
    return Applicant(**values | {"kind": ApplicantKind(values["kind"])})  # type: ignore[arg-type]
