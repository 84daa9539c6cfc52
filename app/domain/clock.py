"""Legal time, and the clock that everything is handed.

Legal time is Asia/Ho_Chi_Minh: UTC+7 without daylight saving, whatever zone the PC is set to. A *wall*
time is a naive ``datetime`` in legal time; an instant is stored as milliseconds UTC.
"""

from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

LEGAL_ZONE = timezone(timedelta(hours=7), "+07")
LAST_YEAR = 2200  # what an office has dates for; the day after the last one must still be a day
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """What the time is; the program passes the PC's, tests and simulations their own."""

    def now_ms(self) -> int:
        """Milliseconds since 1970 UTC."""


def wall_of(ms: int) -> datetime:
    """The wall time of an instant."""
    return (EPOCH + timedelta(milliseconds=ms)).astimezone(LEGAL_ZONE).replace(tzinfo=None)


def ms_of(wall: datetime) -> int:
    """The instant of a wall time."""
    return (wall.replace(tzinfo=LEGAL_ZONE) - EPOCH) // timedelta(milliseconds=1)
