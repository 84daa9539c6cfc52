"""How much of the feed still fits into the time a desk's line is up.

The desk says how many seconds it has; how fast the line is shows in how long the request's body took.
"""

from typing import NamedTuple

from sync.protocol.limits import FEED_BYTES
from sync.protocol.messages import SyncRequest

TELLING_BYTES = 4 * 1024  # a smaller body came at once, however slow the line
SAFE_SHARE = 0.7


class Way(NamedTuple):
    """A request's way here: when its head had come, how long its body took, and how large that was."""

    began: float
    body_s: float
    body_bytes: int


def feed_bytes(request: SyncRequest, way: Way | None, now: float) -> int:
    """How much of the feed to send; less than the desk wants where it would not come in time."""
    most = min(request.want_bytes, FEED_BYTES)
    if way is None or not request.deadline_s:
        return most
    left_s = request.deadline_s - (now - way.began)
    if left_s <= 0:
        return 0
    if way.body_bytes < TELLING_BYTES or way.body_s <= 0:
        return most
    return min(most, int(left_s * SAFE_SHARE * way.body_bytes / way.body_s))
