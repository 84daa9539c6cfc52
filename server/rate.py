"""How often one caller may ask: a burst, refilled steadily.

A device's share is kept with the device in the database, so that it is one share however many processes
serve it. Strangers, who only may try to enrol, are counted by address in each process for itself: nobody
unknown should cost the database a write.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

PER_MINUTE = 60
BURST = 120
MOST_CALLERS = 10_000
MINUTE_MS = 60_000


class Share(NamedTuple):
    """What one caller may use, kept as the single instant until which it has used its share.

    Every request moves that instant on by ``each_ms``; nobody may be ahead of the clock by more than
    ``burst_ms``.
    """

    each_ms: int
    burst_ms: int

    def wait_ms(self, used_until_ms: int, now_ms: int) -> int:
        """How long until the next request is within the share; 0 for now."""
        if self.is_of_another_clock(used_until_ms, now_ms):
            return 0
        return max(0, used_until_ms + self.each_ms - self.burst_ms - now_ms)

    def is_of_another_clock(self, used_until_ms: int, now_ms: int) -> bool:
        """Whether the instant lies where no request could have moved it: the clock was put back since."""
        return used_until_ms > now_ms + 2 * self.burst_ms


class _Bucket(NamedTuple):
    tokens: float
    at: float


class RateLimit:
    """The limit of every caller, and the strangers of this process."""

    def __init__(
        self, monotonic: Callable[[], float], per_minute: int = PER_MINUTE, burst: int = BURST
    ) -> None:
        self.share = Share(MINUTE_MS // per_minute, MINUTE_MS * burst // per_minute)
        self._monotonic = monotonic
        self._per_second = per_minute / 60
        self._burst = burst
        self._buckets: OrderedDict[bytes, _Bucket] = OrderedDict()
        self._lock = Lock()

    def seconds_to_wait(self, caller: bytes) -> float:
        """Take a token of a stranger; 0, or how long until there is one."""
        with self._lock:
            now = self._monotonic()
            bucket = self._buckets.pop(caller, _Bucket(self._burst, now))
            tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._per_second)
            allowed = tokens >= 1
            self._buckets[caller] = _Bucket(tokens - 1 if allowed else tokens, now)
            while len(self._buckets) > MOST_CALLERS:
                self._buckets.popitem(last=False)
            return 0.0 if allowed else (1 - tokens) / self._per_second
