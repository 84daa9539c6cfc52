"""The demo's time: a past working day that runs hundreds of times faster than ours."""

import time
from datetime import date, timedelta

from app.domain.working_calendar import WorkingCalendar

SPEED = 240
FAST_MS = 9 * 3_600_000  # then the clock walks: a slow machine must not see midnight


class FastClock:
    """Wall time from ``start_ms`` on, ``speed`` times as fast for nine hours, counted from ``anchor_ms``.

    Several processes that share the three numbers share the time.
    """

    def __init__(self, start_ms: int, anchor_ms: int, speed: int = SPEED) -> None:
        self.start_ms = start_ms
        self.anchor_ms = anchor_ms
        self.speed = speed

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC, of the demo's day."""
        real = time.time_ns() // 1_000_000 - self.anchor_ms
        fast = min(real * self.speed, FAST_MS)
        return self.start_ms + fast + max(0, real - FAST_MS // self.speed)


def demo_day(calendar: WorkingCalendar, today: date) -> date:
    """The last working day before today: nothing the demo leaves behind lies in the future."""
    day = today - timedelta(days=1)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return day


def working_days_before(calendar: WorkingCalendar, day: date, count: int) -> list[date]:
    """The working days before a day, oldest first."""
    days: list[date] = []
    while len(days) < count:
        day -= timedelta(days=1)
        if calendar.is_working_day(day):
            days.append(day)
    return days[::-1]
