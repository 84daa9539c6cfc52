"""A day compared: what was printed, what is recorded, what the district acknowledged, and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from app.domain.dossier import Role
from app.domain.sync_state import SyncState

SIGNERS = (Role.LEADER, Role.HEAD)
CLOSERS = (Role.RECEPTION, Role.SPECIALIST, Role.REGISTRAR, Role.HEAD, Role.LEADER)
ACKNOWLEDGED = frozenset({SyncState.RECEIVED, SyncState.ANSWERED, SyncState.TO_CHOOSE})


class Lack(Enum):
    """What is missing of one thing of the day."""

    PRINT = "print"
    RECORD = "record"
    SENT_BACK = "sent_back"


@dataclass(frozen=True, slots=True)
class DayItem:
    """One thing that a citizen holds a paper of: a dossier, or a sitting of certified copies.

    ``is_recorded`` is False where a paper was printed whose record was taken back or is not there.
    """

    code: str
    what: str
    person: str
    ref: int
    is_sitting: bool
    is_printed: bool
    is_recorded: bool
    sync_state: SyncState

    @property
    def is_acknowledged(self) -> bool:
        return self.is_recorded and self.sync_state in ACKNOWLEDGED

    @property
    def is_waiting(self) -> bool:
        """Whether the district may still say that it has it: no line is no lack."""
        return self.is_recorded and self.sync_state in (SyncState.HERE, SyncState.PACKED)

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """What is wrong with it, the worst first."""
        found = (
            (Lack.RECORD, self.is_printed and not self.is_recorded),
            (Lack.PRINT, self.is_recorded and not self.is_printed),
            (Lack.SENT_BACK, self.is_recorded and self.sync_state is SyncState.SENT_BACK),
        )
        return tuple(lack for lack, holds in found if holds)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The three figures of a day, what waits for an answer, and the things that lack something."""

    printed: int
    recorded: int
    acknowledged: int
    waiting: int
    missing: tuple[DayItem, ...]

    @property
    def is_even(self) -> bool:
        """Whether nothing is missing; what waits for the district is not missing."""
        return not self.missing


def reconcile(items: Iterable[DayItem]) -> Reconciliation:
    """Compare a day's things."""
    listed = list(items)
    return Reconciliation(
        printed=sum(item.is_printed for item in listed),
        recorded=sum(item.is_recorded for item in listed),
        acknowledged=sum(item.is_acknowledged for item in listed),
        waiting=sum(item.is_waiting for item in listed),
        missing=tuple(item for item in listed if item.lacks),
    )
