"""Whoever only administers the machine reads no dossier: a technical right is no right to read content.

Every service that hands out names or contents asks here first, whatever screen or command it was called from.
"""

from app.domain.dossier import Role, RoleNotAllowed
from app.services.desk import Desk, Officer


class OnlyAdministers(RoleNotAllowed):
    """Somebody without any other role than the administrator's asked for what stands in a dossier."""

    def __init__(self) -> None:
        super().__init__(
            "Người chỉ có vai trò Quản trị không xem hồ sơ. Chưa mở gì, sổ vẫn nguyên. Xin nhờ người có vai "
            "trò tiếp nhận, chuyên môn hoặc lãnh đạo."
        )


def only_administers(officer: Officer | None) -> bool:
    """Whether this officer holds the administrator's role and no other."""
    return officer is not None and frozenset(officer.roles) == {Role.ADMINISTRATOR}


def check_reading(desk: Desk) -> None:
    """Raise OnlyAdministers unless whoever is at the desk may read dossiers."""
    if only_administers(desk.officer):
        raise OnlyAdministers
