"""A large scan over line L: how much of the line it uses, what a cut costs, how long a record waits.

Line L is 64 kbit/s with a round trip of 800 ms, cut every 60 seconds, through TLS. Beside the scan somebody
goes on receiving dossiers; each is timed from its commit to the receipt signed by the server, and compared
with dossiers received over the same line without any scan.
"""

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from app.changes.blocks import BlobRef
from benchmarks.figures import Figure, keep, median
from benchmarks.shaped_line import ShapedLine, shaped_line
from server.storage import blobs as stored
from server.storage.engine import reading
from sync.errors import NoLine
from sync.http.lines import line_of
from sync.http.scans import scan_way_of
from sync.pace import Pace
from sync.scans.carrier import Carried, Carrier
from sync.scans.rows import RowsFirst
from sync.session import run_exchange
from tests.support.builders import a_dossier
from tests.support.district import COMMUNE, District, SyncedDesk, a_district
from tests.support.scans import a_scan

BITS_A_SECOND, ROUND_TRIP_S, CUT_S = 64_000, 0.8, 60.0
SCAN_BYTES = 50 * 1024 * 1024
SECONDS = float(os.environ.get("SOXA_SCANS_SECONDS", "365"))
BETWEEN_ROWS_S = 23.0  # drifts against cuts and blocks
LOOK_S = 0.05
LIST_AND_FIRST_BLOCK = 2
CEILING = (
    "The ceiling: of each minute a cut takes 2.4 s (TCP, TLS and the question what is held, a turn each) "
    "and the 0.4 s of bytes that were in the pipe; request heads and TLS take 1 % of the rest: 0.94. What is "
    "missing to it went to the records, which no block passes by while they wait for their receipt."
)


class Run(NamedTuple):
    """What one run over the line showed."""

    carried: Carried
    seconds: float
    stored_bytes: int
    line_bytes: int
    cuts: int
    delays: list[float]


class Counter:
    """Somebody who receives a dossier now and then, and looks at the clock until it is receipted."""

    def __init__(self, desk: SyncedDesk) -> None:
        self._desk = desk
        self._ended = Event()
        self.delays: list[float] = []

    def work(self) -> None:
        """Until ``end``."""
        while not self._ended.wait(BETWEEN_ROWS_S):
            start = time.monotonic()
            a_dossier(self._desk.store)
            while not self._is_receipted() and not self._ended.wait(LOOK_S):
                pass
            if not self._ended.is_set():
                self.delays.append(time.monotonic() - start)

    def end(self) -> None:
        """Go home."""
        self._ended.set()

    def _is_receipted(self) -> bool:
        written, confirmed = self._desk.log()
        return written == confirmed


class _Flowing:
    """Time and bytes from the first block on: the greeting and the list of blocks come once in an hour."""

    def __init__(self, line: ShapedLine) -> None:
        self._line = line
        self._asked = 0
        self._start = 0.0
        self.up_before = self.cuts_before = 0

    def left_s(self) -> float:
        """Asked before every step: the first is the list, the second the first block."""
        self._asked += 1
        if self._asked <= LIST_AND_FIRST_BLOCK:
            self._start = time.monotonic()
            self.up_before, self.cuts_before = self._line.carried[0], self._line.cuts
        return SECONDS - self.seconds()

    def seconds(self) -> float:
        """How long blocks have flowed."""
        return time.monotonic() - self._start


def main() -> None:
    """Measure and keep."""
    folder = Path(tempfile.mkdtemp(prefix="bench-scans-"))
    try:
        with a_district(folder, plain=False) as district:
            with shaped_line(district.port, BITS_A_SECOND, ROUND_TRIP_S, CUT_S) as line:
                beside = _behind_a_scan(district, line)
            with shaped_line(district.port, BITS_A_SECOND, ROUND_TRIP_S, None) as line:
                alone = _without_a_scan(district, line)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    keep("scans", _figures(beside, alone), _notes(beside, alone))
    print(_notes(beside, alone))


def _desk(district: District, name: str, line: ShapedLine) -> SyncedDesk:
    return district.desk(name, f"https://127.0.0.1:{line.port}")


def _exchange(desk: SyncedDesk) -> Callable[[], object]:
    return partial(run_exchange, desk.store, line_of(desk.store), pace=Pace())


def _behind_a_scan(district: District, line: ShapedLine) -> Run:
    desk = _desk(district, "Bàn 1", line)
    ref = a_scan(desk, random.Random(1).randbytes(SCAN_BYTES))
    desk.sync()
    counter = Counter(desk)
    clerk = Thread(target=counter.work, daemon=True)
    flowing = _Flowing(line)
    clerk.start()
    carried = Carrier(
        desk.device.store,
        desk.device.profile.blobs,
        partial(scan_way_of, desk.device.store),
        rows=RowsFirst(desk.device.store, _exchange(desk)),
        left_s=flowing.left_s,
    ).run()
    took = flowing.seconds()
    counter.end()
    clerk.join()
    return Run(
        carried,
        took,
        _stored_bytes(district, ref),
        line.carried[0] - flowing.up_before,
        line.cuts - flowing.cuts_before,
        counter.delays,
    )


def _stored_bytes(district: District, ref: BlobRef) -> int:
    with reading(district.server.engine) as connection:
        (found,) = stored.of_content(connection, COMMUNE.code, ref.sha256)
    whole = sum(ref.block_bytes(number) for number in range(ref.blocks) if number in found.blocks)
    return whole + sum(district.server.vault.beginnings(COMMUNE.code, ref).values())


def _without_a_scan(district: District, line: ShapedLine) -> list[float]:
    """The same line doing nothing else; each exchange goes over a connection that is up, as beside a scan."""
    desk = _desk(district, "Bàn 2", line)
    way, pace = line_of(desk.store), Pace()
    delays = []
    try:
        for _ in range(4):
            start = time.monotonic()
            a_dossier(desk.store)
            try:
                run_exchange(desk.store, way, pace=pace)
            except NoLine as error:
                print(f"row without a scan: {error}", file=sys.stderr)
            delays.append(time.monotonic() - start)
    finally:
        way.close()
    return delays


def _figures(beside: Run, alone: list[float]) -> list[Figure]:
    share = beside.stored_bytes / (BITS_A_SECOND / 8 * beside.seconds)
    in_use = beside.line_bytes / (BITS_A_SECOND / 8 * beside.seconds)
    beyond = (beside.line_bytes - beside.stored_bytes) / max(beside.cuts, 1)
    behind = max(beside.delays) - median(alone)
    return [
        Figure("share of the line while scans flow", round(share, 4), "of 1", 0.85, "higher"),
        Figure("share of the line in use, all bytes", round(in_use, 4), "of 1", None, "higher"),
        Figure("bytes beyond the stored, per cut", round(beyond), "bytes", 64 * 1024),
        Figure("a record behind a 50 MB scan, worst", round(behind, 2), "s", 10.0),
        Figure("a record behind a 50 MB scan, median", round(median(beside.delays), 2), "s", None),
        Figure("a record without a scan, median", round(median(alone), 2), "s", None),
    ]


def _notes(beside: Run, alone: list[float]) -> str:
    delays = ", ".join(f"{each:.1f}" for each in beside.delays)
    return (
        f"{beside.seconds:.0f} s, {beside.cuts} cuts, {beside.stored_bytes} bytes of the scan stored, "
        f"{beside.line_bytes} bytes went up in all; records beside it took {delays} s to their receipt, "
        f"without a scan {median(alone):.1f} s. {CEILING}"
    )


if __name__ == "__main__":
    main()
