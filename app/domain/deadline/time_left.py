"""How much working time a dossier has left, in the words and states of the lists."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from app.domain.time_words import to_minute, working_time_in_words
from app.domain.working_calendar import WorkingCalendar


class TimeState(Enum):
    """The colour and shape a dossier wears."""

    NEW = "new"
    IN_TIME = "in_time"
    NEAR = "near"
    LATE = "late"
    PAUSED = "paused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Working minutes to the promise, negative after it; late starts the minute after the promised one.

    A dossier can be late by no working minute yet: promised for 17:00, looked at in the evening.
    """

    minutes: int
    is_late: bool
    day: date

    def in_words(self, calendar: WorkingCalendar) -> str:
        """``Còn 5 ngày 2 giờ``, ``Còn 43 phút``, ``Quá 5 giờ 17``."""
        if self.minutes == 0:
            return "Vừa quá hạn" if self.is_late else "Đến hạn"
        words = working_time_in_words(abs(self.minutes), calendar.day_minutes(self.day))
        return f"{'Quá' if self.is_late else 'Còn'} {words}"


def time_left(now: datetime, due: datetime, calendar: WorkingCalendar) -> TimeLeft:
    now = to_minute(now)
    return TimeLeft(calendar.working_minutes(now, due), now > due, now.date())


def clock_state(
    now: datetime,
    received: datetime,
    due: datetime | None,
    term_minutes: int,
    calendar: WorkingCalendar,
    *,
    is_touched: bool = True,
    is_done: bool = False,
) -> TimeState:
    """The state a dossier shows; ``due`` is None while its clock stands still.

    What presses outranks what is new: an untouched dossier near its promise is shown as near.
    """
    if is_done:
        return TimeState.DONE
    if due is None:
        return TimeState.PAUSED
    left = time_left(now, due, calendar)
    if left.is_late:
        return TimeState.LATE
    if is_near(left, term_minutes, calendar):
        return TimeState.NEAR
    if received.date() == now.date() and not is_touched:
        return TimeState.NEW
    return TimeState.IN_TIME


def is_near(left: TimeLeft, term_minutes: int, calendar: WorkingCalendar) -> bool:
    """At most one working day and at most half the term left, so a same-day case starts green."""
    return left.minutes <= calendar.day_minutes(left.day) and 2 * left.minutes <= term_minutes
