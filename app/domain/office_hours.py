"""The hours an office keeps from a date on: its sessions, its weekdays, its cut-off hour.

Where the law leaves a choice to the commune (which hour closes the day's receipts, when the clock of a
limit starts), the rule set in force on the day decides, so a decision of the office is a row of data.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import Enum
from itertools import pairwise

from app.domain.time_words import HOUR_MINUTES


class DayHalf(Enum):
    """One of the two sessions of a working day."""

    MORNING = "am"
    AFTERNOON = "pm"


class ClockStart(Enum):
    """When the clock of a limit in working time starts."""

    AT_RECEIPT = "receipt"
    NEXT_WORKING_DAY = "next_working_day"


def minute_of(moment: time) -> int:
    """Minutes since midnight."""
    return moment.hour * HOUR_MINUTES + moment.minute


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of working time; its end is the first minute that no longer belongs to it.

    The minutes since midnight are worked out once, because every count goes through them.
    """

    start: time
    end: time
    start_minute: int = field(init=False, repr=False, compare=False)
    end_minute: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"a session must end after it starts: {self.start}-{self.end}")
        object.__setattr__(self, "start_minute", minute_of(self.start))
        object.__setattr__(self, "end_minute", minute_of(self.end))

    @property
    def minutes(self) -> int:
        return self.end_minute - self.start_minute


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What one decision on office hours says, in force until the next one's date."""

    effective_from: date
    weekdays: frozenset[int]
    morning: Session
    afternoon: Session
    cutoff: time | None
    clock_start: ClockStart

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= set(range(7)):
            raise ValueError(f"weekdays are 0 (Monday) to 6, at least one: {sorted(self.weekdays)}")
        if self.morning.end > self.afternoon.start:
            raise ValueError("the afternoon starts before the morning ends")

    @property
    def day_minutes(self) -> int:
        """The minutes of a full working day: what ``1 ngày làm việc`` is worth."""
        return self.morning.minutes + self.afternoon.minutes

    @property
    def sessions(self) -> tuple[Session, Session]:
        return self.morning, self.afternoon

    def session(self, half: DayHalf) -> Session:
        return self.morning if half is DayHalf.MORNING else self.afternoon


def are_in_order(rule_sets: Sequence[RuleSet]) -> bool:
    """Whether each rule set is later than the one before it, and there is at least one."""
    dates = [rules.effective_from for rules in rule_sets]
    return bool(dates) and all(earlier < later for earlier, later in pairwise(dates))


def rules_on(day: date, rule_sets: Sequence[RuleSet]) -> RuleSet:
    """The rule set in force; ``rule_sets`` stand in order of date, the first also ruling before its own."""
    for rules in reversed(rule_sets):
        if rules.effective_from <= day:
            return rules
    return rule_sets[0]
