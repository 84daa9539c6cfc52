"""Who may approve what a clerk may not decide alone: leaders, heads, and whoever stands in for one today."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.dossier import IllegalAct, Role
from app.domain.ids import ClerkId
from app.services.desk import Desk
from app.storage import approvers, clerks
from app.storage.clerks import ClerkRecord
from app.storage.unit_of_work import Snapshot

APPROVING = frozenset({Role.LEADER, Role.HEAD})


class NotAnApprover(IllegalAct):
    """Nobody, or one who holds no role that may, is said to have approved."""

    def __init__(self) -> None:
        super().__init__(
            "Người duyệt phải là lãnh đạo, phụ trách hoặc người đang được ủy quyền. Hồ sơ chưa thay đổi. "
            "Xin chọn người duyệt."
        )


@dataclass(frozen=True, slots=True)
class Approval:
    """What a second request for papers stands on: a legal basis, and who approved it."""

    legal_basis: str
    approver_id: ClerkId


def approving_clerks(desk: Desk) -> Sequence[ClerkRecord]:
    """Who may be named as the one who approved, today."""
    with desk.store.read() as connection:
        return among(connection, desk.today().isoformat())


def among(connection: Snapshot, day: str) -> Sequence[ClerkRecord]:
    """The working clerks who hold an approving role on a day, their own or a lent one."""
    lent = approvers.lent_on(connection, day, APPROVING)
    return [
        clerk
        for clerk in clerks.clerks(connection)
        if clerk.is_active and (clerk.id in lent or not APPROVING.isdisjoint(clerk.roles))
    ]


def checked(connection: Snapshot, day: str, clerk: ClerkId | None) -> ClerkId:
    """Whoever is said to have approved on a day, where they may; raises NotAnApprover."""
    if clerk is None or clerk not in [each.id for each in among(connection, day)]:
        raise NotAnApprover
    return clerk
