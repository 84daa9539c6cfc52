"""A dossier's way through the office: handed over, waiting for papers, at another agency, finished."""

from dataclasses import replace
from datetime import datetime

from app.domain.clock import ms_of, wall_of
from app.domain.deadline import Pause, deadline
from app.domain.dossier import EventKind, IllegalAct
from app.domain.ids import ClerkId, DossierId
from app.domain.time_limit import TimeLimit
from app.domain.working_calendar import WorkingCalendar
from app.services import approvals, handing
from app.services.acts import acting, add_act, next_event, owed, words_if_alone
from app.services.approvals import Approval
from app.services.desk import Desk, Officer
from app.services.reception import HandedIn
from app.storage import dossiers, projections
from app.storage.dossiers import DossierRecord
from app.storage.unit_of_work import Snapshot, UnitOfWork


class SecondSupplement(IllegalAct):
    """A second request needs a legal basis and a leader's approval (R1)."""

    def __init__(self) -> None:
        super().__init__(
            "Hồ sơ này đã yêu cầu bổ sung một lần. Lần hai cần ghi căn cứ và người duyệt. "
            "Hồ sơ chưa thay đổi."
        )


def hand_over(desk: Desk, officer: Officer, id_: DossierId, to: ClerkId, note: str = "") -> None:
    """Give the dossier to another clerk, who holds it from then on and accepts it by scanning the slip.

    Raises CannotTake.
    """
    kind = EventKind.HANDED_OVER
    with acting(desk, officer, kind) as unit:
        event = next_event(unit, officer, id_, kind)
        handing.check_taker(unit.connection, to, officer.id)
        dossiers.add_event(unit, replace(event, holder_id=to, note=note))


def request_supplement(
    desk: Desk, officer: Officer, id_: DossierId, reason: str, approval: Approval | None = None
) -> None:
    """Ask the citizen for papers: the clock stops until they come; a second time only on somebody's word."""
    reason = owed(reason, "Xin ghi rõ giấy tờ cần bổ sung và lý do.")
    kind = EventKind.SUPPLEMENT_REQUESTED
    with acting(desk, officer, kind) as unit:
        event = replace(next_event(unit, officer, id_, kind), note=reason)
        if _times_asked(unit.connection, id_):
            checked = _checked(unit, desk.today().isoformat(), approval)
            event = replace(event, legal_basis=checked.legal_basis.strip(), approver_id=checked.approver_id)
        dossiers.add_event(unit, event)


def _times_asked(connection: Snapshot, id_: DossierId) -> int:
    kinds = [event.record.kind for event in dossiers.events(connection, id_)]
    return kinds.count(EventKind.SUPPLEMENT_REQUESTED)


def _checked(unit: UnitOfWork, day: str, approval: Approval | None) -> Approval:
    """An approval that holds; raises SecondSupplement or NotAnApprover."""
    if approval is None or not approval.legal_basis.strip():
        raise SecondSupplement
    approvals.checked(unit.connection, day, approval.approver_id)
    return approval


def take_in_supplement(
    desk: Desk, officer: Officer, id_: DossierId, handed_in: dict[int, HandedIn] | None = None, note: str = ""
) -> None:
    """The papers came: the clock runs on with what remained, and a new due time is promised."""
    kind = EventKind.SUPPLEMENT_TAKEN_IN
    with acting(desk, officer, kind) as unit:
        event = next_event(unit, officer, id_, kind)
        due_ms = _resumed_due(desk, unit, dossiers.load(unit.connection, id_), id_)
        for ordinal, given in (handed_in or {}).items():
            dossiers.mark_component(
                unit, id_, ordinal, is_present=True, originals=given.originals, copies=given.copies
            )
        dossiers.add_event(unit, replace(event, due_ms=due_ms, note=note, holder_id=officer.id))


def _resumed_due(desk: Desk, unit: UnitOfWork, record: DossierRecord, id_: DossierId) -> int | None:
    pauses = [
        Pause(wall_of(span.start_ms), wall_of(unit.now_ms if span.end_ms is None else span.end_ms))
        for span in projections.pauses_of(unit.connection, id_)
    ]
    extended = _extended(unit.connection, id_)
    due = resumed_due(desk.catalogue.calendar, record, pauses, extended)
    return None if due is None else ms_of(due)


def _extended(connection: Snapshot, id_: DossierId) -> tuple[datetime, datetime] | None:
    """When the dossier was promised anew, and for when."""
    found = [
        event.record for event in dossiers.events(connection, id_) if event.record.kind is EventKind.EXTENDED
    ]
    if not found or found[-1].due_ms is None:
        return None
    return wall_of(found[-1].at_ms), wall_of(found[-1].due_ms)


def resumed_due(
    calendar: WorkingCalendar,
    record: DossierRecord,
    pauses: list[Pause],
    extended: tuple[datetime, datetime] | None,
) -> datetime | None:
    """When it is due once its clock runs on: by its term, or by the new promise and what stood still."""
    if extended is not None:
        at, due = extended
        stopped = [calendar.working_minutes(p.start, p.end) for p in pauses if p.end and p.start >= at]
        return calendar.after_minutes(due, sum(stopped)) if sum(stopped) else due
    if not record.limit_text:
        return None
    limit = TimeLimit.parse(record.limit_text)
    return deadline(wall_of(record.received_ms), limit, calendar, pauses).due


def transfer_up(
    desk: Desk,
    officer: Officer,
    id_: DossierId,
    to_agency: str,
    note: str = "",
    *,
    back_by: datetime | None = None,
    outside_code: str = "",
) -> None:
    """Send the dossier to the superior agency, which owes its part until a day of its own.

    The citizen's due date stays.
    """
    agency = owed(to_agency, "Xin ghi cơ quan nhận hồ sơ.")
    step_due = None if back_by is None else ms_of(back_by)
    fields = {"unit": agency, "note": note, "step_due_ms": step_due, "outside_code": outside_code.strip()}
    add_act(desk, officer, id_, EventKind.TRANSFERRED_UP, **fields)


def take_back(
    desk: Desk, officer: Officer, id_: DossierId, note: str = "", *, outside_code: str = ""
) -> None:
    """The superior agency sent the dossier back with its answer."""
    fields = {"note": note, "holder_id": officer.id, "outside_code": outside_code.strip()}
    add_act(desk, officer, id_, EventKind.TAKEN_BACK, **fields)


def finish(desk: Desk, officer: Officer, id_: DossierId, signer: str, document_number: str = "") -> None:
    """The result is signed and issued: handling time ends here; raises DecidedAlone."""
    signer = owed(signer, "Xin ghi người ký kết quả.")
    kind = EventKind.FINISHED
    with acting(desk, officer, kind) as unit:
        event = next_event(unit, officer, id_, kind)
        note = words_if_alone(unit, officer, id_)
        dossiers.add_event(unit, replace(event, signer=signer, document_number=document_number, note=note))
