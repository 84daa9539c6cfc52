"""Changing who works at the office; the last administrator can never be sent away."""

from app.changes.registry import Command
from app.domain.dossier import Role
from app.errors import AppError
from app.services import audit
from app.services.audit import Noted
from app.services.desk import Desk, Officer
from app.services.officers import MissingName, check_administers, clerk_words
from app.storage import clerks, delegations
from app.storage.clerks import ClerkRecord
from app.storage.journal import Act


class LastAdministrator(AppError):
    """Without an administrator nobody could set anything up again."""

    def __init__(self) -> None:
        super().__init__(
            "Cơ quan cần ít nhất một người quản trị đang làm việc. Chưa đổi gì. "
            "Xin giao vai trò quản trị cho người khác trước."
        )


def all_clerks(desk: Desk) -> list[ClerkRecord]:
    """Everybody who is or was a clerk here."""
    with desk.store.read() as connection:
        return clerks.clerks(connection)


def change_clerk(desk: Desk, changed: ClerkRecord, by: Officer) -> None:
    """Write a clerk's name, title, roles and whether they still work here."""
    check_administers(by)
    if not changed.full_name.strip() or not changed.roles:
        raise MissingName("Xin ghi họ tên và chọn ít nhất một vai trò. Chưa lưu gì.")
    with desk.store.write(Act(Command.REGISTER_CLERK, by.id, Role.ADMINISTRATOR)) as unit:
        others = [clerk for clerk in clerks.clerks(unit.connection) if clerk.id != changed.id]
        if not any(_administers(clerk) for clerk in (*others, changed)):
            raise LastAdministrator
        clerks.save_clerk(
            unit,
            changed.id,
            changed.full_name.strip(),
            changed.title.strip(),
            changed.roles,
            is_active=changed.is_active,
        )
        delegations.end_owned(unit, changed.id, changed.roles)
        audit.note_in(unit, by, Noted.CLERK_CHANGED, clerk_words(changed.id, changed.roles))


def _administers(clerk: ClerkRecord) -> bool:
    return clerk.is_active and Role.ADMINISTRATOR in clerk.roles
