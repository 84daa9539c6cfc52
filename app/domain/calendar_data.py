"""The parts of a calendar file of the catalogue, read into the domain's own types."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import Enum
from typing import Any, TypeVar

from app.domain.calendar_day import Closure
from app.domain.office_hours import ClockStart, DayHalf, RuleSet, Session
from app.errors import AppError

Entry = Mapping[str, Any]
Part = TypeVar("Part")


class Status(Enum):
    """How far a day off is certain."""

    OFFICIAL = "official"
    UNSURE = "unsure"
    PREDICTED = "predicted"


class BadCalendar(AppError):
    """The calendar file does not have the shape it must have; the cause tells a programmer why."""

    def __init__(self, where: str) -> None:
        super().__init__(f"Tệp lịch làm việc chưa đúng ở {where}. Lịch đang dùng không thay đổi.")
        self.where = where


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day off or a made-up day as the file gives it."""

    day: date
    name: str
    status: Status


def read_part(data: Mapping[str, Any], key: str, read: Callable[[Entry], Part]) -> tuple[Part, ...]:
    """Every entry of one list of the file; a list that is not there is empty."""
    entries = data.get(key, [])
    if not isinstance(entries, list):
        raise BadCalendar(f"phần “{key}”")
    return tuple(
        _read_entry(entry, read, f"phần “{key}”, mục {number}") for number, entry in enumerate(entries, 1)
    )


def _read_entry(entry: Entry, read: Callable[[Entry], Part], where: str) -> Part:
    try:
        return read(entry)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadCalendar(where) from error


def rule_set(entry: Entry) -> RuleSet:
    cutoff = entry["cutoff"]
    return RuleSet(
        effective_from=date.fromisoformat(entry["effective_from"]),
        weekdays=frozenset(entry["weekdays"]),
        morning=session(*entry["am"]),
        afternoon=session(*entry["pm"]),
        cutoff=None if cutoff is None else time.fromisoformat(cutoff),
        clock_start=ClockStart(entry["clock_start"]),
    )


def session(start: str, end: str) -> Session:
    return Session(time.fromisoformat(start), time.fromisoformat(end))


def closure(entry: Entry) -> Closure:
    half = entry.get("session")
    return Closure(
        first=date.fromisoformat(entry["from"]),
        last=date.fromisoformat(entry["to"]),
        half=None if half is None else DayHalf(half),
        reason=str(entry["reason"]),
    )


def named_day(entry: Entry) -> NamedDay:
    status = Status(entry.get("status", Status.OFFICIAL.value))
    return NamedDay(date.fromisoformat(entry["date"]), str(entry["name"]), status)


def names(days: Iterable[NamedDay]) -> dict[date, str]:
    return {named.day: named.name for named in days}


def confirmed_years(holidays: Iterable[NamedDay]) -> frozenset[int]:
    """The years that have holidays, none of them only predicted."""
    by_year: dict[int, set[Status]] = {}
    for holiday in holidays:
        by_year.setdefault(holiday.day.year, set()).add(holiday.status)
    return frozenset(year for year, statuses in by_year.items() if Status.PREDICTED not in statuses)


def unsure_days(days: Iterable[NamedDay]) -> frozenset[date]:
    """The single days that someone still has to check against the announcement."""
    return frozenset(named.day for named in days if named.status is Status.UNSURE)
