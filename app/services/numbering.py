"""Which code comes next at this desk, and how far its numbers reach; asked before anything is saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.changes.registry import Command
from app.domain.dossier import Role, RoleNotAllowed
from app.domain.dossier_code import NoNumbersLeft, NumberRange, dossier_code, few_left_words
from app.errors import AppError
from app.services.desk import Desk, Officer
from app.storage import clerks, incarnations, numbers
from app.storage.numbers import DayNumbers


@dataclass(frozen=True, slots=True)
class NumberOutlook:
    """The code that saving now would give, "" when the desk has none left, and how many there are."""

    next_code: str
    left: int
    warning: str = ""
    has_spare: bool = False


class OutsideRange(AppError):
    """The number is not one of those leased to this desk."""

    def __init__(self, ranges: Sequence[NumberRange]) -> None:
        held = ", ".join(f"{each.first} đến {each.last}" for each in ranges)
        words = f"Bàn này chỉ được dùng số {held}." if held else "Bàn này chưa được giao dải số."
        super().__init__(f"{words} Chưa đổi gì.")


class AlreadyUsed(AppError):
    """A number at or below one that was given today."""

    def __init__(self, last_used: int) -> None:
        super().__init__(f"Hôm nay bàn này đã cấp đến số {last_used}. Xin ghi số lớn hơn. Chưa đổi gì.")


def outlook(desk: Desk) -> NumberOutlook:
    """What today's numbering at this desk looks like."""
    today = desk.today()
    with desk.store.read() as connection:
        day = numbers.of_day(connection, today)
        office = clerks.office(connection)
        has_spare = numbers.has_spare(connection)
    number = _next(day)
    agency = office.agency_code if office else ""
    code = "" if number is None else dossier_code(agency, today, number)
    return NumberOutlook(code, day.left(), few_left_words(day.left(), day.held()), has_spare)


def _next(day: DayNumbers) -> int | None:
    try:
        return day.next()
    except NoNumbersLeft:
        return None


def begin_at(desk: Desk, number: int) -> None:
    """On a day begun beside another system: the first number to use here; raises OutsideRange."""
    today = desk.today()
    with desk.store.write_local() as connection:
        day = numbers.of_day(connection, today)
        if not any(each.first <= number <= each.last for each in day.ranges):
            raise OutsideRange(day.ranges)
        if day.last_used is not None and number <= day.last_used:
            raise AlreadyUsed(day.last_used)
        numbers.start_at(connection, today, number)


class SpareNotNeeded(AppError):
    """The desk has numbers of its own, or no spare."""


def open_spare(desk: Desk) -> int:
    """Number on from the spare range, with no word from the district; how many numbers that gives.

    The spare is the next life's, so a new life begins: had this device a copy somewhere, it would have to do
    the same, and the district would see both.
    """
    with desk.store.read() as connection:
        left, has_spare = numbers.of_day(connection, desk.today()).left(), numbers.has_spare(connection)
    if left:
        raise SpareNotNeeded(f"Bàn này còn {left} số hôm nay nên chưa cần dải dự phòng. Chưa đổi gì.")
    if not has_spare:
        raise SpareNotNeeded("Bàn này không còn dải dự phòng. Xin gửi nhận với cấp trên. Chưa đổi gì.")
    incarnations.begin_life(desk.store, desk.name)
    return outlook(desk).left


def give_back(desk: Desk, officer: Officer) -> int:
    """A desk that is put out of service gives its numbers back from tomorrow on; how many ranges."""
    if Role.ADMINISTRATOR not in officer.roles:
        raise RoleNotAllowed(
            "Trả dải số là việc của quản trị. Dải số không thay đổi. Xin nhờ người có vai trò phù hợp."
        )
    with desk.store.write(desk.act(Command.RETURN_NUMBERS, officer, Role.ADMINISTRATOR)) as unit:
        serials = numbers.own_serials(unit.connection)
        for serial in serials:
            numbers.give_back(unit, serial, desk.today(), officer.id)
        return len(serials)
