"""How long work speaks to whoever waits for it, without knowing a screen."""

from collections.abc import Callable
from typing import NamedTuple


class Progress(NamedTuple):
    """One step of long work: the stage in Vietnamese, and how far it is (total 0: not known)."""

    stage: str
    done: int = 0
    total: int = 0


class Stopped(Exception):
    """Raised by a ``Report`` between two steps when the officer asked the work to stop."""


Report = Callable[[Progress], None]


def unheard(progress: Progress) -> None:
    """The Report of work that nobody watches."""
