"""The office hours assumed until a commune enters its own decision."""

from datetime import date, time

from app.domain.office_hours import ClockStart, RuleSet, Session

MONDAY_TO_FRIDAY = frozenset(range(5))

DEFAULT_RULES = RuleSet(
    effective_from=date(2018, 1, 1),
    weekdays=MONDAY_TO_FRIDAY,
    morning=Session(time(7, 30), time(11, 30)),
    afternoon=Session(time(13, 30), time(17, 0)),
    cutoff=time(15, 0),
    clock_start=ClockStart.AT_RECEIPT,
)
