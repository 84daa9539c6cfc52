"""A person's record written otherwise leaves words behind: what stood there, what stands there, who, when.

One event tells it, in the last dossier of the record; other dossiers and the person's page read it there.
"""

from collections.abc import Collection

from app.domain.applicant import Applicant, ApplicantKind
from app.domain.dossier import EventKind, Role
from app.domain.ids import ApplicantId, DossierId
from app.services import audit
from app.services.audit import Noted
from app.services.desk import Officer
from app.services.typed_dates import typed_date
from app.storage import dossiers, people_rows
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
# Who somebody is. A new telephone, or what was not known before, makes nobody another person.
IDENTITY = ("full_name", "id_number", "birth_date")
DATES = ("birth_date", "id_issued_on")
KIND_WORDS = {ApplicantKind.CITIZEN: "cá nhân", ApplicantKind.ORGANISATION: "tổ chức"}


def changed_fields(before: Applicant, after: Applicant) -> list[str]:
    """The columns in which the two differ."""
    return [name for name in COLUMNS if getattr(before, name) != getattr(after, name)]


def replaced_identity(before: Applicant, after: Applicant) -> list[str]:
    """Which of the facts that say who somebody is gave way to others."""
    return [name for name in changed_fields(before, after) if name in IDENTITY and getattr(before, name)]


def tell(
    unit: UnitOfWork,
    officer: Officer,
    role: Role,
    id_: ApplicantId,
    before: Applicant,
    after: Applicant,
    fields: Collection[str],
    dossier_id: DossierId | None = None,
) -> None:
    """Tell of these fields in the dossier given or else in the last one of this record.

    Somebody without a dossier has no timeline: this machine's audit says who changed the record.
    """
    if dossier_id is None:
        last = people_rows.dossier_ids(unit.connection, [id_], 0, 1)
        dossier_id = last[0] if last else None
    if dossier_id is None:
        audit.note_in(unit, officer, Noted.PERSON_CORRECTED, f"applicant {id_}")
        return
    dossiers.add_event(
        unit,
        EventRecord(
            dossier_id,
            EventKind.CORRECTED,
            unit.now_ms,
            officer.id,
            role,
            parent_id=dossiers.state(unit.connection, dossier_id).last_event_id,
            note=_words(before, after, fields),
            person_name=before.full_name,
        ),
    )


def _words(before: Applicant, after: Applicant, fields: Collection[str]) -> str:
    return "; ".join(
        f"{FIELD_WORDS[name]}: “{_shown(name, before)}” → “{_shown(name, after)}”" for name in fields
    )


def _shown(name: str, person: Applicant) -> str:
    """A value as an office writes it."""
    value = getattr(person, name)
    if name in DATES:
        return typed_date(value)
    return KIND_WORDS[value] if name == "kind" else value
