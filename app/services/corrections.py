"""Correcting what was typed wrong: the change is logged with both values, the printed code stays."""

from app.changes.registry import Command
from app.domain.applicant import Applicant
from app.domain.dossier import EventKind, Role
from app.domain.ids import ApplicantId, DossierId
from app.services import person_changes
from app.services.desk import Desk, Officer
from app.services.reception import IncompleteReception
from app.storage import applicants, dossiers
from app.storage.unit_of_work import UnitOfWork


def correct_applicant(desk: Desk, officer: Officer, dossier_id: DossierId, corrected: Applicant) -> bool:
    """Write the corrected person and an event that keeps the old values; False when nothing differs."""
    role = _may_correct(officer, corrected)
    with desk.store.write(desk.act(Command.CORRECT_APPLICANT, officer, role)) as unit:
        return _correct(
            unit,
            officer,
            role,
            dossiers.load(unit.connection, dossier_id).applicant_id,
            dossier_id,
            corrected,
        )


def correct_person(desk: Desk, officer: Officer, id_: ApplicantId, corrected: Applicant) -> bool:
    """As ``correct_applicant``, told in the last dossier of this record, where it has one."""
    role = _may_correct(officer, corrected)
    with desk.store.write(desk.act(Command.CORRECT_APPLICANT, officer, role)) as unit:
        return _correct(unit, officer, role, id_, None, corrected)


def _may_correct(officer: Officer, corrected: Applicant) -> Role:
    if not corrected.full_name.strip():
        raise IncompleteReception("Họ tên không được để trống. Chưa sửa gì.", "full_name")
    return officer.role_for(EventKind.CORRECTED)


def _correct(
    unit: UnitOfWork,
    officer: Officer,
    role: Role,
    id_: ApplicantId,
    dossier_id: DossierId | None,
    corrected: Applicant,
) -> bool:
    before = applicants.load(unit.connection, id_)
    changed = person_changes.changed_fields(before, corrected)
    if not changed:
        return False
    applicants.update(unit, id_, corrected)
    person_changes.tell(unit, officer, role, id_, before, corrected, changed, dossier_id)
    return True
