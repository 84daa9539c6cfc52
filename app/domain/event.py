"""One act on a dossier, and the acts there are."""

from dataclasses import dataclass
from enum import IntEnum


class EventKind(IntEnum):
    """What happened; the numbers are in signed data for ever."""

    RECEIVED = 1
    HANDED_OVER = 2
    SUPPLEMENT_REQUESTED = 3
    SUPPLEMENT_TAKEN_IN = 4
    TRANSFERRED_UP = 5
    TAKEN_BACK = 6
    FINISHED = 7
    RETURNED = 8
    CORRECTED = 9
    DECIDED = 10
    GUIDED = 11
    REFUSED = 12
    UNDONE = 13
    ACCEPTED = 14
    EXTENDED = 15
    STOPPED = 16
    WITHDRAWN = 17
    NOT_COLLECTED = 18
    EXTRA_PAPER_ASKED = 19

    @property
    def is_remark(self) -> bool:
        """Whether it stands beside the dossier's way: two of them made at once are no choice."""
        return self in (EventKind.CORRECTED, EventKind.EXTRA_PAPER_ASKED)

    @property
    def is_transition(self) -> bool:
        """Whether it moves the dossier on."""
        return not self.is_remark and self is not EventKind.DECIDED


@dataclass(frozen=True, slots=True)
class Event:
    """One act; its ids are local row ids, ``rank`` orders siblings everywhere alike.

    A decision stands after ``parent_id`` and sets ``over_id`` aside, with all that led there alone.
    """

    id: int
    parent_id: int | None
    kind: EventKind
    at_ms: int
    rank: tuple[int, bytes] = (0, b"")
    holder_id: int | None = None
    unit: str = ""
    due_ms: int | None = None
    over_id: int | None = None
