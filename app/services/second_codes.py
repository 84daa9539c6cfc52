"""Two dossiers with one printed code: the later one gains a second code, by the desk that received it.

Both papers stay valid and both dossiers are found by either code. Which one is later follows from what the
logs say and is the same on every desk, so one desk alone gives the code and all others learn of it.
"""

from dataclasses import dataclass

from app.changes.registry import Command
from app.domain.clock import wall_of
from app.domain.dossier import Role
from app.domain.dossier_code import NoNumbersLeft, dossier_code, without_own_code
from app.domain.ids import ClerkId, DossierId
from app.services.desk import Desk, Officer
from app.storage import aliases, clerks, dossiers, numbers
from app.storage.journal import Act


@dataclass(frozen=True, slots=True)
class SecondCode:
    """A dossier that gained a code beside its printed one."""

    dossier_id: DossierId
    code: str
    second: str

    @property
    def sentence(self) -> str:
        """What the clerk is told."""
        return (
            f"Hồ sơ {self.code} trùng mã với hồ sơ khác nên có thêm mã {self.second}. "
            "Cả hai giấy đã in vẫn đúng. Xin mở hồ sơ, in phiếu báo cho người nộp."
        )


@dataclass(frozen=True, slots=True)
class CodeStanding:
    """A dossier's second codes, and how many other dossiers carry its printed one."""

    second: tuple[str, ...]
    others: int


def standing(desk: Desk, dossier_id: DossierId) -> CodeStanding:
    """What there is to know of a dossier's codes."""
    with desk.store.read() as connection:
        code = dossiers.load(connection, dossier_id).code
        second = tuple(aliases.of_dossier(connection, dossier_id))
        return CodeStanding(second, len(aliases.others_with(connection, dossier_id, code)))


def give_due(desk: Desk) -> list[SecondCode]:
    """Give a second code to every dossier of this desk that needs one, as far as its numbers reach."""
    with desk.store.read() as connection:
        due = aliases.own_dossiers(connection, without_own_code(aliases.shared_uses(connection)))
    given = []
    for id_ in due:
        try:
            given.append(_give(desk, id_, None, Role.NONE))
        except NoNumbersLeft:
            break  # the printed codes stay valid; the next exchange brings numbers and comes here again
    return given


def give(desk: Desk, officer: Officer, dossier_id: DossierId) -> SecondCode:
    """Give a second code by hand: the desk that received the dossier is lost."""
    return _give(desk, dossier_id, officer.id, officer.foremost)


def _give(desk: Desk, id_: DossierId, clerk_id: ClerkId | None, role: Role) -> SecondCode:
    act = Act(Command.GIVE_ALIAS, clerk_id, role, None, desk.catalogue.pack.version)
    with desk.store.write(act) as unit:
        day = wall_of(unit.now_ms).date()
        office = clerks.office(unit.connection)
        agency = office.agency_code if office else ""
        second = dossier_code(agency, day, numbers.take(unit.connection, day))
        aliases.add(unit, id_, second, clerk_id)
        unit.note_number(second)
        return SecondCode(id_, dossiers.load(unit.connection, id_).code, second)
