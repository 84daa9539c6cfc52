"""One day of an office's calendar: what kind of day it is, and which of its minutes work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum

from app.domain.office_hours import DayHalf, Session
from app.domain.time_words import HOUR_MINUTES

LONGEST_CLOSURE = timedelta(days=366)  # a year typed wrong must not shut the office for ever


class DayKind(Enum):
    """Why a day works or does not."""

    WORKING = "working"
    MADE_UP = "made_up"
    WEEKLY_OFF = "weekly_off"
    HOLIDAY = "holiday"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which this office alone is shut, or one session of each: a storm, a flood, a power cut."""

    first: date
    last: date
    half: DayHalf | None
    reason: str

    def __post_init__(self) -> None:
        if not timedelta(0) <= self.last - self.first < LONGEST_CLOSURE:
            raise ValueError(f"a closure ends within a year after it starts: {self.first} to {self.last}")

    def halves(self, day: date) -> tuple[DayHalf, ...]:
        """The sessions of this day that it shuts."""
        if not self.first <= day <= self.last:
            return ()
        return tuple(DayHalf) if self.half is None else (self.half,)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One day of the calendar, worked out: its sessions, and the reason where some or all of them are off."""

    kind: DayKind
    sessions: tuple[Session, ...]
    reason: str
    shut: Mapping[DayHalf, str]

    @property
    def minutes(self) -> int:
        return sum([session.end_minute - session.start_minute for session in self.sessions])

    def minutes_before(self, moment: int) -> int:
        """The day's working minutes that have passed so many minutes after midnight."""
        passed = 0
        for session in self.sessions:
            if moment > session.start_minute:
                passed += min(moment, session.end_minute) - session.start_minute
        return passed

    def moment_after(self, minutes: int) -> time:
        """The time of day at which so many of the day's minutes are used: at a session's end, that end."""
        for session in self.sessions:
            if minutes <= session.minutes:
                return time(*divmod(session.start_minute + minutes, HOUR_MINUTES))
            minutes -= session.minutes
        raise ValueError("the day has fewer working minutes")
