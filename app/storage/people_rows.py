"""The list of people: pages of records, what each handed in, and what is open alike."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from app.domain.ids import ApplicantId, DossierId
from app.storage.row_reader import chunks, marks
from app.storage.search_index import folded_match


class Visits(NamedTuple):
    """How many dossiers a record has, and when the last of them was received."""

    dossiers: int
    last_ms: int


class AlikeDossier(NamedTuple):
    """A dossier of the same procedure."""

    id: DossierId
    code: str
    received_ms: int
    state: int
    is_open: bool


def count_all(connection: Connection) -> int:
    """How many records there are; the index of words has the smallest rows to count."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM applicant_search_docsize").scalar_one())


def newest_ids(connection: Connection, hidden: Collection[int], offset: int, limit: int) -> list[ApplicantId]:
    """A page of records, the last written here first, without those that are ``hidden``."""
    rows = connection.exec_driver_sql(
        "SELECT id FROM applicant_search_docsize WHERE id NOT IN (SELECT value FROM json_each(?)) "
        "ORDER BY id DESC LIMIT ? OFFSET ?",
        (f"[{','.join(map(str, hidden))}]", limit, offset),
    )
    return [ApplicantId(id_) for id_ in rows.scalars()]


def found_ids(connection: Connection, query: str, limit: int) -> list[ApplicantId]:
    """The records whose name, id number or phone begins with the words typed, the newest first."""
    match = folded_match(query)
    if match is None:
        return []
    rows = connection.exec_driver_sql(
        "SELECT rowid FROM applicant_search WHERE applicant_search MATCH ? ORDER BY rowid DESC LIMIT ?",
        (match, limit),
    )
    return [ApplicantId(id_) for id_ in rows.scalars()]


def visits(connection: Connection, applicants: Iterable[int]) -> Mapping[int, Visits]:
    """What these records handed in; one without a dossier is left out."""
    return {
        id_: Visits(count, last_ms)
        for ids in chunks(applicants)
        for id_, count, last_ms in connection.exec_driver_sql(
            "SELECT applicant_id, count(*), max(received_ms) FROM dossier "
            f"WHERE applicant_id IN ({marks(ids)}) AND code <> '' GROUP BY applicant_id",
            tuple(ids),
        )
    }


def dossier_ids(
    connection: Connection, applicants: Collection[int], offset: int, limit: int
) -> list[DossierId]:
    """A page of what these records handed in, the last received first."""
    rows = connection.exec_driver_sql(
        f"SELECT id FROM dossier WHERE applicant_id IN ({marks(tuple(applicants))}) AND code <> '' "
        "ORDER BY received_ms DESC, id DESC LIMIT ? OFFSET ?",
        (*applicants, limit, offset),
    )
    return [DossierId(id_) for id_ in rows.scalars()]


def alike(connection: Connection, applicants: Collection[int], procedure_code: str) -> list[AlikeDossier]:
    """What these records handed in of one procedure, the last received first."""
    rows = connection.exec_driver_sql(
        "SELECT d.id, d.code, d.received_ms, s.state, s.is_open FROM dossier d "
        "JOIN dossier_state s ON s.dossier_id = d.id "
        f"WHERE d.applicant_id IN ({marks(tuple(applicants))}) AND d.procedure_code = ? AND d.code <> '' "
        "ORDER BY d.received_ms DESC, d.id DESC",
        (*applicants, procedure_code),
    )
    return [AlikeDossier(DossierId(row[0]), row[1], row[2], row[3], bool(row[4])) for row in rows]
