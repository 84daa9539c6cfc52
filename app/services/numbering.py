"""Which code comes next at this desk, and how far its numbers reach; asked before anything is saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.dossier_code import NoNumbersLeft, NumberRange, dossier_code
from app.errors import AppError
from app.services.desk import Desk
from app.storage import clerks, numbers
from app.storage.numbers import DayNumbers


@dataclass(frozen=True, slots=True)
class NumberOutlook:
    """The code that saving now would give, "" when the desk has none left, and how many there are."""

    next_code: str
    left: int


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
    number = _next(day)
    agency = office.agency_code if office else ""
    return NumberOutlook("" if number is None else dossier_code(agency, today, number), day.left())


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
