"""The day strip of a dossier: one cell per working day of its term."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.deadline.pauses import Pause, merged, running_minutes
from app.domain.deadline.reckoning import midnight
from app.domain.time_words import next_day, to_minute
from app.domain.working_calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class StripDay:
    """One cell: how much of the day's share of the term is used, or that the clock stood still."""

    day: date
    used: float
    is_stopped: bool

    @property
    def is_empty(self) -> bool:
        return not self.is_stopped and self.used == 0


def day_strip(
    received: datetime,
    now: datetime,
    due: datetime | None,
    pauses: Sequence[Pause],
    calendar: WorkingCalendar,
) -> tuple[StripDay, ...]:
    """The cells from the day the clock started (hand in ``Deadline.clock_start``) to the due day.

    While the clock stands still there is no due day: the strip ends today.
    """
    now = to_minute(now)
    stops = merged(pauses, received)
    end = due if due is not None else max(received, midnight(next_day(now.date())) - timedelta(minutes=1))
    days = (received.date() + timedelta(days=n) for n in range((end.date() - received.date()).days + 1))
    cells = (_cell(day, received, now, end, stops, calendar) for day in days if calendar.is_working_day(day))
    return tuple(cell for cell in cells if cell is not None)


def _cell(
    day: date,
    start: datetime,
    now: datetime,
    end: datetime,
    stops: Sequence[Pause],
    calendar: WorkingCalendar,
) -> StripDay | None:
    """None for a working day without a working minute of the term."""
    first, last = max(start, midnight(day)), min(end, midnight(next_day(day)))
    in_term = calendar.working_minutes(first, last)
    if in_term <= 0:
        return None
    running = running_minutes(first, last, stops, calendar)
    # A day belongs to the pause when it stood still for most of its minutes.
    if 2 * running < in_term:
        return StripDay(day, 0.0, is_stopped=True)
    used = running_minutes(first, min(now, last), stops, calendar)
    return StripDay(day, used / running, is_stopped=False)
