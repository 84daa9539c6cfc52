"""Which communes have something waiting to be done in this process, and from when on it is to be done."""

import time
from collections.abc import Callable, Iterable
from threading import Lock
from typing import NamedTuple

LONGEST_REST_S = 10.0  # a desk that sends on and on does not put off for ever what it sent first
QUIET_S = 3.0  # without a new segment


class _Rest(NamedTuple):
    since: float
    until: float


class Waiting:
    """The communes with changes to apply, and those that may soon be quiet; any thread may note one."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._unapplied: dict[str, _Rest] = {}
        self._used: dict[str, float] = {}
        self._alone: set[str] = set()
        self._lock = Lock()

    def was_used(self, commune: str) -> None:
        """A desk of the commune sent something."""
        with self._lock:
            self._used[commune] = self._monotonic()

    def apply_in(self, commune: str, seconds: float) -> None:
        """Something was stored; what is noted within its rest starts the rest anew, ``0`` ends it."""
        now = self._monotonic()
        with self._lock:
            since = self._unapplied.get(commune, _Rest(now, now)).since
            self._unapplied[commune] = _Rest(since, min(now + seconds, since + LONGEST_REST_S))

    def apply_alone_in(self, commune: str, seconds: float) -> None:
        """As ``apply_in``, and by itself: it may be what held up those it was taken with."""
        with self._lock:
            self._alone.add(commune)
        self.apply_in(commune, seconds)

    def take_unapplied(self, most: int) -> list[str]:
        """Communes whose rest is over, those that wait longest first; no more than ``most``, or one alone."""
        now = self._monotonic()
        with self._lock:
            due = [code for code, rest in self._unapplied.items() if rest.until <= now]
            together = due[:1] if self._alone.issuperset(due[:1]) else self._in_company(due)[:most]
            self._alone.difference_update(together)
            return [code for code in together if self._unapplied.pop(code)]

    def _in_company(self, codes: Iterable[str]) -> list[str]:
        return [code for code in codes if code not in self._alone]

    def take_quiet(self) -> list[str]:
        """Communes of which nobody was here for a while, each once."""
        before = self._monotonic() - QUIET_S
        with self._lock:
            quiet = [code for code, at in self._used.items() if at <= before]
            return [code for code in quiet if self._used.pop(code) is not None]
