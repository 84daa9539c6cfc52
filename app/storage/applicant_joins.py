"""Joins of applicants: two records said to be one person, by whom and why, and parted again."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from app.domain.ids import ApplicantId, ClerkId
from app.storage.row_reader import chunks, marks
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class StoredJoin:
    """A join as it is told; ``parted_ms`` is 0 while it stands."""

    id: int
    kept_id: ApplicantId
    joined_id: ApplicantId
    reason: str
    at_ms: int
    clerk_name: str
    parted_reason: str
    parted_ms: int


QUERY = (
    "SELECT j.id, j.kept_id, j.joined_id, j.reason, j.at_ms, coalesce(c.full_name, ''), j.parted_reason, "
    "j.parted_ms FROM applicant_join j LEFT JOIN clerk c ON c.id = j.clerk_id"
)


def add(unit: UnitOfWork, kept: ApplicantId, joined: ApplicantId, reason: str, clerk_id: ClerkId) -> int:
    """Two records are one person from now on."""
    id_ = unit.new_id()
    unit.connection.exec_driver_sql(
        "INSERT INTO applicant_join(id, kept_id, joined_id, reason, at_ms, clerk_id, stamp) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (id_, kept, joined, reason, unit.now_ms, clerk_id, unit.stamp),
    )
    return id_


def part(unit: UnitOfWork, joins: Iterable[int], reason: str) -> None:
    """These joins no longer stand; what was said by them stays written."""
    for ids in chunks(joins):
        unit.connection.exec_driver_sql(
            "UPDATE applicant_join SET parted_reason = ?, parted_ms = ? "
            f"WHERE parted_ms = 0 AND id IN ({marks(ids)})",
            (reason, unit.now_ms, *ids),
        )


def naming(connection: Connection, applicants: Iterable[int]) -> list[StoredJoin]:
    """Every join that names one of these records, also parted ones, the oldest first."""
    found = {
        row[0]: StoredJoin(*row)
        for ids in chunks(applicants)
        for row in connection.exec_driver_sql(
            f"{QUERY} WHERE j.kept_id IN ({marks(ids)}) OR j.joined_id IN ({marks(ids)})", (*ids, *ids)
        )
    }
    return sorted(found.values(), key=lambda join: (join.at_ms, join.id))


def parted_pairs(connection: Connection) -> set[frozenset[int]]:
    """The pairs of records of which somebody said that they are two people."""
    rows = connection.exec_driver_sql("SELECT kept_id, joined_id FROM applicant_join WHERE parted_ms > 0")
    return {frozenset((kept, joined)) for kept, joined in rows}
