"""The periods an office reports by: from the 15th to the 14th (NĐ 09/2019/NĐ-CP), and calendar ones."""

from datetime import date, timedelta
from typing import NamedTuple

from app.domain.reporting import Period

REPORT_DAY = 15
DECEMBER = 12


class NamedPeriod(NamedTuple):
    """A period and what an office calls it."""

    words: str
    period: Period


def report_periods(today: date) -> tuple[NamedPeriod, ...]:
    """Those around a day: the running month first, then the ones that reports are owed for."""
    month = _report_month(today)
    before = _report_month(month.first - timedelta(days=1))
    year = _report_year(today)
    return (
        NamedPeriod(f"Tháng {today.month}/{today.year}", _calendar_month(today)),
        NamedPeriod("Kỳ báo cáo tháng này (15 đến 14)", month),
        NamedPeriod("Kỳ báo cáo tháng trước (15 đến 14)", before),
        NamedPeriod("Kỳ báo cáo quý này", _months_from(_report_start(today, 3), 3)),
        NamedPeriod("Kỳ báo cáo 6 tháng này", _months_from(_report_start(today, 6), 6)),
        NamedPeriod("Kỳ báo cáo năm này (15/12 đến 14/12)", year),
        NamedPeriod("Hôm nay", Period(today, today)),
        NamedPeriod(f"Năm {today.year}", Period(date(today.year, 1, 1), date(today.year, 12, 31))),
    )


def _calendar_month(day: date) -> Period:
    first = day.replace(day=1)
    return Period(first, _month_later(first, 1) - timedelta(days=1))


def _report_month(day: date) -> Period:
    """From the 15th to the 14th around a day."""
    start = day.replace(day=REPORT_DAY)
    return _months_from(start if day >= start else _month_later(start, -1), 1)


def _report_year(day: date) -> Period:
    return _months_from(_report_start(day, DECEMBER), DECEMBER)


def _report_start(day: date, months: int) -> date:
    """The 15th on which a run of this many months around a day began; years begin on 15 December."""
    start = _report_month(day).first
    into_year = start.month % DECEMBER
    return _month_later(start, -(into_year % months))


def _months_from(start: date, months: int) -> Period:
    return Period(start, _month_later(start, months) - timedelta(days=1))


def _month_later(day: date, months: int) -> date:
    whole = day.year * DECEMBER + day.month - 1 + months
    return day.replace(year=whole // DECEMBER, month=whole % DECEMBER + 1)
