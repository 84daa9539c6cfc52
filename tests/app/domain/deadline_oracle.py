"""The deadline counted the slow way, minute by minute and day by day, to check the fast way.

It reads the calendar file itself and shares nothing with the engine but the type of a pause.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from app.domain.deadline import Pause

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Office:
    """A calendar file, asked one day at a time."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.rule_sets = data["rule_sets"]
        self.off = {entry["date"] for entry in data["holidays"]}
        self.made_up = {entry["date"] for entry in data["working_days"]}
        self.closures = data["closures"]

    def rules(self, day: date) -> dict[str, Any]:
        return [rules for rules in self.rule_sets if rules["effective_from"] <= day.isoformat()][-1]

    def day_minutes(self, day: date) -> int:
        rules = self.rules(day)
        return sum((_at(day, end) - _at(day, start)) // MINUTE for start, end in (rules["am"], rules["pm"]))

    def sessions(self, day: date) -> list[tuple[datetime, datetime]]:
        rules, text = self.rules(day), day.isoformat()
        is_usual = day.weekday() in rules["weekdays"] and text not in self.off
        if not is_usual and text not in self.made_up:
            return []
        return [
            (_at(day, rules[half][0]), _at(day, rules[half][1]))
            for half in ("am", "pm")
            if not any(
                closure["from"] <= text <= closure["to"] and closure["session"] in (None, half)
                for closure in self.closures
            )
        ]

    def minutes_from(self, moment: datetime) -> Iterator[datetime]:
        """Every working minute from here on."""
        day = moment.date()
        while True:
            for start, end in self.sessions(day):
                while start < end:
                    if start >= moment:
                        yield start
                    start += MINUTE
            day += DAY


def slow_due(data: dict[str, Any], received: datetime, limit: str, pauses: Sequence[Pause]) -> datetime | str:
    """The due minute, or what is left as ``330min`` or ``6d``."""
    office = Office(data)
    pauses = [
        Pause(max(pause.start, received), pause.end)
        for pause in pauses
        if pause.start != pause.end and _lasts(pause, received)
    ]
    found = re.fullmatch(r"([\d.]+)(wd|h|min|d|m)", limit)
    if found is None:
        return _same_day(office, received, pauses)
    amount, unit = Fraction(found[1]), found[2]
    if unit in ("d", "m"):
        last_day = _last_day(received.date(), int(amount), unit)
        return _by_days(office, received, (last_day - received.date()).days, pauses)
    start = _start(office, received, follows_rule=True)
    worth = {"wd": office.day_minutes(start.date()), "h": 60, "min": 1}[unit]
    return _by_minutes(office, start, ceil(amount * worth), pauses)


def _same_day(office: Office, received: datetime, pauses: Sequence[Pause]) -> datetime | str:
    start = _start(office, received, follows_rule=False)
    minutes = 0
    for minute in office.minutes_from(start):
        if minute.date() != start.date():
            break
        minutes += 1
    return _by_minutes(office, start, minutes, pauses)


def _start(office: Office, received: datetime, *, follows_rule: bool) -> datetime:
    """The first working minute that may count."""
    rules = office.rules(received.date())
    is_late = rules["cutoff"] is not None and received.time() > time.fromisoformat(rules["cutoff"])
    is_deferred = follows_rule and rules["clock_start"] == "next_working_day"
    if is_late or is_deferred:
        received = datetime.combine(received.date() + DAY, time.min)
    return next(office.minutes_from(received))


def _by_minutes(office: Office, start: datetime, left: int, pauses: Sequence[Pause]) -> datetime | str:
    for minute in office.minutes_from(start):
        if left == 0 and not any(pause.start < minute for pause in pauses if _lasts(pause, minute)):
            return minute
        if any(pause.end is None and pause.start <= minute for pause in pauses):
            return f"{left}min"
        if any(pause.start <= minute for pause in pauses if _lasts(pause, minute)):
            continue
        left -= 1
        if left == 0:
            return minute + MINUTE
    raise AssertionError("time ended")


def _lasts(pause: Pause, minute: datetime) -> bool:
    return pause.end is None or minute < pause.end


def _by_days(office: Office, received: datetime, left: int, pauses: Sequence[Pause]) -> datetime | str:
    """Cross one midnight after the other; one inside a pause does not count."""
    day = received.date()
    while left:
        midnight = datetime.combine(day + DAY, time.min)
        if any(pause.end is None and pause.start < midnight for pause in pauses):
            return f"{left}d"
        if not any(pause.start < midnight and pause.end and midnight <= pause.end for pause in pauses):
            left -= 1
        day += DAY
    return _close(office, received, day, pauses)


def _close(office: Office, received: datetime, day: date, pauses: Sequence[Pause]) -> datetime | str:
    """The close of the last day; papers asked for before it push it to the day they come back."""
    earliest, waiting = received, sorted(pauses, key=lambda pause: pause.start)
    while True:
        due = next(end for end in _closings(office, day) if end >= earliest)
        if not waiting or waiting[0].start >= due:
            return due
        pause = waiting.pop(0)
        if pause.end is None:
            return "0d"
        day, earliest = max(day, pause.end.date()), max(earliest, pause.end)


def _closings(office: Office, day: date) -> Iterator[datetime]:
    while True:
        if sessions := office.sessions(day):
            yield sessions[-1][1]
        day += DAY


def _last_day(day: date, amount: int, unit: str) -> date:
    if unit == "d":
        return day + amount * DAY
    months = day.year * 12 + day.month - 1 + amount
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _at(day: date, text: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(text))
