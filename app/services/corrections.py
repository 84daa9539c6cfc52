"""Correcting what was typed wrong: the change is logged with both values, the printed code stays."""

from app.changes.registry import Command
from app.domain.applicant import Applicant
from app.domain.dossier import EventKind
from app.domain.ids import DossierId
from app.services.desk import Desk, Officer
from app.services.reception import IncompleteReception
from app.storage import applicants, dossiers
from app.storage.applicants import COLUMNS
from app.storage.dossiers import EventRecord

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
    if not corrected.full_name.strip():
        raise IncompleteReception("Họ tên không được để trống. Chưa sửa gì.", "full_name")
    role = officer.role_for(EventKind.CORRECTED)
    with desk.store.write(desk.act(Command.CORRECT_APPLICANT, officer, role)) as unit:
        applicant_id = dossiers.load(unit.connection, dossier_id).applicant_id
        before = applicants.load(unit.connection, applicant_id)
        changed = [name for name in COLUMNS if getattr(before, name) != getattr(corrected, name)]
        if not changed:
            return False
        applicants.update(unit, applicant_id, corrected)
        note = "; ".join(
            f"{FIELD_WORDS[name]}: “{getattr(before, name)}” → “{getattr(corrected, name)}”"
            for name in changed
        )
        state = dossiers.state(unit.connection, dossier_id)
        dossiers.add_event(
            unit,
            EventRecord(
                dossier_id,
                EventKind.CORRECTED,
                unit.now_ms,
                officer.id,
                role,
                parent_id=state.last_event_id,
                note=note,
            ),
        )
    return True
