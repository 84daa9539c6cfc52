"""One new promise, with an apology: the law knows no second one (NĐ 107/2021).

Who has no word of their own in it, a specialist, names the leader or head who approved.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.clock import ms_of, wall_of
from app.domain.dossier import EventKind, IllegalAct
from app.domain.ids import ClerkId, DossierId
from app.domain.working_calendar import WorkingCalendar
from app.errors import AppError
from app.services import approvals
from app.services.acts import acting, next_event, owed
from app.services.desk import Desk, Officer
from app.storage import dossiers
from app.storage.dossiers import StateRecord
from app.storage.projections import FAR_FUTURE_MS
from app.storage.unit_of_work import Snapshot

LONGEST_DAYS = 366


class AlreadyExtended(IllegalAct):
    """A citizen may be asked to wait once."""

    def __init__(self) -> None:
        super().__init__(
            "Hồ sơ này đã xin lỗi và hẹn lại một lần, luật không cho hẹn lần nữa. Hồ sơ chưa thay đổi. "
            "Xin báo lãnh đạo."
        )


class NoNewPromise(AppError):
    """The day is no later than what was promised, or nobody works then."""

    def __init__(self) -> None:
        super().__init__(
            "Ngày hẹn lại phải là ngày làm việc, sau hôm nay và sau ngày đã hẹn. Hồ sơ chưa thay đổi."
        )


def choices(calendar: WorkingCalendar, due: datetime | None, now: datetime, count: int) -> Sequence[datetime]:
    """The working days that may be promised anew, each to its closing time."""
    day, found = max(now, due or now).date(), list[datetime]()
    while len(found) < count:
        day = calendar.next_working_day(day)
        found.append(calendar.closing(day))
    return found


def extend(
    desk: Desk,
    officer: Officer,
    id_: DossierId,
    reason: str,
    new_due: datetime,
    approver_id: ClerkId | None = None,
) -> None:
    """Promise a new day, for a reason; the day printed at reception stays on record beside it.

    Raises NotAnApprover where the officer may not approve it and names nobody who may.
    """
    reason = owed(reason, "Xin ghi lý do chậm, vì lý do in trên thư xin lỗi.")
    kind = EventKind.EXTENDED
    with acting(desk, officer, kind) as unit:
        event = next_event(unit, officer, id_, kind)
        if any(each.record.kind is kind for each in dossiers.events(unit.connection, id_)):
            raise AlreadyExtended
        _check_day(desk, dossiers.state(unit.connection, id_), new_due)
        approver = _approver(unit.connection, desk.today().isoformat(), officer, approver_id)
        dossiers.add_event(unit, replace(event, note=reason, due_ms=ms_of(new_due), approver_id=approver))


def _approver(connection: Snapshot, day: str, officer: Officer, named: ClerkId | None) -> ClerkId:
    """Who answers for the letter: whoever was named, else the officer."""
    return approvals.checked(connection, day, officer.id if named is None else named)


def _check_day(desk: Desk, state: StateRecord, new_due: datetime) -> None:
    now = desk.now()
    due = now if state.due_ms == FAR_FUTURE_MS else wall_of(state.due_ms)
    is_working = desk.catalogue.calendar.is_working_day(new_due.date())
    if not is_working or not max(now, due) < new_due <= now + timedelta(days=LONGEST_DAYS):
        raise NoNewPromise
