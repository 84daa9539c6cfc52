"""When an office works: its hours, holidays, made-up Saturdays, local closures, and minutes counted on them.

Cost: the first question about a year lists its days once (about a millisecond); every later question
is a lookup, so the board may ask for thousands of dossiers, and a year-long term costs as little as a day.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import accumulate
from types import MappingProxyType
from typing import Any

from app.domain import calendar_data
from app.domain.calendar_day import Closure, DayKind, DayPlan
from app.domain.office_hours import ClockStart, DayHalf, RuleSet, Session, are_in_order, rules_on
from app.domain.time_words import HOUR_MINUTES, next_day, weekday_in_words

__all__ = [
    "ClockStart",
    "Closure",
    "DayHalf",
    "DayKind",
    "DayPlan",
    "RuleSet",
    "Session",
    "WorkingCalendar",
    "calendar_from_data",
]


NOTHING_SHUT: Mapping[DayHalf, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class YearMinutes:
    """The working minutes of a year before each of its days, and at the end the whole year's."""

    first_ordinal: int
    before: list[int]

    @property
    def total(self) -> int:
        return self.before[-1]


@dataclass(frozen=True)
class WorkingCalendar:
    """The working time of one office; a made-up day outranks a holiday, a closure outranks both."""

    rule_sets: tuple[RuleSet, ...]
    holidays: Mapping[date, str] = field(default_factory=dict)
    working_days: Mapping[date, str] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    confirmed_years: frozenset[int] = frozenset()
    unsure_days: frozenset[date] = frozenset()
    _plans: dict[date, DayPlan] = field(default_factory=dict, init=False, repr=False, compare=False)
    _years: dict[int, YearMinutes] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not are_in_order(self.rule_sets):
            raise ValueError("rule sets must be given in order of their dates, at least one")

    def rules_on(self, day: date) -> RuleSet:
        return rules_on(day, self.rule_sets)

    def day_minutes(self, day: date) -> int:
        """What a full working day is worth under the rules of this day, be it a day off or cut short."""
        return self.rules_on(day).day_minutes

    def plan(self, day: date) -> DayPlan:
        """What this day is; worked out once."""
        plan = self._plans.get(day)
        if plan is None:
            plan = self._plans[day] = self._planned(day)
        return plan

    def sessions(self, day: date) -> tuple[Session, ...]:
        return self.plan(day).sessions

    def is_working_day(self, day: date) -> bool:
        """Whether at least one session of the day works."""
        return bool(self.plan(day).sessions)

    def why_off(self, day: date) -> str | None:
        """The reason a day has no working session, or None when it has one."""
        plan = self.plan(day)
        return None if plan.sessions else plan.reason

    def covers(self, year: int) -> bool:
        """Whether the holidays of this year are announced, not only foreseen."""
        return year in self.confirmed_years

    def next_working_day(self, day: date) -> date:
        """The first working day after this one."""
        day = next_day(day)
        while not self.is_working_day(day):
            day = next_day(day)
        return day

    def opening(self, day: date) -> datetime:
        """When the first session of a working day starts."""
        return datetime.combine(day, self.sessions(day)[0].start)

    def closing(self, day: date) -> datetime:
        """When the last session of a working day ends."""
        return datetime.combine(day, self.sessions(day)[-1].end)

    def next_open(self, wall: datetime) -> datetime:
        """The first minute from here on that is working time."""
        for session in self.sessions(wall.date()):
            if wall.time() < session.end:
                return max(wall, datetime.combine(wall.date(), session.start))
        return self.opening(self.next_working_day(wall.date()))

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Working minutes between two moments; negative when they stand the other way round."""
        if end < start:
            return -self.working_minutes(end, start)
        whole_years = sum(self._year(year).total for year in range(start.year, end.year))
        return whole_years + self._minutes_into_year(end) - self._minutes_into_year(start)

    def after_minutes(self, start: datetime, minutes: int) -> datetime:
        """When so many working minutes from ``start`` are used up.

        Minutes that end with a session are due at that session's end; none at all, at the next open minute.
        """
        if minutes == 0:
            return self.next_open(start)
        year = self._year(start.year)
        minutes += self._minutes_into_year(start)
        while minutes > year.total:
            minutes -= year.total
            year = self._year(date.fromordinal(year.first_ordinal).year + 1)
        index = bisect_left(year.before, minutes) - 1
        day = date.fromordinal(year.first_ordinal + index)
        return datetime.combine(day, self.plan(day).moment_after(minutes - year.before[index]))

    def _minutes_into_year(self, wall: datetime) -> int:
        year = self._year(wall.year)
        of_day = self.plan(wall.date()).minutes_before(wall.hour * HOUR_MINUTES + wall.minute)
        return year.before[wall.toordinal() - year.first_ordinal] + of_day

    def _year(self, number: int) -> YearMinutes:
        if number not in self._years:
            self._years[number] = self._counted_year(number)
        return self._years[number]

    def _counted_year(self, number: int) -> YearMinutes:
        first, end = date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal() + 1
        minutes = (self.plan(date.fromordinal(ordinal)).minutes for ordinal in range(first, end))
        return YearMinutes(first, list(accumulate(minutes, initial=0)))

    def _planned(self, day: date) -> DayPlan:
        rules = self.rules_on(day)
        kind, reason = self._scheduled(day, rules)
        if kind not in (DayKind.WORKING, DayKind.MADE_UP):
            return DayPlan(kind, (), reason, NOTHING_SHUT)
        shut = self._shut(day) if self.closures else NOTHING_SHUT
        if not shut:
            return DayPlan(kind, rules.sessions, reason, shut)
        sessions = tuple(rules.session(half) for half in DayHalf if half not in shut)
        if sessions:
            return DayPlan(kind, sessions, reason, shut)
        return DayPlan(DayKind.CLOSED, (), ", ".join(dict.fromkeys(shut.values())), shut)

    def _scheduled(self, day: date, rules: RuleSet) -> tuple[DayKind, str]:
        """What the day is before any local closure."""
        if day in self.working_days:
            return DayKind.MADE_UP, self.working_days[day]
        if day in self.holidays:
            return DayKind.HOLIDAY, self.holidays[day]
        if day.weekday() not in rules.weekdays:
            return DayKind.WEEKLY_OFF, weekday_in_words(day)
        return DayKind.WORKING, ""

    def _shut(self, day: date) -> dict[DayHalf, str]:
        """The sessions closed on this day, each with the reason of the first closure that names it."""
        shut: dict[DayHalf, str] = {}
        for closure in self.closures:
            for half in closure.halves(day):
                shut.setdefault(half, closure.reason)
        return shut


def calendar_from_data(data: Mapping[str, Any]) -> WorkingCalendar:
    """The calendar described by a file of the catalogue.

    Dates are ISO (``2026-04-27``), hours ``HH:MM``, weekdays 0 (Monday) to 6::

        {"rule_sets": [{"effective_from": "2018-01-01", "weekdays": [0, 1, 2, 3, 4],
                        "am": ["07:30", "11:30"], "pm": ["13:30", "17:00"],
                        "cutoff": "15:00" or null, "clock_start": "receipt" or "next_working_day"}],
         "holidays": [{"date": ..., "name": ..., "status": "official", "unsure" or "predicted"}],
         "working_days": [{"date": ..., "name": ..., "status": optional, as above}],
         "closures": [{"from": ..., "to": ..., "session": null, "am" or "pm", "reason": ...}]}

    A year is confirmed when it has holidays and none of them is only predicted. Raises ``BadCalendar``.
    """
    rule_sets = calendar_data.read_part(data, "rule_sets", calendar_data.rule_set)
    holidays = calendar_data.read_part(data, "holidays", calendar_data.named_day)
    working_days = calendar_data.read_part(data, "working_days", calendar_data.named_day)
    if not are_in_order(rule_sets):
        raise calendar_data.BadCalendar("phần “rule_sets”")
    return WorkingCalendar(
        rule_sets=rule_sets,
        holidays=calendar_data.names(holidays),
        working_days=calendar_data.names(working_days),
        closures=calendar_data.read_part(data, "closures", calendar_data.closure),
        confirmed_years=calendar_data.confirmed_years(holidays),
        unsure_days=calendar_data.unsure_days(holidays + working_days),
    )
