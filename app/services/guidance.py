"""A visit that ended at the counter: told what is missing, or turned down; on record, nothing received.

Such a row has no code and no time of receipt, so that no list and no figure of receptions can count it. Its
note says what was told, and is what a search finds it by.
"""

from dataclasses import dataclass, replace

from app.changes.registry import Command
from app.domain.dossier import EventKind
from app.domain.ids import DossierId
from app.domain.procedure import Procedure
from app.services import people, reception
from app.services.acts import owed
from app.services.desk import Desk, Officer
from app.services.reception import IncompleteReception, ReceptionDraft
from app.storage import dossiers
from app.storage.dossiers import EventRecord

GUIDED = "Đã hướng dẫn: "
REFUSED = "Từ chối tiếp nhận: "


def guide(desk: Desk, officer: Officer, draft: ReceptionDraft, note: str) -> DossierId:
    """Note that somebody came, and what they still have to bring or were told; form 02 goes with it."""
    note = owed(note, "Xin ghi đã hướng dẫn điều gì.")
    event = Visit(EventKind.GUIDED, Command.GUIDE, note, f"{GUIDED}{note}")
    return _note_visit(desk, officer, draft, event)


def refuse_at_counter(
    desk: Desk, officer: Officer, draft: ReceptionDraft, reason: str, legal_basis: str = ""
) -> DossierId:
    """Turn somebody down without receiving anything, for a written reason; form 03 goes with it."""
    reason = owed(reason, "Xin ghi lý do từ chối, vì lý do in trên phiếu mẫu 03.")
    event = Visit(EventKind.REFUSED, Command.REFUSE, reason, f"{REFUSED}{reason}", legal_basis.strip())
    return _note_visit(desk, officer, draft, event)


@dataclass(frozen=True, slots=True)
class Visit:
    """What was done at the counter, as the act says it and as a search finds it."""

    kind: EventKind
    command: Command
    note: str
    found_by: str
    legal_basis: str = ""


def _note_visit(desk: Desk, officer: Officer, draft: ReceptionDraft, visit: Visit) -> DossierId:
    role = officer.role_for(visit.kind)
    procedure = _procedure(desk, draft)
    with desk.store.write(desk.act(visit.command, officer, role)) as unit:
        applicant_id = people.row_of(unit, officer, role, draft.applicant, draft.applicant_id)
        record = reception.record_of(desk, draft, procedure, "", applicant_id, 0, None)
        record = replace(record, note=visit.found_by, fee_paid=0)
        id_ = dossiers.insert(unit, record, reception.checklist(procedure, draft))
        dossiers.add_event(
            unit,
            EventRecord(
                id_,
                visit.kind,
                unit.now_ms,
                officer.id,
                role,
                note=visit.note,
                legal_basis=visit.legal_basis,
            ),
        )
    return id_


def _procedure(desk: Desk, draft: ReceptionDraft) -> Procedure:
    """What they came for; raises IncompleteReception."""
    procedure = reception.assess(desk, draft).procedure
    if not draft.applicant.full_name.strip():
        raise IncompleteReception("Còn thiếu họ tên người đến. Chưa ghi gì, nháp vẫn còn.", "full_name")
    if procedure is None:
        raise IncompleteReception("Xin chọn thủ tục trong danh mục. Nháp vẫn còn.", "procedure")
    return procedure
