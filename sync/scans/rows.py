"""Rows that come while scans flow: they go first, over a line of their own."""

import math
from collections.abc import Callable
from functools import partial

from app.progress import Report, unheard
from app.storage import scans
from app.storage.blobs import BlobStore
from app.storage.unit_of_work import Store
from sync.http.scans import scan_way_of
from sync.scans.carrier import Carried, Carrier


class RowsFirst:
    """Exchanges whenever something was written since the last exchange."""

    def __init__(self, store: Store, exchange: Callable[[], object]) -> None:
        self._store = store
        self._exchange = exchange
        self._written = self._count()

    def are_waiting(self) -> bool:
        """Whether something was written since; what a server has refused to take does not come up again."""
        return self._count() != self._written

    def exchange(self) -> None:
        """Send it; what is written meanwhile goes with the next one, and so does what the line dropped."""
        written = self._count()
        self._exchange()
        self._written = written

    def _count(self) -> int:
        with self._store.read() as snapshot:
            return scans.acts_written(snapshot)


def carry_after(
    store: Store,
    blobs: BlobStore,
    exchange: Callable[[], object],
    report: Report = unheard,
    left_s: Callable[[], float] = lambda: math.inf,
) -> Carried:
    """Carry scans after an exchange of rows; ``exchange`` is called again for rows that come meanwhile."""
    way, rows = partial(scan_way_of, store), RowsFirst(store, exchange)
    return Carrier(store, blobs, way, rows=rows, report=report, left_s=left_s).run()
