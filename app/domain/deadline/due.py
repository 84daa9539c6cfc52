"""The question the whole office asks: received then, allowed so long, when is it due, and why?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.deadline.explanation import days_between, explain, term_days
from app.domain.deadline.pauses import Pause, running_minutes
from app.domain.deadline.reason import short_reason
from app.domain.deadline.reckoning import Reckoning, reckon
from app.domain.time_limit import TimeLimit
from app.domain.time_words import next_day, short_day
from app.domain.working_calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Deadline:
    """The due minute, or what remains while the clock stands still, and why.

    ``reason`` is the explanation in one short sentence; half of ``term_minutes``, the working minutes of
    the whole term, is the amber limit.
    """

    due: datetime | None
    explanation: str
    reason: str
    clock_start: datetime
    term_minutes: int
    remaining: TimeLimit | None = None
    warnings: tuple[str, ...] = ()


def deadline(
    received: datetime, limit: TimeLimit, calendar: WorkingCalendar, pauses: Sequence[Pause] = ()
) -> Deadline:
    """When a dossier received at this wall time is due."""
    reckoning = reckon(received, limit, calendar, pauses)
    days = term_days(reckoning)
    return Deadline(
        due=reckoning.outcome.due,
        explanation=explain(reckoning, days, calendar),
        reason=short_reason(reckoning, calendar),
        clock_start=reckoning.start.at,
        term_minutes=_term_minutes(reckoning, calendar),
        remaining=reckoning.outcome.remaining,
        warnings=tuple(_warnings(_decisive_days(reckoning, days), calendar)),
    )


def _term_minutes(reckoning: Reckoning, calendar: WorkingCalendar) -> int:
    """For a calendar term, the working minutes that lie in it; while it is stopped, as if it were not."""
    if reckoning.minutes is not None:
        return reckoning.minutes
    outcome = reckoning.outcome
    if outcome.due is not None:
        return running_minutes(reckoning.start.at, outcome.due, outcome.stops, calendar)
    last_day = outcome.last_day or reckoning.start.at.date()
    end = datetime.combine(last_day, reckoning.start.at.time()) + timedelta(days=1)
    return running_minutes(reckoning.start.at, end, outcome.stops[:-1], calendar)


def _warnings(days: Sequence[date], calendar: WorkingCalendar) -> Iterator[str]:
    for year in sorted({day.year for day in days}):
        if not calendar.covers(year):
            yield f"Lịch nghỉ năm {year} chưa có thông báo chính thức. Xin kiểm tra lại ngày hẹn."
    yield from (_unsure(day, calendar) for day in days if day in calendar.unsure_days)


def _decisive_days(reckoning: Reckoning, days: Sequence[date]) -> Sequence[date]:
    """The days whose being off or not moves the due minute: of a calendar term, only the last ones."""
    outcome = reckoning.outcome
    if outcome.due is None or outcome.last_day is None:
        return days
    return days_between(outcome.last_day, next_day(outcome.due.date()))


def _unsure(day: date, calendar: WorkingCalendar) -> str:
    name = calendar.plan(day).reason
    return f"Ngày {short_day(day)} ({name}) chưa chắc chắn. Xin đối chiếu thông báo nghỉ lễ."
