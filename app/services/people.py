"""Applicants known to this desk: found while the clerk types, with what they handed in before."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.applicant import Applicant, ApplicantKind
from app.domain.clock import wall_of
from app.domain.dossier import DossierState, Role
from app.domain.dossier_code import short_code
from app.domain.ids import ApplicantId, DossierId
from app.services import person_changes
from app.services.access import check_reading
from app.services.desk import Desk, Officer
from app.storage import applicants, dossiers, join_rows, people_rows
from app.storage.unit_of_work import UnitOfWork

OFFERED = 8
EARLIER_SHOWN = 5


@dataclass(frozen=True, slots=True)
class KnownApplicant:
    """A person of the books."""

    id: ApplicantId
    applicant: Applicant


@dataclass(frozen=True, slots=True)
class EarlierDossier:
    """A dossier that this person handed in before; ``moment`` is its return, or its receipt."""

    id: DossierId
    short_code: str
    procedure_name: str
    state: DossierState
    moment: datetime


def find(desk: Desk, typed: str, limit: int = OFFERED) -> list[KnownApplicant]:
    """People whose name, id number or phone begins with what was typed, each once: the record that stays."""
    check_reading(desk)
    with desk.store.read() as connection:
        found = people_rows.found_ids(connection, typed, limit)
        heads = join_rows.heads_of(connection, found)
        ids = list(dict.fromkeys(ApplicantId(heads.get(id_, id_)) for id_ in found))
        known = applicants.load_many(connection, ids)
    return [KnownApplicant(id_, known[id_]) for id_ in ids if id_ in known]


def by_id_number(desk: Desk, id_number: str) -> KnownApplicant | None:
    """The person with this id number."""
    check_reading(desk)
    with desk.store.read() as connection:
        found = applicants.by_id_number(connection, id_number)
    return None if found is None else KnownApplicant(*found)


def still_here(desk: Desk, ids: Iterable[int | None]) -> set[int]:
    """Which of these rows are here: those chosen before the books were put back may be called otherwise."""
    chosen = {id_ for id_ in ids if id_ is not None}
    if not chosen:
        return set()
    with desk.store.read() as connection:
        return {int(id_) for id_ in applicants.load_many(connection, chosen)}


def earlier_dossiers(desk: Desk, id_: ApplicantId, limit: int = EARLIER_SHOWN) -> list[EarlierDossier]:
    """What this person handed in before, in any of their records, newest first."""
    check_reading(desk)
    with desk.store.read() as connection:
        rows = dossiers.of_applicants(connection, join_rows.everyone_with(connection, [id_]), limit)
    return [
        EarlierDossier(DossierId(row[0]), short_code(row[1]), row[2], DossierState(row[3]), wall_of(row[4]))
        for row in rows
    ]


def row_beside(
    unit: UnitOfWork, officer: Officer, role: Role, given: Applicant, known: ApplicantId | None
) -> ApplicantId:
    """The person's one row where only name, papers and address were asked: an empty field changes nothing."""
    found = applicants.by_id_number(unit.connection, given.id_number) if known is None else None
    known = found[0] if found else known
    if known is None:
        return row_of(unit, officer, role, given, None)
    stored = applicants.load(unit.connection, known)
    asked = ("full_name", "id_number", "birth_date", "sex", "id_issued_on", "address")
    return row_of(
        unit,
        officer,
        role,
        replace(stored, **{name: getattr(given, name) or getattr(stored, name) for name in asked}),
        known,
    )


def row_of(
    unit: UnitOfWork, officer: Officer, role: Role, given: Applicant, known: ApplicantId | None
) -> ApplicantId:
    """The person's one row: chosen, known by id number, or new; what differs is written.

    Another name, number or birth date in place of a known one is told where older dossiers bear it.
    """
    person = replace(given, full_name=given.full_name.strip())
    if known is None and person.kind is ApplicantKind.CITIZEN:
        found = applicants.by_id_number(unit.connection, person.id_number)
        known = found[0] if found else None
    if known is None:
        return applicants.insert(unit, person)
    before = applicants.load(unit.connection, known)
    if before != person:
        applicants.update(unit, known, person)
        replaced = person_changes.replaced_identity(before, person)
        if replaced:
            person_changes.tell(unit, officer, role, known, before, person, replaced)
    return known
