"""Correcting what was typed wrong: the change is logged with both values, the printed code stays."""

from app.changes.registry import Command
from app.domain.applicant import Applicant
from app.domain.dossier import EventKind, Role
from app.domain.ids import ApplicantId, DossierId
from app.services.desk import Desk, Officer
from app.services.reception import IncompleteReception
from app.storage import applicants, dossiers, people_rows
from app.storage.applicants import COLUMNS
from app.storage.dossiers import EventRecord
from app.storage.unit_of_work import UnitOfWork

FIELD_WORDS = {
    "full_name": "họ tên",
    "id_number": "số định danh",
    "birth_date": "ngày sinh",
    "sex": "giới tính",
    "phone": "điện thoại",
    "email": "thư điện tử",
    "address": "địa chỉ",
    "id_issued_on": "ngày cấp",
    "kind": "loại người nộp",
}


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
        last = people_rows.dossier_ids(unit.connection, [id_], 0, 1)
        return _correct(unit, officer, role, id_, last[0] if last else None, corrected)


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
    changed = [name for name in COLUMNS if getattr(before, name) != getattr(corrected, name)]
    if not changed:
        return False
    applicants.update(unit, id_, corrected)
    if dossier_id is not None:
        note = "; ".join(
            f"{FIELD_WORDS[name]}: “{getattr(before, name)}” → “{getattr(corrected, name)}”"
            for name in changed
        )
        parent = dossiers.state(unit.connection, dossier_id).last_event_id
        dossiers.add_event(
            unit,
            EventRecord(
                dossier_id, EventKind.CORRECTED, unit.now_ms, officer.id, role, parent_id=parent, note=note
            ),
        )
    return True
