"""Why a dossier is due when it is, in sentences a citizen can follow and check on a wall calendar."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby

from app.domain.deadline.pauses import Pause, running_minutes
from app.domain.deadline.reckoning import Reckoning, StartReason, midnight
from app.domain.time_limit import LimitUnit
from app.domain.time_words import (
    day_in_words,
    exact_working_time_in_words,
    moment_in_words,
    next_day,
    short_day_in_words,
)
from app.domain.working_calendar import DayHalf, DayKind, WorkingCalendar

TALLIED_DAYS = 5  # more days than this are easier to follow without each one's minutes
LISTED_WEEKLY_DAYS = 4  # two weekends; more are only counted
LISTED_RUN = 2  # a longer run of days off for one reason is told by its first and last day
HALVES = {DayHalf.MORNING: "sáng", DayHalf.AFTERNOON: "chiều"}


def explain(reckoning: Reckoning, days: Sequence[date], calendar: WorkingCalendar) -> str:
    """The whole explanation, one short sentence after the other; ``days`` are the term's."""
    return " ".join(_sentences(reckoning, days, calendar))


def _sentences(reckoning: Reckoning, days: Sequence[date], calendar: WorkingCalendar) -> Iterator[str]:
    yield f"Nhận lúc {moment_in_words(reckoning.received)}."
    yield from _start(reckoning, calendar)
    yield _limit(reckoning)
    yield from (_stop(stop, reckoning, calendar) for stop in reckoning.outcome.stops)
    if reckoning.limit.unit.is_calendar:
        yield from _calendar_end(reckoning, calendar)
    else:
        yield from _tally(reckoning, days, calendar)
        yield from _days_off(days, "Không tính", calendar)
        yield from _made_up_days(days, calendar)
    yield _ending(reckoning, calendar)


def _start(reckoning: Reckoning, calendar: WorkingCalendar) -> Iterator[str]:
    start, received = reckoning.start, reckoning.received
    since = moment_in_words(start.at)
    match start.why:
        case StartReason.NEXT_SESSION:
            yield f"Nhận ngoài giờ làm việc nên tính từ {start.at:%H:%M} cùng ngày."
        case StartReason.AFTER_HOURS:
            yield f"Nhận khi đã hết giờ làm việc nên tính từ {since}."
        case StartReason.AFTER_CUTOFF:
            yield f"Nhận sau {calendar.rules_on(received.date()).cutoff:%H:%M} nên tính từ {since}."
        case StartReason.DAY_OFF:
            yield f"Ngày nhận là ngày nghỉ ({calendar.why_off(received.date())}) nên tính từ {since}."
        case StartReason.OFFICE_RULE:
            yield f"Cơ quan tính từ đầu ngày làm việc kế tiếp: {since}."


def _limit(reckoning: Reckoning) -> str:
    words = reckoning.limit.in_words()
    match reckoning.limit.unit:
        case LimitUnit.SAME_DAY:
            return "Thời hạn trong ngày: trả khi hết giờ làm việc."
        case LimitUnit.DAYS:
            return f"Thời hạn {words}, tính cả ngày nghỉ, không tính ngày nhận."
        case LimitUnit.MONTHS:
            return f"Thời hạn {words}, không tính ngày nhận."
        case LimitUnit.MINUTES:
            return f"Thời hạn {words}."
        case _:
            return f"Thời hạn {words} ({reckoning.minutes} phút làm việc)."


def _stop(stop: Pause, reckoning: Reckoning, calendar: WorkingCalendar) -> str:
    since = f"Dừng từ {moment_in_words(stop.start)}"
    if stop.end is None:
        return f"{since} để chờ bổ sung giấy tờ."
    if reckoning.limit.unit.is_calendar:
        days = (stop.end.date() - stop.start.date()).days
        effect = f"cộng thêm {days} ngày" if days else "chưa sang ngày khác nên không cộng thêm"
    else:
        effect = f"{calendar.working_minutes(stop.start, stop.end)} phút làm việc, không tính"
    return f"{since} đến {moment_in_words(stop.end)} để chờ bổ sung giấy tờ ({effect})."


def _calendar_end(reckoning: Reckoning, calendar: WorkingCalendar) -> Iterator[str]:
    last_day, due = reckoning.outcome.last_day, reckoning.outcome.due
    if last_day is None or due is None:
        return
    if reckoning.limit.unit is LimitUnit.MONTHS and not reckoning.outcome.stops:
        yield from _short_month(reckoning.received, last_day)
    if due.date() == last_day:
        return
    why = "đã hết giờ làm việc" if calendar.is_working_day(last_day) else "là ngày nghỉ"
    yield f"Ngày cuối, {day_in_words(last_day)}, {why} nên chuyển sang ngày làm việc kế tiếp."
    yield from _days_off(days_between(last_day, due.date()), "Ngày nghỉ", calendar)


def _short_month(received: datetime, last_day: date) -> Iterator[str]:
    if last_day.day != received.day:
        month = f"{last_day.month}/{last_day.year}"
        yield f"Tháng {month} không có ngày {received.day} nên tính đến ngày cuối tháng."


