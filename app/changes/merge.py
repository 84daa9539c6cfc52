"""Two edits of one fact become one outcome; pure, and the same on every replica.

Order of arrival never decides. An edit that was made knowing the current value replaces it. Edits made
without knowing of each other are *concurrent*: the higher adjusted clock wins, the origin breaks a tie, and
the loser is kept and shown until a clerk chooses.
"""

from enum import Enum, auto
from typing import NamedTuple

from app.changes.changeset import Stamp


class Outcome(Enum):
    """What happens to an incoming write of one group."""

    APPLY = auto()  # nothing there, or written knowing what is there
    KNOWN = auto()  # this very write is already there
    WINS = auto()  # concurrent; it replaces the current value, which is kept as the loser
    LOSES = auto()  # concurrent; the current value stays, the incoming one is kept as the loser


class Mark(NamedTuple):
    """Which changeset wrote a value, and its adjusted hybrid time."""

    stamp: Stamp
    hlc: int

    @property
    def rank(self) -> tuple[int, bytes]:
        """Orders concurrent writes alike on every replica."""
        return self.hlc, self.stamp.origin


def arbitrate(current: Mark | None, base: Stamp | None, incoming: Mark) -> Outcome:
    """Decide between the current value and an incoming one that replaced ``base``."""
    if current is None or base == current.stamp:
        return Outcome.APPLY
    if incoming.stamp == current.stamp:
        return Outcome.KNOWN
    if incoming.stamp.origin == current.stamp.origin:
        return Outcome.APPLY if incoming.stamp.seq > current.stamp.seq else Outcome.KNOWN
    return Outcome.WINS if incoming.rank > current.rank else Outcome.LOSES
