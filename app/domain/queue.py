"""The queue of the hall: a day's tickets, from 1 on, called by whoever is free."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from app.domain.ids import ClerkId

MINUTE_MS = 60_000
DIGITS = 3


class TicketState(IntEnum):
    """Where somebody with a ticket is."""

    WAITING = 0
    CALLED = 1
    SERVED = 2
    ABSENT = 3


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket of the day; ``counter`` is where it was called to, ``told_ms`` when it was called last."""

    number: int
    taken_ms: int
    state: TicketState = TicketState.WAITING
    clerk_id: ClerkId | None = None
    counter: str = ""
    called_ms: int = 0
    told_ms: int = 0
    ended_ms: int = 0

    @property
    def shown(self) -> str:
        """The number as paper and screen have it: ``007``."""
        return f"{self.number:0{DIGITS}d}"


def mean_wait_minutes(tickets: Iterable[Ticket]) -> int | None:
    """How long those who were called had waited, in whole minutes; None while nobody was."""
    waits = [max(0, each.called_ms - each.taken_ms) for each in tickets if each.called_ms]
    return round(sum(waits) / len(waits) / MINUTE_MS) if waits else None


def wait_minutes(ticket: Ticket, now_ms: int) -> int:
    """How long somebody waited until called, or waits by now."""
    return max(0, (ticket.called_ms or now_ms) - ticket.taken_ms) // MINUTE_MS
