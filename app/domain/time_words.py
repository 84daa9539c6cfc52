"""Times and stretches of working time as a clerk reads them, and as the law prints them."""

from datetime import date, datetime, timedelta

HOUR_MINUTES = 60
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def weekday_in_words(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def day_in_words(day: date) -> str:
    """For example ``thứ Ba 01/12/2026``."""
    return f"{weekday_in_words(day)} {day:%d/%m/%Y}"


def short_day(day: date) -> str:
    """For example ``27/4``: where the year is plain from what stands beside it."""
    return f"{day.day}/{day.month}"


def short_day_in_words(day: date) -> str:
    """For example ``thứ Hai 27/4``."""
    return f"{weekday_in_words(day)} {short_day(day)}"


def moment_in_words(wall: datetime) -> str:
    """For example ``17:00 thứ Ba 01/12/2026``."""
    return f"{wall:%H:%M} {day_in_words(wall)}"


def promise_in_words(due: datetime, now: datetime) -> str:
    """The promise beside the form: ``Hôm nay, 17:00``, else the hour, weekday and date."""
    if due.date() == now.date():
        return f"Hôm nay, {due:%H:%M}"
    return moment_in_words(due)


def promise_in_print(due: datetime) -> str:
    """The promise as the legal forms word it."""
    return f"{due:%H} giờ {due:%M} phút, ngày {due:%d/%m/%Y}"


def hours_in_words(minutes: int) -> str:
    """``43 phút``, ``1 giờ 13`` or ``2 giờ``."""
    hours, rest = divmod(minutes, HOUR_MINUTES)
    if not hours:
        return f"{rest} phút"
    return f"{hours} giờ {rest:02d}" if rest else f"{hours} giờ"


def working_time_in_words(minutes: int, day_minutes: int) -> str:
    """``5 ngày 2 giờ``, a day being a full working day; minutes are said only under one day."""
    days, rest = divmod(minutes, day_minutes)
    if not days:
        return hours_in_words(rest)
    hours = rest // HOUR_MINUTES
    return f"{days} ngày {hours} giờ" if hours else f"{days} ngày"


def exact_working_time_in_words(minutes: int, day_minutes: int) -> str:
    """``7 ngày 6 giờ 30``: the same with every minute said, for an explanation."""
    days, rest = divmod(minutes, day_minutes)
    parts = [f"{days} ngày"] if days else []
    if rest or not days:
        parts.append(hours_in_words(rest))
    return " ".join(parts)


def to_minute(wall: datetime) -> datetime:
    """The wall time without its seconds: the office's forms know no second."""
    return wall.replace(second=0, microsecond=0)


def next_day(day: date) -> date:
    return day + timedelta(days=1)
