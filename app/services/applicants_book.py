"""The book of people: listed, looked up with all they handed in, joined where two records are one person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.changes.registry import Command
from app.domain.applicant import Applicant
from app.domain.clock import wall_of
from app.domain.dossier import EventKind
from app.domain.ids import ApplicantId
from app.domain.joins import BadJoin, joins_to_end
from app.errors import AppError
from app.services import access, audit, board
from app.services.audit import Noted
from app.services.board import BoardRow
from app.services.desk import Desk, Officer
from app.storage import applicant_joins, applicants, dossiers, join_rows, people_rows
from app.storage.applicant_joins import StoredJoin
from app.storage.dossiers import StoredEvent
from app.storage.people_rows import Visits
from app.storage.unit_of_work import Snapshot

MOST_FOUND = 1000
NO_VISITS = Visits(0, 0)


class ReasonMissing(AppError):
    """A join, or its end, says why."""

    def __init__(self) -> None:
        super().__init__("Xin ghi lý do. Chưa ghi gì vào sổ.")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person on a list: the record that stays, how many there are, what was handed in by all of them."""

    id: ApplicantId
    applicant: Applicant
    records: int
    dossiers: int
    last_received: datetime | None


@dataclass(frozen=True, slots=True)
class JoinedRecord:
    """A record that was put into a person's: by whom, when and why."""

    id: ApplicantId
    applicant: Applicant
    join: StoredJoin | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What was written otherwise of a person, when and by whom."""

    at: datetime
    clerk_name: str
    note: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person whole: the record that stays, the others, joins that were taken back, and what was corrected.

    The last correction comes first.
    """

    row: PersonRow
    others: Sequence[JoinedRecord]
    parted: Sequence[StoredJoin]
    corrections: Sequence[Correction] = ()

    @property
    def applicant(self) -> Applicant:
        return self.row.applicant


def count_people(desk: Desk) -> int:
    """How many people there are; who is joined counts once."""
    with desk.store.read() as connection:
        return people_rows.count_all(connection) - len(_hidden(join_rows.all_heads(connection)))


def people_page(desk: Desk, offset: int, limit: int) -> Sequence[PersonRow]:
    """A page of everybody, the last written first."""
    access.check_reading(desk)
    with desk.store.read() as connection:
        heads = join_rows.all_heads(connection)
        ids = people_rows.newest_ids(connection, _hidden(heads), offset, limit)
        return _rows(connection, ids, heads)


def every_id(desk: Desk, words: str, limit: int) -> Sequence[ApplicantId]:
    """Everybody on the list, or all who answer what is looked for, in its order."""
    if words:
        return find_people(desk, words, limit)
    access.check_reading(desk)
    with desk.store.read() as connection:
        return people_rows.newest_ids(connection, _hidden(join_rows.all_heads(connection)), 0, limit)


def find_people(desk: Desk, words: str, limit: int = MOST_FOUND) -> Sequence[ApplicantId]:
    """Who answers what was typed, each person once; by default no further than a clerk would page."""
    access.check_reading(desk)
    with desk.store.read() as connection:
        found = people_rows.found_ids(connection, words, limit)
        heads = join_rows.heads_of(connection, found)
        return list(dict.fromkeys(ApplicantId(heads.get(id_, id_)) for id_ in found))


def rows_of(desk: Desk, ids: Sequence[ApplicantId]) -> Sequence[PersonRow]:
    """These people as rows."""
    access.check_reading(desk)
    with desk.store.read() as connection:
        return _rows(connection, ids, join_rows.heads_of(connection, ids))


def person(desk: Desk, id_: ApplicantId) -> PersonView:
    """A person by any of their records."""
    access.check_reading(desk)
    with desk.store.read() as connection:
        heads = join_rows.heads_of(connection, [id_])
        head = ApplicantId(heads.get(id_, id_))
        records = {head, *heads}
        joins = applicant_joins.naming(connection, records)
        standing = {join.joined_id: join for join in joins if not join.parted_ms}
        known = applicants.load_many(connection, records - {head})
        (row,) = _rows(connection, [head], heads)
        corrected = [_correction(each) for each in dossiers.corrections_of(connection, records)]
    audit.saw_person(desk, head)
    others = [JoinedRecord(each, known[each], standing.get(each)) for each in sorted(known)]
    return PersonView(row, others, [join for join in joins if join.parted_ms], corrected[::-1])


def _correction(event: StoredEvent) -> Correction:
    return Correction(wall_of(event.record.at_ms), event.clerk_name, event.record.note)


def dossiers_page(desk: Desk, id_: ApplicantId, offset: int, limit: int) -> Sequence[BoardRow]:
    """A page of what a person handed in, in any of their records, the last received first."""
    with desk.store.read() as connection:
        records = join_rows.everyone_with(connection, [id_])
        ids = people_rows.dossier_ids(connection, records, offset, limit)
    return board.rows_of(desk, ids)


def join(desk: Desk, officer: Officer, kept: ApplicantId, joined: ApplicantId, reason: str) -> None:
    """Say that two people are one: ``kept`` stays, nothing of either is changed."""
    role = officer.role_for(EventKind.CORRECTED)
    words = _reason(reason)
    with desk.store.write(desk.act(Command.JOIN_APPLICANTS, officer, role, words)) as unit:
        heads = join_rows.heads_of(unit.connection, [kept, joined])
        first, second = heads.get(kept, kept), heads.get(joined, joined)
        if first == second:
            raise BadJoin("Hai bản ghi này đã là một người. Chưa ghi gì thêm.")
        made = applicant_joins.add(unit, ApplicantId(first), ApplicantId(second), words, officer.id)
        audit.note_in(unit, officer, Noted.PEOPLE_JOINED, f"join {made}")


def part(desk: Desk, officer: Officer, record: ApplicantId, reason: str) -> None:
    """Say that a record was put into the wrong person's; both are there again as they were."""
    role = officer.role_for(EventKind.CORRECTED)
    words = _reason(reason)
    with desk.store.write(desk.act(Command.PART_APPLICANTS, officer, role, words)) as unit:
        ended = joins_to_end(join_rows.joins_among(unit.connection, [record]), record)
        applicant_joins.part(unit, ended, words)
        audit.note_in(unit, officer, Noted.PEOPLE_PARTED, f"join {' '.join(map(str, ended))}")


def _reason(typed: str) -> str:
    words = " ".join(typed.split())
    if not words:
        raise ReasonMissing
    return words


def _hidden(heads: Mapping[int, int]) -> list[int]:
    """The records that another one stands for."""
    return [id_ for id_, head in heads.items() if id_ != head]


def _rows(connection: Snapshot, ids: Iterable[ApplicantId], heads: Mapping[int, int]) -> Sequence[PersonRow]:
    wanted = list(ids)
    records: dict[int, list[int]] = {id_: [id_] for id_ in wanted}
    for record in _hidden(heads):
        if heads[record] in records:
            records[heads[record]].append(record)
    known = applicants.load_many(connection, wanted)
    visits = people_rows.visits(connection, [record for some in records.values() for record in some])
    return [_row(id_, known[id_], records[id_], visits) for id_ in wanted if id_ in known]


def _row(
    id_: ApplicantId, applicant: Applicant, records: Sequence[int], visits: Mapping[int, Visits]
) -> PersonRow:
    found = [visits.get(record, NO_VISITS) for record in records]
    last_ms = max(each.last_ms for each in found)
    return PersonRow(
        id_,
        applicant,
        len(records),
        sum(each.dossiers for each in found),
        wall_of(last_ms) if last_ms else None,
    )
