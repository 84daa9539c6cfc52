"""What a leader sees listed: papers asked for outside the catalogue, acts on a ground of their own.

Nothing is forbidden here; what the rules let through for a reason is shown to those who answer for it.
"""

from collections.abc import Sequence

from app.domain.dossier import Role, RoleNotAllowed
from app.services.desk import Desk, Officer
from app.storage import oversight_rows
from app.storage.oversight_rows import OverseenAct

OVERSEERS = frozenset({Role.LEADER, Role.HEAD, Role.CONTROLLER})
DAYS, MOST = 90, 500
DAY_MS = 24 * 60 * 60 * 1000


def may_oversee(officer: Officer | None) -> bool:
    """Whether this clerk answers for others."""
    return officer is not None and not OVERSEERS.isdisjoint(officer.roles)


def overseen(desk: Desk, officer: Officer) -> Sequence[OverseenAct]:
    """The last ninety days, newest first; raises RoleNotAllowed."""
    if not may_oversee(officer):
        raise RoleNotAllowed("Danh sách này dành cho lãnh đạo, phụ trách và kiểm soát. Chưa mở gì.")
    with desk.store.read() as connection:
        return oversight_rows.overseen(connection, desk.now_ms() - DAYS * DAY_MS, MOST)
