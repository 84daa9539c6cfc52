"""The one short sentence beside a due date on a form; the full explanation is one key away."""

from app.domain.deadline.reckoning import Reckoning, StartReason
from app.domain.time_limit import LimitUnit
from app.domain.time_words import short_day_in_words
from app.domain.working_calendar import WorkingCalendar


def short_reason(reckoning: Reckoning, calendar: WorkingCalendar) -> str:
    """For example ``Trả trong ngày vì nhận trước 15:00.``"""
    if reckoning.limit.unit is LimitUnit.SAME_DAY:
        return _same_day(reckoning, calendar)
    words = reckoning.limit.in_words()
    limit = f"{words[0].upper()}{words[1:]}"
    if reckoning.limit.unit.is_calendar:
        return _calendar_term(limit, reckoning)
    return _working_term(limit, reckoning, calendar)


def _same_day(reckoning: Reckoning, calendar: WorkingCalendar) -> str:
    why = _why_later(reckoning, calendar)
    if why:
        return f"Trả trong ngày làm việc kế tiếp vì {why}."
    cutoff = calendar.rules_on(reckoning.received.date()).cutoff
    return "Trả trong ngày." if cutoff is None else f"Trả trong ngày vì nhận trước {cutoff:%H:%M}."


def _calendar_term(limit: str, reckoning: Reckoning) -> str:
    due, last_day = reckoning.outcome.due, reckoning.outcome.last_day
    is_moved = due is not None and due.date() != last_day
    return f"{limit}, không tính ngày nhận{'; ngày cuối là ngày nghỉ nên dời' if is_moved else ''}."


def _working_term(limit: str, reckoning: Reckoning, calendar: WorkingCalendar) -> str:
    why, start = _why_later(reckoning, calendar), reckoning.start.at
    if not why:
        since = "lúc nhận" if start == reckoning.received else f"{start:%H:%M}"
        return f"{limit}, tính từ {since}."
    return f"{limit}, tính từ {start:%H:%M} {short_day_in_words(start)} vì {why}."


def _why_later(reckoning: Reckoning, calendar: WorkingCalendar) -> str:
    """Why the clock did not start on the day of receipt; empty when it did."""
    match reckoning.start.why:
        case StartReason.AFTER_CUTOFF:
            return f"nhận sau {calendar.rules_on(reckoning.received.date()).cutoff:%H:%M}"
        case StartReason.DAY_OFF:
            return "nhận vào ngày nghỉ"
        case StartReason.AFTER_HOURS:
            return "nhận khi đã hết giờ làm việc"
        case StartReason.OFFICE_RULE:
            return "cơ quan tính từ ngày làm việc kế tiếp"
        case _:
            return ""
