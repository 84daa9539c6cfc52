"""Sealing what was committed, in portions: the next one is made while a request is on its way.

Each few segments are laid out while those before them are packed and kept: the one is Python's work, the
other mostly that of libraries, which another core can do meanwhile.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from app.storage import device, feed_store, log_store
from app.storage.log_store import LaidRuns, Sealer
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
        self._begin()
        self.is_done = False

    def _begin(self) -> None:
        self._sealer = Sealer(self._store, self._key)
        self._laid: LaidRuns | None = None

    def portion(self, room: int) -> None:
        """Enough for the next request, which carries ``room`` bytes at most."""
        while not self.is_done and self.unsent_bytes() < min(PORTION_BYTES, room):
            self._some()
        self._keep()

    def everything(self) -> None:
        """All there is now, also after it was done once."""
        self._begin()
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
        laid = self._laid
        keeping = self._beside(partial(self._sealer.keep, laid)) if laid is not None else None
        self._laid = self._sealer.lay_out(self._sealer.read())
        self.is_done = self._laid is None
        if keeping is not None and not keeping.result():
            self._start_over()

    def _keep(self) -> None:
        """What is laid out and not kept would miss the next request."""
        laid, self._laid = self._laid, None
        if laid is not None and not self._sealer.keep(laid):
            self._start_over()

    def _start_over(self) -> None:
        """Another process seals too, and came first: what is laid out may not follow what it sealed."""
        self._begin()
        self.is_done = False
