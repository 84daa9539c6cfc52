"""When the program exchanges by itself, and what the status bar says of the line.

No thread and no timer of its own: the window asks ``is_due`` now and then, runs the exchange and tells how
it ended. Offline is a state with a time and a next try, never an error.
"""

from random import Random
from typing import NamedTuple

from sync.errors import (
    DeviceRevoked,
    DeviceUnknown,
    NoLine,
    ServerBusy,
    SyncError,
    VersionMismatch,
    WrongServer,
)
from sync.schedule import Rhythm, after_failure, after_retry_later, after_success, rest_s

NEEDS_SOMEBODY = (DeviceRevoked, DeviceUnknown, VersionMismatch, WrongServer)


class LineState(NamedTuple):
    """``since_ms`` is when the line came up or went down; ``reason`` the last failure's sentence."""

    is_up: bool
    since_ms: int | None
    next_try_ms: int | None
    last_success_ms: int | None
    reason: str


class AutoSync:
    """Decides when the next exchange is due."""

    def __init__(
        self, random: Random, rhythm: Rhythm | None = None, last_success_ms: int | None = None
    ) -> None:
        self._random = random
        self._rhythm = rhythm or Rhythm()
        self._failures = 0
        self._is_running = False
        self._next_try_ms: int | None = 0
        self._not_before_ms = 0
        self._state = LineState(False, None, None, last_success_ms, "")

    @property
    def state(self) -> LineState:
        """What is known of the line."""
        return self._state._replace(next_try_ms=None if self._is_running else self._next_try_ms)

    @property
    def is_running(self) -> bool:
        """Whether an exchange is under way."""
        return self._is_running

    def is_due(self, now_ms: int) -> bool:
        """Whether to start an exchange now."""
        return not self._is_running and self._next_try_ms is not None and now_ms >= self._next_try_ms

    def began(self) -> None:
        """An exchange was started, by itself or with "Đồng bộ ngay"."""
        self._is_running = True

    def note_act(self, now_ms: int) -> None:
        """Something was committed: send it soon, unless the line is known to be down."""
        if self._state.is_up and self._next_try_ms is not None:
            soon_ms = max(now_ms + _ms(self._rhythm.settle_s), self._not_before_ms)
            self._next_try_ms = min(self._next_try_ms, soon_ms)

    def succeeded(self, now_ms: int, retry_after_s: int = 0) -> None:
        """The exchange ended well; the server may ask to be left alone for a while all the same."""
        self._failures = 0
        wait_s = rest_s(retry_after_s) + after_success(self._rhythm, self._random)
        self._end(now_ms, is_up=True, wait_s=wait_s, reason="", rest_s=rest_s(retry_after_s))
        self._state = self._state._replace(last_success_ms=now_ms)

    def failed(self, error: SyncError, now_ms: int) -> None:
        """The exchange did not come about."""
        self._failures += 1
        is_up = not isinstance(error, NoLine)
        asked_s = rest_s(error.retry_after_s) if isinstance(error, ServerBusy) else 0
        self._end(now_ms, is_up=is_up, wait_s=self._wait_after(error), reason=str(error), rest_s=asked_s)

    def stopped(self, now_ms: int) -> None:
        """The officer stopped it; what was under way goes on with the next one."""
        wait_s = after_success(self._rhythm, self._random)
        self._end(now_ms, is_up=self._state.is_up, wait_s=wait_s, reason=self._state.reason)

    def _wait_after(self, error: SyncError) -> float:
        if isinstance(error, ServerBusy):
            return after_retry_later(self._rhythm, error.retry_after_s, self._failures, self._random)
        if isinstance(error, NEEDS_SOMEBODY):
            return self._rhythm.longest_s  # nobody is helped by trying often
        return after_failure(self._rhythm, self._failures, self._random)

    def _end(self, now_ms: int, *, is_up: bool, wait_s: float, reason: str, rest_s: int = 0) -> None:
        before = self._state
        has_turned = before.since_ms is None or before.is_up != is_up
        self._state = before._replace(
            is_up=is_up, since_ms=now_ms if has_turned else before.since_ms, reason=reason
        )
        self._is_running = False
        self._next_try_ms = now_ms + _ms(wait_s)
        self._not_before_ms = now_ms + _ms(rest_s)


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
