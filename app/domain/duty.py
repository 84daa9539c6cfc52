"""In which capacity somebody does what only some may do."""

from collections.abc import Iterable, Sequence

from app.domain.dossier import Role, RoleNotAllowed


def role_among(allowed: Iterable[Role], held: Sequence[Role]) -> Role:
    """The first role held that may do an act; raises RoleNotAllowed."""
    permitted = frozenset(allowed)
    for role in held:
        if role in permitted:
            return role
    raise RoleNotAllowed(
        "Việc này không thuộc vai trò của người đang đăng nhập. Chưa ghi gì. "
        "Xin nhờ người có vai trò phù hợp."
    )
