"""Under what terms an exchange runs: its time, its patience, and how it waits."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random, SystemRandom

from sync.beside import Beside, at_once, in_thread
from sync.schedule import BY_ITSELF, NEVER_AGAIN, Patience


@dataclass(frozen=True)
class Terms:
    """``within_s`` is how long the line is up, None when nobody knows of an end.

    As they stand, nothing is tried twice and nothing happens beside anything else: so a test or a simulated
    world replays the same each time.
    """

    within_s: float | None = None
    patience: Patience = NEVER_AGAIN
    beside: Beside = at_once
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    random: Random = field(default_factory=Random)


def on_a_real_line(within_s: float | None = None) -> Terms:
    """What the window and the command line exchange under."""
    return Terms(within_s, BY_ITSELF, in_thread, random=SystemRandom())
