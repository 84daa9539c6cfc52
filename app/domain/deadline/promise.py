"""What was printed for the citizen, and what the office counts with now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from app.domain.deadline.due import Deadline, deadline
from app.domain.deadline.explanation import days_between
from app.domain.time_limit import TimeLimit
from app.domain.time_words import (
    hours_in_words,
    moment_in_words,
    next_day,
    short_day,
    short_day_in_words,
    to_minute,
)
from app.domain.working_calendar import DayKind, WorkingCalendar

TRAP_IN_SIGHT = timedelta(hours=2)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Promise:
    """The printed promise, which stands, beside the due minute that today's calendar gives."""

    printed_due: datetime
    internal_due: datetime | None
    note: str

    @property
    def warn_by(self) -> datetime:
        """What warnings count to: the earlier of the two, so neither is missed unseen."""
        return min(self.printed_due, self.internal_due or self.printed_due)


def revise(printed_due: datetime, recomputed: Deadline) -> Promise:
    """Set a printed promise beside the deadline counted again; the promise itself never moves."""
    return Promise(printed_due, recomputed.due, _note(printed_due, recomputed.due))


def _note(printed: datetime, internal: datetime | None) -> str:
    if internal is None or internal == printed:
        return ""
    kept = f"Giờ hẹn đã in {moment_in_words(printed)} giữ nguyên."
    if internal < printed:
        return f"{kept} Theo lịch làm việc mới, cần xong trước {moment_in_words(internal)}."
    return (
        f"{kept} Theo lịch làm việc mới, hạn là {moment_in_words(internal)}; "
        "nếu không kịp giờ đã hẹn, xin gửi văn bản xin lỗi trước giờ đó."
    )


def next_trap(
    now: datetime, limit: TimeLimit, calendar: WorkingCalendar, within: timedelta = TRAP_IN_SIGHT
) -> str | None:
    """The moment today after which saving promises a later time; None when none is near.

    ``Còn 13 phút. Lưu sau 15:00 sẽ hẹn thứ Tư 25/11 (24/11 nghỉ lễ).``
    """
    now = to_minute(now)
    last_good = _last_good_minute(now.date(), calendar)
    if last_good is None or not now <= last_good <= now + within:
        return None
    before = deadline(last_good, limit, calendar)
    after = deadline(last_good + MINUTE, limit, calendar)
    if before.due is None or after.due is None or not _jumps(before.due, after.due, calendar):
        return None
    minutes = (last_good - now) // MINUTE
    left = f"Còn {hours_in_words(minutes)}. " if minutes else ""
    new_promise = f"{_changed_part(before.due, after.due)}{_off_until(after.clock_start, now, calendar)}"
    return f"{left}Lưu sau {last_good:%H:%M} sẽ hẹn {new_promise}."


def _last_good_minute(day: date, calendar: WorkingCalendar) -> datetime | None:
    """The cut-off, or the last minute of a day that ends before it."""
    if not calendar.is_working_day(day):
        return None
    last_open = calendar.closing(day) - MINUTE
    cutoff = calendar.rules_on(day).cutoff
    return last_open if cutoff is None else min(datetime.combine(day, cutoff), last_open)


def _jumps(before: datetime, after: datetime, calendar: WorkingCalendar) -> bool:
    """Whether one minute at the counter costs the citizen more than one working minute."""
    return calendar.working_minutes(before, after) > 1


def _changed_part(before: datetime, after: datetime) -> str:
    day = short_day_in_words(after)
    return day if before.time() == after.time() else f"{after:%H:%M} {day}"


def _off_until(start: datetime, now: datetime, calendar: WorkingCalendar) -> str:
    """The holidays and closures that carry the start further than the clerk may expect."""
    off = [day for day in days_between(next_day(now.date()), start.date()) if _is_special(day, calendar)]
    runs = (f"{_days(list(run))} {why}" for why, run in groupby(off, key=lambda day: _why(day, calendar)))
    words = ", ".join(runs)
    return f" ({words})" if words else ""


def _is_special(day: date, calendar: WorkingCalendar) -> bool:
    return calendar.plan(day).kind in (DayKind.HOLIDAY, DayKind.CLOSED)


def _why(day: date, calendar: WorkingCalendar) -> str:
    plan = calendar.plan(day)
    return "nghỉ lễ" if plan.kind is DayKind.HOLIDAY else f"nghỉ vì {plan.reason}"


def _days(days: list[date]) -> str:
    first, last = short_day(days[0]), short_day(days[-1])
    return first if first == last else f"{first} đến {last}"
