"""What the figures of an office stand on: how each dossier counts, the periods, and the sums.

A dossier is *late* by the promise in force. A promise that the citizen's papers moved, or one that was put
off before it had passed, is a new one; a new date given after the old one had passed excuses nothing, nor
does one that papers build upon it later.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import NamedTuple

from app.domain.clock import ms_of
from app.domain.event import EventKind

MINUTE_MS = 60_000
DAY_MS = 86_400_000
LEGAL_ZONE_MS = 7 * 3_600_000
ONLINE = 2  # of a dossier's channel: 1 at the counter, 2 online, 3 by post
ENDS = frozenset({EventKind.FINISHED, EventKind.REFUSED, EventKind.STOPPED, EventKind.WITHDRAWN})
EXCUSES = frozenset({EventKind.EXTENDED, EventKind.SUPPLEMENT_TAKEN_IN})


class Timing(IntEnum):
    """How a dossier ended beside its promise; ``ASIDE`` marks one that ended without a result."""

    OPEN = 0
    EARLY = 1
    ON_TIME = 2
    LATE = 3
    ASIDE = 4


PLAIN = 3  # the bits that say when it ended


class Step(NamedTuple):
    """One act in turn, as far as figures ask."""

    kind: int
    at_ms: int
    due_ms: int | None


class Reckoned(NamedTuple):
    """How a dossier counts; ``owed_ms`` is the promise it is measured by, None where nothing was promised.

    ``is_received`` is False of a citizen who was only guided, of a refusal at the counter, and of a
    reception that was undone: no figure knows them.
    """

    is_received: bool
    ended_ms: int | None
    owed_ms: int | None
    waiting_ms: int | None
    timing: int
    supplements: int
    paused_ms: int


def reckon(steps: Iterable[Step], promised_ms: int | None) -> Reckoned:
    """Follow the acts that were in turn."""
    is_received, is_aside = False, False
    ended_ms, waiting_ms, owed_ms = None, None, promised_ms
    supplements = paused_ms = 0
    for kind, at_ms, due_ms in steps:
        was_past = is_past(at_ms if waiting_ms is None else waiting_ms, owed_ms)
        if due_ms is not None and not (was_past and kind in EXCUSES):
            owed_ms = due_ms
        elif kind in ENDS and waiting_ms is not None and owed_ms is not None and not was_past:
            owed_ms += at_ms - waiting_ms  # the clock stood still until the end
        if kind == EventKind.RECEIVED:
            is_received = True
        elif kind == EventKind.UNDONE:
            is_received = False
        elif kind == EventKind.SUPPLEMENT_REQUESTED:
            waiting_ms, supplements = at_ms, supplements + 1
        elif waiting_ms is not None:
            paused_ms, waiting_ms = paused_ms + at_ms - waiting_ms, None
        if kind in ENDS:
            ended_ms, is_aside = at_ms, kind != EventKind.FINISHED
    timing = timing_of(ended_ms, owed_ms) | (Timing.ASIDE if is_aside else 0)
    return Reckoned(is_received, ended_ms, owed_ms, waiting_ms, timing, supplements, max(0, paused_ms))


def is_past(at_ms: int, owed_ms: int | None) -> bool:
    """Whether the promised minute is over."""
    return owed_ms is not None and at_ms >= owed_ms + MINUTE_MS


def timing_of(ended_ms: int | None, owed_ms: int | None) -> int:
    """Early is a day before the promised one; on the day itself, up to the promised minute, is on time."""
    if ended_ms is None:
        return Timing.OPEN
    if owed_ms is None:
        return Timing.ON_TIME
    if is_past(ended_ms, owed_ms):
        return Timing.LATE
    return Timing.EARLY if legal_day(ended_ms) < legal_day(owed_ms) else Timing.ON_TIME


def legal_day(ms: int) -> int:
    """The number of the legal day an instant lies in."""
    return (ms + LEGAL_ZONE_MS) // DAY_MS


@dataclass(frozen=True, slots=True)
class Period:
    """Whole legal days, the last one included."""

    first: date
    last: date

    @property
    def from_ms(self) -> int:
        """Its first instant."""
        return ms_of(datetime.combine(self.first, datetime.min.time()))

    @property
    def to_ms(self) -> int:
        """The first instant after it."""
        return ms_of(datetime.combine(self.last + timedelta(days=1), datetime.min.time()))


class Tally(NamedTuple):
    """Dossiers that count alike: of them ``carried`` came before the period, ``ended`` ended within it."""

    timing: int
    channel: int
    total: int
    carried: int
    ended: int
    pending_late: int
    waiting: int
    waiting_late: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The sums of a period. What ended aside is in the settled ones too, what waits in the pending ones."""

    received_online: int = 0
    received_direct: int = 0
    carried_over: int = 0
    settled_early: int = 0
    settled_on_time: int = 0
    settled_late: int = 0
    pending_in_time: int = 0
    pending_late: int = 0
    aside_early: int = 0
    aside_late: int = 0
    waiting: int = 0
    waiting_late: int = 0

    @property
    def received_new(self) -> int:
        """Received in the period itself."""
        return self.received_online + self.received_direct

    @property
    def received_total(self) -> int:
        """What the office had to do with in the period."""
        return self.received_new + self.carried_over

    @property
    def settled_total(self) -> int:
        """What it was done with."""
        return self.settled_early + self.settled_on_time + self.settled_late

    @property
    def pending_total(self) -> int:
        """What was left at the end of the period."""
        return self.pending_in_time + self.pending_late

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Figures)))


def figures_of(tally: Tally) -> Figures:
    """What one tally adds to the sums."""
    new, plain = tally.total - tally.carried, tally.timing & PLAIN
    is_aside = bool(tally.timing & Timing.ASIDE)
    return Figures(
        received_online=new if tally.channel == ONLINE else 0,
        received_direct=0 if tally.channel == ONLINE else new,
        carried_over=tally.carried,
        settled_early=tally.ended if plain == Timing.EARLY else 0,
        settled_on_time=tally.ended if plain == Timing.ON_TIME else 0,
        settled_late=tally.ended if plain == Timing.LATE else 0,
        pending_in_time=tally.total - tally.ended - tally.pending_late,
        pending_late=tally.pending_late,
        aside_early=tally.ended if is_aside and plain == Timing.EARLY else 0,
        aside_late=tally.ended if is_aside and plain == Timing.LATE else 0,
        waiting=tally.waiting,
        waiting_late=tally.waiting_late,
    )


def summed(figures: Iterable[Figures]) -> Figures:
    """All of them together."""
    return sum(figures, Figures())
