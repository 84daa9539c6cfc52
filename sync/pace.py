"""How much to put into one request: what the line carried in the last one decides about the next.

A cut line loses at most one request, so a slow line is given small ones; a fast line is not kept waiting
for round trips. Where the time is short, what is planned must also come back within it.
"""

from dataclasses import dataclass
from typing import NamedTuple

from sync.protocol.limits import FEED_BYTES, PUSH_BYTES
from sync.window import Window

FIRST_BYTES = 128 * 1024
LEAST_BYTES = 16 * 1024
TARGET_S = 8.0
TELLING_BYTES = 4 * 1024  # less than that tells of the way's delay, and nothing of its width
FIRST_DELAY_S = 1.0
SAFE_SHARE = 0.7  # of the time that is left: lines grow slower, too


class Plan(NamedTuple):
    """One request: how much to send and to ask for; ``room_bytes`` bounds both together, None: no bound."""

    up_bytes: int
    down_bytes: int
    room_bytes: int | None = None
    deadline_s: int = 0


@dataclass
class Pace:
    """Kept from one exchange to the next; ``bytes_a_second`` is 0 while nothing is known."""

    up_bytes: int = FIRST_BYTES
    down_bytes: int = FIRST_BYTES
    bytes_a_second: float = 0.0
    delay_s: float = FIRST_DELAY_S

    def note(self, up: int, down: int, seconds: float) -> None:
        """A request came through: its bodies' sizes and how long it took."""
        room = TARGET_S / max(seconds, 0.001)
        self.up_bytes = _next(self.up_bytes, up, room, PUSH_BYTES)
        self.down_bytes = _next(self.down_bytes, down, room, FEED_BYTES)
        if up + down < TELLING_BYTES:
            self.delay_s = seconds
        else:
            self.bytes_a_second = (up + down) / max(seconds - min(self.delay_s, seconds / 2), 0.001)

    def note_cut(self) -> None:
        """A request did not come through."""
        self.up_bytes = max(LEAST_BYTES, self.up_bytes // 2)
        self.down_bytes = max(LEAST_BYTES, self.down_bytes // 2)

    def plan(self, window: Window) -> Plan:
        """The next request, so that it comes back before the line goes."""
        if not window.is_limited:
            return Plan(self.up_bytes, self.down_bytes)
        if not self.bytes_a_second:
            return Plan(LEAST_BYTES, LEAST_BYTES, FIRST_BYTES, window.deadline_s)
        room = self._fitting(window.left_s)
        return Plan(min(self.up_bytes, room), min(self.down_bytes, room), room, window.deadline_s)

    def _fitting(self, seconds: float) -> int:
        """How many bytes go and come back within so much time."""
        return int(max(0.0, seconds * SAFE_SHARE - self.delay_s) * self.bytes_a_second)


def _next(planned: int, carried: int, room: float, most: int) -> int:
    """A request that was not full says nothing about what the line could have carried beyond it."""
    if carried < TELLING_BYTES or (carried < planned // 2 and room >= 1):
        return planned
    return int(min(most, max(LEAST_BYTES, carried * room)))
