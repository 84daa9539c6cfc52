"""Python's garbage is swept in the window's thread only.

The collector runs in whatever thread happens to allocate. An object of Qt that it frees in a worker's thread
is destroyed there, beside the thread it belongs to, and may take the program with it.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 2_000


class Sweeper(QObject):
    """Stands in for the collector's own moments as long as the program runs."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(sweep)
        self._timer.start()


def sweep() -> None:
    """Sweep the oldest generation that is due by Python's own thresholds, and with it the younger ones."""
    counts = list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
    for generation, (count, threshold) in reversed(counts):
        if count > threshold:
            gc.collect(generation)
            return
