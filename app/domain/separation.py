"""Reception is not decision: nobody takes a dossier from the counter to its result alone.

A commune may have one person for both. Where that person holds the leader's role too, or the office says that
it is small, the act is allowed, says so and is listed.
"""

from collections.abc import Collection, Iterable

from app.domain.dossier import Role
from app.domain.ids import ClerkId
from app.errors import AppError

ALL_THREE = frozenset({Role.RECEPTION, Role.SPECIALIST, Role.LEADER})
ALONE = "Một người vừa tiếp nhận vừa giải quyết"  # the note of such an act


class DecidedAlone(AppError):
    """The clerk who received the dossier would also decide it, and nobody else took part."""

    def __init__(self) -> None:
        super().__init__(
            "Người tiếp nhận không tự giải quyết trọn hồ sơ một mình. Chưa ghi gì. Xin bàn giao cho người "
            "khác; cơ quan ít người có thể cho phép ở Quản trị máy."
        )


def is_alone(clerk: ClerkId, actors: Iterable[ClerkId | None]) -> bool:
    """Whether nobody but this clerk acted on a dossier."""
    return all(actor == clerk for actor in actors)


def alone_words(
    clerk: ClerkId, roles: Collection[Role], actors: Iterable[ClerkId | None], *, is_small_office: bool
) -> str:
    """What the act has to say, "" where somebody else took part; raises DecidedAlone."""
    if not is_alone(clerk, actors):
        return ""
    if is_small_office or ALL_THREE.issubset(roles):
        return ALONE
    raise DecidedAlone
