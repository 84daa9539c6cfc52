"""How long the line is up: an exchange that was told so ends at a boundary inside and leaves the rest."""

import math
from collections.abc import Callable

LEAST_S = 1.0  # what is left must at least carry one small request
MOST_S = 24 * 3600.0  # a line that is up longer has no end worth telling


class Window:
    """The seconds until the line goes; without a limit when ``within_s`` is None."""

    def __init__(self, monotonic: Callable[[], float], within_s: float | None) -> None:
        self._monotonic = monotonic
        self._ends_at = None if within_s is None else monotonic() + within_s

    @property
    def is_limited(self) -> bool:
        """Whether anything was said of the line's end."""
        return self._ends_at is not None

    @property
    def left_s(self) -> float:
        """How long it still is."""
        return math.inf if self._ends_at is None else self._ends_at - self._monotonic()

    @property
    def is_over(self) -> bool:
        """Whether nothing more should be begun."""
        return self.left_s < LEAST_S

    @property
    def deadline_s(self) -> int:
        """What the other end is told: whole seconds, 0 for no wish."""
        return 0 if self._ends_at is None else max(1, math.floor(self.left_s))
