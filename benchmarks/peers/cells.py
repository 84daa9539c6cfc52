"""What one phase of one peer cost, and the medians over several runs."""

import os
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Cell:
    """One phase: wall and CPU seconds, TCP payload both ways at the proxy, HTTP requests, connections."""

    wall_s: float = 0.0
    cpu_client_s: float = 0.0
    cpu_server_s: float = 0.0
    bytes_up: int = 0
    bytes_down: int = 0
    requests: int = 0
    connections: int = 0
    note: str = ""


def median_of(cells: Sequence[Cell]) -> Cell:
    """Each figure's median by itself; the note of the first."""

    def middle(figure: Callable[[Cell], float]) -> float:
        return statistics.median(figure(cell) for cell in cells)

    return Cell(
        middle(lambda cell: cell.wall_s),
        middle(lambda cell: cell.cpu_client_s),
        middle(lambda cell: cell.cpu_server_s),
        round(middle(lambda cell: cell.bytes_up)),
        round(middle(lambda cell: cell.bytes_down)),
        round(middle(lambda cell: cell.requests)),
        round(middle(lambda cell: cell.connections)),
        cells[0].note,
    )


@contextmanager
def costed(server_pids: Sequence[int]) -> Iterator[Cell]:
    """A cell that the block fills with its wall and CPU seconds; this process is the client."""
    cell = Cell()
    server, client, start = tree_cpu(server_pids), process_time(), perf_counter()
    yield cell
    cell.wall_s = perf_counter() - start
    cell.cpu_client_s = process_time() - client
    cell.cpu_server_s = tree_cpu(server_pids) - server


def tree_cpu(roots: Sequence[int]) -> float:
    """CPU seconds of these processes and their children, those that ended among them."""
    children = _children()
    waiting, total = list(roots), 0
    while waiting:
        pid = waiting.pop()
        words = _stat(pid)
        total += sum(map(int, words[11:15])) if words else 0
        waiting += children.get(pid, [])
    return total / TICKS


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (words := _stat(int(entry.name))):
            found.setdefault(int(words[1]), []).append(int(entry.name))
    return found


def _stat(pid: int) -> list[str]:
    """What follows the program's name in ``/proc/PID/stat``; nothing of a process that ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
    except OSError:
        return []
