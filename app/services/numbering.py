"""Which code comes next at this desk, and how far its numbers reach; asked before anything is saved."""

from dataclasses import dataclass

from app.domain.dossier_code import NoNumbersLeft, dossier_code
from app.services.desk import Desk
from app.storage import clerks, numbers
from app.storage.numbers import DayNumbers


@dataclass(frozen=True, slots=True)
class NumberOutlook:
    """The code that saving now would give, "" when the desk has none left, and how many there are."""

    next_code: str
    left: int


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
