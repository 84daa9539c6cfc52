"""Who opened which dossier: one line for a dossier, a clerk and ten minutes, held back a few seconds.

Opening a dossier must not wait for a disk. What is held back is written with the next flush, ten seconds
later at most, and when the desk is locked or left.
"""

from collections.abc import Sequence
from threading import Lock

from app.storage.act_log import NotedAct

ONCE_IN_MS = 10 * 60_000


class Sightings:
    """Filled and emptied by the threads of one desk."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: dict[tuple[int | None, str, str], int] = {}
        self._waiting: list[NotedAct] = []

    def add(self, act: NotedAct) -> None:
        """Hold one back, unless the same clerk opened the same dossier a short while ago."""
        key = (act.clerk_id, act.code, act.detail)
        with self._lock:
            last = self._last.get(key)
            if last is None or not 0 <= act.at_ms - last < ONCE_IN_MS:
                self._last[key] = act.at_ms
                self._waiting.append(act)

    @property
    def is_waiting(self) -> bool:
        """Whether anything is still to be written."""
        return bool(self._waiting)

    def take(self) -> Sequence[NotedAct]:
        """What waits, oldest first; it is the caller's now."""
        with self._lock:
            taken, self._waiting = self._waiting, []
            newest = max(self._last.values(), default=0)
            self._last = {key: ms for key, ms in self._last.items() if newest - ms < ONCE_IN_MS}
        return taken

    def put_back(self, acts: Sequence[NotedAct]) -> None:
        """What could not be written waits for the next flush."""
        with self._lock:
            self._waiting[:0] = acts
