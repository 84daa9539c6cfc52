"""A clock that is put on by hand, for books whose past is written in one go."""

from datetime import datetime

from app.domain.clock import ms_of


class SetClock:
    """It is put where the script wants it, never back, and ticks a little at each look."""

    def __init__(self, wall: datetime) -> None:
        self._ms = ms_of(wall)

    def put(self, wall: datetime) -> None:
        """Go on to this time."""
        self._ms = max(self._ms, ms_of(wall))

    def now_ms(self) -> int:
        """Seven milliseconds later each time."""
        self._ms += 7
        return self._ms
