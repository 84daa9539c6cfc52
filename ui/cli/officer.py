"""Who acts on the command line: a clerk of this desk, by name and PIN."""

import sys
from getpass import getpass

from app.domain.folding import fold
from app.errors import AppError
from app.services import officers
from app.services.desk import Desk, Officer


class UnknownClerk(AppError):
    """No clerk, or several, answer to a name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Không có đúng một người tên {name} ở bàn này. Chưa làm gì.")


def signed_in(desk: Desk, name: str) -> Officer:
    """The clerk of that name, if the PIN fits; raises UnknownClerk or WrongPin."""
    wanted = fold(name)
    known = (clerk for clerk in officers.active_clerks(desk) if clerk.has_pin)
    found = [clerk for clerk in known if fold(clerk.full_name) == wanted]
    if len(found) != 1:
        raise UnknownClerk(name)
    return officers.log_in(desk, found[0].id, _typed_pin())


def _typed_pin() -> str:
    """Out of sight on a terminal; a line of standard input where there is none."""
    return getpass("Mã PIN: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
