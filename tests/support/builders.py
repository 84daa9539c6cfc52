"""Things to test with, naming only what the case is about; the people are samples and look it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.changes.registry import Command
from app.domain.applicant import Applicant
from app.domain.clock import ms_of, wall_of
from app.domain.dossier import EventKind, Role
from app.domain.ids import ApplicantId, ClerkId, DossierId, EventId
from app.storage import applicants, clerks, dossiers
from app.storage.dossiers import ComponentRecord, DossierRecord, EventRecord
from app.storage.journal import Act
from app.storage.unit_of_work import Store, UnitOfWork
from tests.support.devices import Device

SAMPLE_ID = "000000000001"
SAMPLE_PHONE = "0900000001"
PAPERS = ("Tờ khai", "Giấy chứng sinh")


def an_applicant(full_name: str = "Nguyễn Văn Mẫu", **fields: Any) -> Applicant:
    return Applicant(full_name, **{"id_number": SAMPLE_ID, "phone": SAMPLE_PHONE} | fields)


def a_clerk(
    store: Store, full_name: str = "Trần Thị Mẫu", roles: Sequence[Role] = tuple(Role)[1:4]
) -> ClerkId:
    with store.write(Act(Command.REGISTER_CLERK)) as unit:
        return clerks.save_clerk(unit, None, full_name, "Công chức", tuple(roles))


def a_dossier(
    store: Store,
    applicant: str | Applicant | ApplicantId = "Nguyễn Văn Mẫu",
    code: str | None = None,
    papers: Sequence[str] = PAPERS,
    **fields: Any,
) -> DossierId:
    """Receive a dossier in one act, as the counter does: applicant, dossier, components and first event."""
    with store.write(Act(Command.RECEIVE_DOSSIER, role=Role.RECEPTION)) as unit:
        return written_dossier(unit, applicant, code, papers, **fields)


def written_dossier(
    unit: UnitOfWork,
    applicant: str | Applicant | ApplicantId,
    code: str | None = None,
    papers: Sequence[str] = PAPERS,
    **fields: Any,
) -> DossierId:
    """The rows of a reception inside an act that is already open."""
    applicant_id = _applicant_id(unit, applicant)
    code = code or f"000.00.00.H00-{wall_of(unit.now_ms):%y%m%d}-{unit.new_id() % 10_000:04d}"
    record = DossierRecord(
        **{
            "code": code,
            "applicant_id": applicant_id,
            "procedure_code": "1.000001",
            "procedure_name": "Thủ tục mẫu",
            "field": "Hộ tịch",
            "catalogue_version": "2026.1",
            "limit_text": "3wd",
            "received_ms": unit.now_ms,
            "promised_ms": ms_of(wall_of(unit.now_ms) + timedelta(days=3)),
        }
        | fields
    )
    components = [ComponentRecord(n, title, True, True, 1, 0) for n, title in enumerate(papers, 1)]
    dossier_id = dossiers.insert(unit, record, components)
    dossiers.add_event(unit, EventRecord(dossier_id, EventKind.RECEIVED, unit.now_ms, None, Role.RECEPTION))
    unit.note_number(code)
    return dossier_id


def _applicant_id(unit: UnitOfWork, applicant: str | Applicant | ApplicantId) -> ApplicantId:
    if isinstance(applicant, int):
        return ApplicantId(applicant)
    return applicants.insert(unit, an_applicant(applicant) if isinstance(applicant, str) else applicant)


def an_event(store: Store, dossier_id: DossierId, kind: EventKind, **fields: Any) -> EventId:
    """One more act on a dossier, after the last one this device knows."""
    with store.write(Act(Command.EDIT_DOSSIER, role=Role.SPECIALIST)) as unit:
        parent = dossiers.state(unit.connection, dossier_id).last_event_id
        record = EventRecord(
            dossier_id, kind, unit.now_ms, None, Role.SPECIALIST, **{"parent_id": parent} | fields
        )
        return dossiers.add_event(unit, record)


def edit(store: Store, table: str, row_id: int, **values: Any) -> None:
    """Change columns of one row in an act of its own."""
    with store.write(Act(Command.EDIT_DOSSIER)) as unit:
        assignments = ", ".join(f"{name} = ?" for name in values)
        unit.connection.exec_driver_sql(
            f"UPDATE {table} SET {assignments} WHERE id = ?", (*values.values(), row_id)
        )


def an_attachment(
    device: Device,
    dossier_id: DossierId,
    data: bytes = b"%PDF-1.7 " + bytes(70_000),
    name: str = "Tờ khai.pdf",
) -> int:
    """A scan of a dossier's paper, in the blob store and in the rows."""
    ref = device.profile.blobs.put(data)
    with device.store.write(Act(Command.ATTACH, role=Role.RECEPTION)) as unit:
        row_id = unit.new_id()
        unit.connection.exec_driver_sql(
            "INSERT INTO attachment(id, dossier_id, name, media_type, sha256, size, block_root, at_ms) "
            "VALUES (?, ?, ?, 'application/pdf', ?, ?, ?, ?)",
            (row_id, dossier_id, name, ref.sha256, ref.size, ref.block_root, unit.now_ms),
        )
        return row_id
