"""When the next block may leave: just before the line falls idle, and never so early that blocks queue up.

The line is taken for a pipe of some rate. A block takes the pipe from the moment it is handed over, or
from the end of the one before. Handing the next one over shortly before that end hides the round trip of
the reply, and still leaves a record that comes now less than two blocks to wait for.
"""

from collections import deque

from app.changes.blocks import BLOCK_BYTES
from sync.protocol.scans import MAX_RUN

EARLY_S = 0.8  # a rate that was measured beside a record is off by a tenth of a block
RUN_S = 2.0  # what one request may take of the line
LEAST_S = 0.001
MARKS = 5  # replies that the rate is measured over
LEAST_RATE = 500.0  # bytes a second; slower than any line that carries scans
MOST_UNDER_WAY = 2


class Flow:
    """One direction of one line; kept for as long as scans flow."""

    def __init__(self) -> None:
        self._rate: float | None = None
        self._turn_s = 0.0  # what a reply takes beyond the line's own time
        self._busy_until = 0.0
        self._marks: deque[tuple[float, int]] = deque(maxlen=MARKS)  # since the line was last idle
        self._under_way: dict[int, int] = {}
        self._next = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._under_way

    @property
    def run(self) -> int:
        """How many blocks to put into one request: one on a slow line, more where a request costs more."""
        if self._rate is None:
            return 1
        return max(1, min(MAX_RUN, int(self._rate * RUN_S / BLOCK_BYTES)))

    def seconds_for(self, size: int) -> float:
        """What so many bytes will take, as far as is known."""
        return 0.0 if self._rate is None else size / self._rate

    def wait_s(self, now: float) -> float | None:
        """How long until the next request may leave; None: not before one has come back."""
        if not self._under_way:
            return 0.0
        if self._rate is None or self.run > 1 or len(self._under_way) >= MOST_UNDER_WAY:
            return None  # where one request carries many blocks, a second one could lose a block of its own
        return max(0.0, self._busy_until - EARLY_S - now)

    def note_turn(self, seconds: float) -> None:
        """A request of hardly any bytes took so long."""
        self._turn_s = seconds if self._turn_s == 0 else min(self._turn_s, seconds)

    def begin(self, now: float, size: int) -> int:
        """A request leaves; what ``end`` and ``forget`` know it by."""
        if not self._under_way:
            self._marks.clear()
            self._marks.append((now + self._turn_s, 0))
        self._next += 1
        self._under_way[self._next] = size
        self._busy_until = max(now, self._busy_until) + self.seconds_for(size)
        return self._next

    def end(self, number: int, now: float) -> None:
        """Its reply has come."""
        self._marks.append((now, self._under_way.pop(number)))
        carried = sum(size for _, size in list(self._marks)[1:])
        took = max(now - self._marks[0][0], LEAST_S)
        self._rate = max(LEAST_RATE, carried / took)
        # The reply left the other end some time ago; what is under way has had the line since then.
        left = sum(self._under_way.values())
        self._busy_until = now - self._turn_s + self.seconds_for(left) if left else now

    def forget(self, number: int) -> None:
        """It did not come through, which says nothing of the line's rate."""
        self._under_way.pop(number, None)

    def cut(self) -> None:
        """The line broke: nothing is under way any more, the rate is still the best guess."""
        self._under_way.clear()
        self._busy_until = 0.0
