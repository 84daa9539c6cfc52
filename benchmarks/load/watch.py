"""What the server's processes use: processor time and memory, read from the kernel."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

TICKS = os.sysconf("SC_CLK_TCK")
EVERY_S = 0.5


class Used(NamedTuple):
    """Processor seconds so far of the server's processes and of PostgreSQL's."""

    server_s: float
    database_s: float

    def since(self, before: "Used") -> "Used":
        """What was used between two readings."""
        return Used(self.server_s - before.server_s, self.database_s - before.database_s)

    @property
    def total_s(self) -> float:
        """Both together."""
        return self.server_s + self.database_s


class Watch:
    """Follows a process with its children, and a PostgreSQL server's; the peak of the former's memory."""

    def __init__(self, server: int, postmaster: int | None) -> None:
        self._server, self._postmaster = server, postmaster
        self._ended = Event()
        self._sampler = Thread(target=self._sample)
        self.peak_rss_mb = 0.0

    def __enter__(self) -> "Watch":
        self._sampler.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._sampler.join()

    def used(self) -> Used:
        """As of now; PostgreSQL counts sessions that have ended into its main process."""
        database = 0.0 if self._postmaster is None else sum(map(_cpu_s, _family(self._postmaster)))
        return Used(sum(map(_cpu_s, _family(self._server))), database)

    def _sample(self) -> None:
        while not self._ended.wait(EVERY_S):
            rss = sum(map(_rss_mb, _family(self._server)))
            self.peak_rss_mb = max(self.peak_rss_mb, rss)


def postmaster_of(folder: Path) -> int:
    """The main process of the PostgreSQL server in a folder."""
    return int((folder / "data" / "postmaster.pid").read_text("utf-8").split()[0])


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(word) for word in task.read_text("utf-8").split()]
        except OSError:
            continue
        for child in children:
            yield from _family(child)


def _cpu_s(pid: int) -> float:
    """Of the process and of those of its children that have ended."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(word) for word in words[11:15]) / TICKS


def _rss_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)
