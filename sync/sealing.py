"""Sealing what was committed, in portions: the next one is made while a request is on its way."""

from collections.abc import Callable
from typing import TypeVar

from app.storage import device, feed_store, log_store
from app.storage.unit_of_work import Store
from sync.beside import Beside

PORTION_BYTES = 384 * 1024  # sealed before a request leaves, where there is so much and the line carries it

T = TypeVar("T")


class Sealing:
    """One exchange's: what is written after everything was sealed once goes with the next exchange."""

    def __init__(self, store: Store, beside: Beside) -> None:
        self._store = store
        self._beside = beside
        with store.read() as snapshot:
            self._key = device.signing_key(snapshot)
        self.is_done = False

    def portion(self, room: int) -> None:
        """Enough for the next request, which carries ``room`` bytes at most."""
        while not self.is_done and self.unsent_bytes() < min(PORTION_BYTES, room):
            self._some()

    def everything(self) -> None:
        """All there is now, also after it was done once."""
        log_store.seal_pending(self._store, self._key)
        self.is_done = True

    def beside(self, work: Callable[[], T]) -> T:
        """What the work comes to; while it is waited for the next portion is sealed."""
        if self.is_done:
            return work()
        answer = self._beside(work)
        while not self.is_done and not answer.done():
            self._some()
        return answer.result()

    def unsent_bytes(self) -> int:
        """The size of what is sealed and waits."""
        with self._store.read() as snapshot:
            return feed_store.unsent_bytes(snapshot)

    def _some(self) -> None:
        self.is_done = log_store.seal_some(self._store, self._key) == 0
