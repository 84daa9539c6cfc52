"""The count itself: when the clock starts, stops, runs on, and runs out.

Sources: Civil Code 2015, articles 147-148 (calendar terms); the one-stop rules on the cut-off hour and on
supplements (the clock stops from request to return, then only the remainder runs). The cut-off hour is
about new dossiers, which go to the specialist the next morning; papers that come back belong to a dossier
the specialist already holds, so the remainder runs from the return even after the cut-off.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from app.domain.deadline.pauses import Pause, merged
from app.domain.time_limit import LimitUnit, TimeLimit
from app.domain.time_words import next_day, to_minute
from app.domain.working_calendar import ClockStart, WorkingCalendar


class StartReason(Enum):
    """Why the clock starts when it does."""

    AT_RECEIPT = "at_receipt"
    NEXT_SESSION = "next_session"
    AFTER_HOURS = "after_hours"
    AFTER_CUTOFF = "after_cutoff"
    DAY_OFF = "day_off"
    OFFICE_RULE = "office_rule"
    CALENDAR_TERM = "calendar_term"


@dataclass(frozen=True, slots=True)
class Start:
    at: datetime
    why: StartReason


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a term ends: with a due minute, or stopped with a remainder; and the stops that mattered."""

    due: datetime | None
    remaining: TimeLimit | None
    stops: tuple[Pause, ...]
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A term worked out, with everything its explanation needs."""

    received: datetime
    limit: TimeLimit
    start: Start
    minutes: int | None
    outcome: Outcome


def reckon(
    received: datetime, limit: TimeLimit, calendar: WorkingCalendar, pauses: Sequence[Pause]
) -> Reckoning:
    """Work out a term from the minute of receipt."""
    received = to_minute(received)
    stops = merged(pauses, received)
    if limit.unit.is_calendar:
        start = Start(midnight(next_day(received.date())), StartReason.CALENDAR_TERM)
        return Reckoning(received, limit, start, None, _calendar_term(received, limit, stops, calendar))
    start = clock_start(received, limit, calendar)
    minutes = limit_minutes(limit, start.at, calendar)
    return Reckoning(received, limit, start, minutes, _working_term(start.at, minutes, stops, calendar))


def clock_start(received: datetime, limit: TimeLimit, calendar: WorkingCalendar) -> Start:
    """When the clock of a limit in working time starts."""
    why_later = _why_next_working_day(received, limit, calendar)
    if why_later is not None:
        return Start(calendar.opening(calendar.next_working_day(received.date())), why_later)
    at = calendar.next_open(received)
    if at.date() != received.date():
        return Start(at, StartReason.AFTER_HOURS)
    return Start(at, StartReason.AT_RECEIPT if at == received else StartReason.NEXT_SESSION)


def limit_minutes(limit: TimeLimit, start: datetime, calendar: WorkingCalendar) -> int:
    """The working minutes of a limit; its days are worth what the rules of its first day say."""
    if limit.unit is LimitUnit.SAME_DAY:
        return calendar.working_minutes(start, calendar.closing(start.date()))
    return limit.minutes(calendar.day_minutes(start.date()))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)


def _why_next_working_day(
    received: datetime, limit: TimeLimit, calendar: WorkingCalendar
) -> StartReason | None:
    rules = calendar.rules_on(received.date())
    if not calendar.is_working_day(received.date()):
        return StartReason.DAY_OFF
    if rules.cutoff is not None and received.time() > rules.cutoff:
        return StartReason.AFTER_CUTOFF
    # "The same day" is the day of receipt wherever the commune lets other clocks start.
    if rules.clock_start is ClockStart.NEXT_WORKING_DAY and limit.unit is not LimitUnit.SAME_DAY:
        return StartReason.OFFICE_RULE
    return None


def _working_term(
    start: datetime, minutes: int, stops: Sequence[Pause], calendar: WorkingCalendar
) -> Outcome:
    at, left = start, minutes
    for index, stop in enumerate(stops):
        if stop.start >= calendar.after_minutes(at, left):
            return Outcome(calendar.after_minutes(at, left), None, tuple(stops[:index]))
        left -= calendar.working_minutes(at, max(at, stop.start))
        if stop.end is None:
            return Outcome(None, TimeLimit.of_minutes(left), tuple(stops[: index + 1]))
        at = max(at, stop.end)
    return Outcome(calendar.after_minutes(at, left), None, tuple(stops))


def _calendar_term(
    received: datetime, limit: TimeLimit, stops: Sequence[Pause], calendar: WorkingCalendar
) -> Outcome:
    """Count dates: a stop adds the days between the date of its request and the date of its return."""
    last_day, earliest = _last_day(received.date(), limit), received
    for index, stop in enumerate(stops):
        due = _close_of_term(last_day, earliest, calendar)
        if stop.start >= due:
            return Outcome(due, None, tuple(stops[:index]), last_day)
        # A stop can begin on the working day to which a term ending on a day off was carried.
        last_day = max(last_day, stop.start.date())
        if stop.end is None:
            left = TimeLimit.of_days((last_day - stop.start.date()).days)
            return Outcome(None, left, tuple(stops[: index + 1]), last_day)
        last_day += stop.end.date() - stop.start.date()
        earliest = stop.end
    return Outcome(_close_of_term(last_day, earliest, calendar), None, tuple(stops), last_day)


def _last_day(received: date, limit: TimeLimit) -> date:
    if limit.unit is LimitUnit.MONTHS:
        return _months_later(received, int(limit.amount))
    return received + timedelta(days=int(limit.amount))


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _close_of_term(last_day: date, earliest: datetime, calendar: WorkingCalendar) -> datetime:
    """The close of the first working day from the last day on, never before the papers are there."""
    day = last_day
    while not calendar.is_working_day(day) or calendar.closing(day) < earliest:
        day = calendar.next_working_day(day)
    return calendar.closing(day)
