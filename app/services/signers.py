"""Who signs certified copies: a leader or head, or whoever holds such a role for one."""

from dataclasses import dataclass

from app.domain.dossier import Role
from app.services.desk import Desk
from app.storage import clerks, delegations, setting
from app.storage.unit_of_work import UnitOfWork

CHOSEN = "certification_signer"
ROLES = (Role.LEADER, Role.HEAD)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs the certified copies."""

    name: str
    title: str = ""


def who_may_sign(desk: Desk) -> list[Signer]:
    """Who may sign certified copies here, by their own role or a lent one, the one chosen last first."""
    now_ms = desk.now_ms()
    with desk.store.read() as connection:
        last = setting.get(connection, CHOSEN)
        lendings = delegations.every(connection)
        active = [each for each in clerks.clerks(connection) if each.is_active]
    found = []
    for each in active:
        lent = delegations.lending_at(lendings, each.id, ROLES, now_ms)
        if set(each.roles) & set(ROLES):
            found.append(Signer(each.full_name, each.title))
        elif lent is not None:
            found.append(Signer(each.full_name, lent.title))
    return sorted(found, key=lambda each: each.name != last)


def remember(unit: UnitOfWork, signer: Signer) -> None:
    """Whoever signed is offered first the next time."""
    if signer.name:
        setting.put(unit.connection, CHOSEN, signer.name)
