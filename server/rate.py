"""How often one caller may ask: a bucket of tokens each, filled steadily."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

PER_MINUTE = 60
BURST = 120
MOST_CALLERS = 10_000


class _Bucket(NamedTuple):
    tokens: float
    at: float


class RateLimit:
    """Counts per process: with several workers a caller has that many buckets."""

    def __init__(
        self, monotonic: Callable[[], float], per_minute: int = PER_MINUTE, burst: int = BURST
    ) -> None:
        self._monotonic = monotonic
        self._per_second = per_minute / 60
        self._burst = burst
        self._buckets: OrderedDict[bytes, _Bucket] = OrderedDict()
        self._lock = Lock()

    def seconds_to_wait(self, caller: bytes) -> float:
        """Take a token of the caller; 0, or how long until there is one."""
        with self._lock:
            now = self._monotonic()
            bucket = self._buckets.pop(caller, _Bucket(self._burst, now))
            tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._per_second)
            allowed = tokens >= 1
            self._buckets[caller] = _Bucket(tokens - 1 if allowed else tokens, now)
            while len(self._buckets) > MOST_CALLERS:
                self._buckets.popitem(last=False)
            return 0.0 if allowed else (1 - tokens) / self._per_second
