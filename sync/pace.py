"""How much to put into one request: what the line carried in the last one decides about the next.

A cut line loses at most one request, so a slow line is given small ones; a fast line is not kept waiting
for round trips.
"""

from dataclasses import dataclass

from sync.protocol.limits import FEED_BYTES, PUSH_BYTES

FIRST_BYTES = 256 * 1024
LEAST_BYTES = 64 * 1024  # about one full segment
TARGET_S = 8.0


@dataclass
class Pace:
    """Kept from one exchange to the next."""

    up_bytes: int = FIRST_BYTES
    down_bytes: int = FIRST_BYTES

    def note(self, up: int, down: int, seconds: float) -> None:
        """A request came through: its bodies' sizes and how long it took."""
        room = TARGET_S / max(seconds, 0.001)
        self.up_bytes = _next(self.up_bytes, up, room, PUSH_BYTES)
        self.down_bytes = _next(self.down_bytes, down, room, FEED_BYTES)

    def note_cut(self) -> None:
        """A request did not come through."""
        self.up_bytes = max(LEAST_BYTES, self.up_bytes // 2)
        self.down_bytes = max(LEAST_BYTES, self.down_bytes // 2)


def _next(planned: int, carried: int, room: float, most: int) -> int:
    """A request that was not full says nothing about what the line could have carried beyond it."""
    if carried < planned // 2 and room >= 1:
        return planned
    return int(min(most, max(LEAST_BYTES, max(carried, LEAST_BYTES) * room)))
