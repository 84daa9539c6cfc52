"""Taking back a reception that was a mistake, within five minutes: an act of its own, never a deletion."""

from dataclasses import replace

from app.domain.dossier import DossierState, EventKind
from app.domain.ids import ClerkId, DossierId
from app.errors import AppError
from app.services import fees
from app.services.acts import acting, next_event
from app.services.desk import Desk, Officer
from app.storage import dossiers, payments
from app.storage.dossiers import StoredEvent
from app.storage.unit_of_work import UnitOfWork

MINUTES = 5
UNDO_MS = MINUTES * 60_000
TAKEN_BACK = "Thu lại việc tiếp nhận"


class TooLateToUndo(AppError):
    """The citizen may have left with the slip."""

    def __init__(self) -> None:
        super().__init__(
            f"Đã quá {MINUTES} phút hoặc sau khi tiếp nhận hồ sơ đã có việc khác, không hủy được nữa. "
            "Chưa ghi gì. "
            "Xin mở hồ sơ, ghi rút hồ sơ hoặc từ chối với lý do."
        )


class SomebodyElses(AppError):
    """Only who received a dossier knows that it was a mistake."""

    def __init__(self) -> None:
        super().__init__("Hồ sơ do người khác tiếp nhận, chỉ người đó hủy được. Chưa ghi gì.")


class MoneyOfAnother(AppError):
    """A colleague answers for the money that was taken."""

    def __init__(self) -> None:
        super().__init__(
            "Tiền của hồ sơ này do người khác thu, chưa hủy tiếp nhận được. Chưa ghi gì. "
            "Xin nhờ người thu hủy biên lai trước."
        )


def undo_reception(desk: Desk, officer: Officer, id_: DossierId, reason: str = "") -> None:
    """The dossier was never meant; its code stays used. Raises why it cannot be undone."""
    kind = EventKind.UNDONE
    with acting(desk, officer, kind) as unit:
        events = dossiers.events(unit.connection, id_)
        if events[0].record.clerk_id != officer.id:
            raise SomebodyElses
        state = dossiers.state(unit.connection, id_).state
        if not is_undoable(state, events, officer.id, unit.now_ms):
            raise TooLateToUndo
        if _holds_money_of_another(unit, officer, id_):
            raise MoneyOfAnother
        event = next_event(unit, officer, id_, kind)
        dossiers.add_event(unit, replace(event, note=reason.strip()))
        fees.void_all(unit, id_, reason.strip() or TAKEN_BACK)


def is_undoable(state: DossierState, events: list[StoredEvent], officer: ClerkId, now_ms: int) -> bool:
    """Whether this clerk received it a moment ago, and nothing at all has been done with it since."""
    received = events[0].record
    is_fresh = received.at_ms <= now_ms < received.at_ms + UNDO_MS
    is_untouched = state is DossierState.RECEIVED and len(events) == 1
    return is_untouched and received.clerk_id == officer and is_fresh


def _holds_money_of_another(unit: UnitOfWork, officer: Officer, id_: DossierId) -> bool:
    return any(
        not each.record.void_reason and each.record.clerk_id != officer.id
        for each in payments.of_dossier(unit.connection, id_)
    )