def _tally(reckoning: Reckoning, days: Sequence[date], calendar: WorkingCalendar) -> Iterator[str]:
    """The minutes each day gave, so that the sum can be checked by hand."""
    worked = [day for day in days if calendar.is_working_day(day)]
    if reckoning.outcome.due is None or len(worked) > TALLIED_DAYS:
        return
    counted = ((day, _counted_minutes(day, reckoning, calendar)) for day in worked)
    parts = [f"{short_day_in_words(day)} {minutes} phút" for day, minutes in counted if minutes]
    if len(parts) > 1:
        yield f"Tính: {', '.join(parts)}."


def _counted_minutes(day: date, reckoning: Reckoning, calendar: WorkingCalendar) -> int:
    start = max(reckoning.start.at, midnight(day))
    end = min(reckoning.outcome.due or reckoning.start.at, midnight(next_day(day)))
    return running_minutes(start, end, reckoning.outcome.stops, calendar)


def _days_off(days: Iterable[date], label: str, calendar: WorkingCalendar) -> Iterator[str]:
    """The days, and the single sessions, that the term passes over."""
    off = [day for day in days if not calendar.is_working_day(day) or calendar.plan(day).shut]
    special = [day for day in off if calendar.plan(day).kind is not DayKind.WEEKLY_OFF]
    weekly_count = len(off) - len(special)
    if weekly_count > LISTED_WEEKLY_DAYS:
        parts = [f"{weekly_count} ngày nghỉ hằng tuần", *_runs_in_words(special, calendar)]
    else:
        parts = list(_runs_in_words(off, calendar))
    if parts:
        yield f"{label}: {', '.join(parts)}."


def _runs_in_words(days: list[date], calendar: WorkingCalendar) -> Iterator[str]:
    """Each day with its reason, a run of neighbours with one reason told together."""
    told = [(day, _reason(day, calendar)) for day in days]
    # Neighbouring days keep the same distance from their places in the list.
    for (_, reason), run in groupby(
        enumerate(told), key=lambda item: (item[1][0].toordinal() - item[0], item[1][1])
    ):
        group = [day for _, (day, _) in run]
        if len(group) > LISTED_RUN and reason:
            yield f"từ {short_day_in_words(group[0])} đến {short_day_in_words(group[-1])}{reason}"
        else:
            yield from (f"{_half(day, calendar)}{short_day_in_words(day)}{reason}" for day in group)


def _reason(day: date, calendar: WorkingCalendar) -> str:
    plan = calendar.plan(day)
    if plan.kind is DayKind.WEEKLY_OFF:
        return ""
    return f" ({next(iter(plan.shut.values())) if plan.sessions else plan.reason})"


def _half(day: date, calendar: WorkingCalendar) -> str:
    """Which session is off, when the other one works."""
    plan = calendar.plan(day)
    return "".join(f"{HALVES[half]} " for half in plan.shut) if plan.sessions else ""


def _made_up_days(days: Iterable[date], calendar: WorkingCalendar) -> Iterator[str]:
    made_up = [day for day in days if calendar.plan(day).kind is DayKind.MADE_UP]
    if made_up:
        named = (f"{short_day_in_words(day)} ({calendar.plan(day).reason})" for day in made_up)
        yield f"Có tính: {', '.join(named)}."


def _ending(reckoning: Reckoning, calendar: WorkingCalendar) -> str:
    if reckoning.outcome.due is not None:
        return f"Hẹn trả {moment_in_words(reckoning.outcome.due)}."
    left = _remainder(reckoning, calendar)
    return f"Đồng hồ đang dừng, còn lại {left}. Giờ hẹn được tính lại khi nhận đủ giấy tờ."


def _remainder(reckoning: Reckoning, calendar: WorkingCalendar) -> str:
    """What is left of a stopped term, its minutes also in days and hours."""
    remaining = reckoning.outcome.remaining
    if remaining is None:
        return ""
    if remaining.unit is not LimitUnit.MINUTES:
        return remaining.in_words()
    day_minutes = calendar.day_minutes(reckoning.start.at.date())
    return f"{remaining.in_words()} ({exact_working_time_in_words(int(remaining.amount), day_minutes)})"


def term_days(reckoning: Reckoning) -> list[date]:
    """The days from the start of the clock to the due day, less those the clock stood still all day."""
    outcome = reckoning.outcome
    end = outcome.due or max(reckoning.start.at, outcome.stops[-1].start)
    days = days_between(reckoning.start.at.date(), next_day(end.date()))
    if not outcome.stops:
        return days
    return [day for day in days if not any(_stops_all_day(stop, day) for stop in outcome.stops)]


def days_between(first: date, end: date) -> list[date]:
    """Every day from ``first`` on, before ``end``."""
    return [date.fromordinal(ordinal) for ordinal in range(first.toordinal(), end.toordinal())]


def _stops_all_day(stop: Pause, day: date) -> bool:
    ends_later = stop.end is None or stop.end >= midnight(next_day(day))
    return stop.start <= midnight(day) and ends_later
