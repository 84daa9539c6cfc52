"""From hand to hand: whoever is handed a dossier holds it, and says so by accepting it."""

from dataclasses import dataclass, replace

from app.domain.dossier import ROLES_OF_ACT, EventKind, IllegalAct, awaits_acceptance
from app.domain.dossier_code import short_code
from app.domain.ids import ClerkId, DossierId
from app.services.acts import acting, next_event
from app.services.desk import Desk, Officer
from app.storage import clerks, dossiers, handed_rows
from app.storage.clerks import ClerkRecord
from app.storage.unit_of_work import Snapshot


class NothingToAccept(IllegalAct):
    """The dossier was not handed to this clerk, or was accepted already."""

    def __init__(self, code: str, holder: str) -> None:
        where = f"Hồ sơ đang ở {holder}." if holder else "Hồ sơ chưa được giao cho ai."
        super().__init__(f"Hồ sơ {short_code(code)} không chờ người này nhận. {where} Chưa ghi gì.")


class CannotTake(IllegalAct):
    """The one it is given to could never accept it."""

    def __init__(self) -> None:
        super().__init__(
            "Người được chọn không nhận được hồ sơ: đã nghỉ việc, không có vai trò phù hợp, hoặc chính là "
            "người đang giao. Hồ sơ chưa thay đổi. Xin chọn người khác."
        )


def may_take(clerk: ClerkRecord, giver: ClerkId) -> bool:
    """Whether a clerk can be handed a dossier by this one: another one at work, who may accept."""
    accepts = not ROLES_OF_ACT[EventKind.ACCEPTED].isdisjoint(clerk.roles)
    return clerk.is_active and clerk.id != giver and accepts


def check_taker(connection: Snapshot, to: ClerkId, giver: ClerkId) -> None:
    """Raise CannotTake unless this clerk can be handed a dossier."""
    if not any(clerk.id == to and may_take(clerk, giver) for clerk in clerks.clerks(connection)):
        raise CannotTake


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was taken over, and how many more wait for the same hand."""

    code: str
    left: int


def accept(desk: Desk, officer: Officer, id_: DossierId) -> Accepted:
    """Take what was handed to one; raises NothingToAccept."""
    kind = EventKind.ACCEPTED
    with acting(desk, officer, kind) as unit:
        record, state = dossiers.load(unit.connection, id_), dossiers.state(unit.connection, id_)
        kinds = [event.record.kind for event in dossiers.events(unit.connection, id_)]
        if state.holder_id != officer.id or not awaits_acceptance(kinds):
            raise NothingToAccept(record.code, state.holder_name)
        dossiers.add_event(unit, replace(next_event(unit, officer, id_, kind), holder_id=officer.id))
    with desk.store.read() as connection:  # no other writer has to wait for the count
        left = len(handed_rows.handed_to(connection, officer.id))
    return Accepted(record.code, left)


def accept_code(desk: Desk, officer: Officer, code: str) -> Accepted:
    """Take the dossier whose slip was scanned; raises NothingToAccept, also for a code nobody knows here."""
    with desk.store.read() as connection:
        waiting = set(handed_rows.handed_to(connection, officer.id))
        found = dossiers.ids_of_code(connection, code)
        holders = [dossiers.state(connection, id_).holder_name for id_ in found]
    mine = [id_ for id_ in found if id_ in waiting]
    if not mine:
        raise NothingToAccept(code, holders[0] if holders else "")
    return accept(desk, officer, mine[0])
