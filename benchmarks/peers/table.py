"""The comparison as a table to read, and as a file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from benchmarks.figures import RESULTS, machine
from benchmarks.peers.cells import Cell
from benchmarks.peers.runners import A_TENTH

OURS = "ours"
MEGA = 1e6
Rows = Mapping[str, Mapping[str, Cell]]
"""Cells by peer, then by phase."""

PHASES = ("push", "push, applied", "update", "no-op", "bootstrap, usable", "bootstrap", "bad line")
TARGETS = {
    "push": "stored and receipted <= Anki's wall; <= 1.8 MB; <= 5 requests",
    "push, applied": "<= 6 s",
    "update": "<= 0.3 s; <= 0.17 MB; 1-2 requests",
    "no-op": "1 request; < 1 kB both ways",
    "bootstrap, usable": "<= 2 s",
    "bootstrap": "the whole; <= 2 MB",
    "bad line": "<= 9 s",
}


def lines(rows: Rows, runs: int, size: int, seed: int) -> Iterator[str]:
    """For a terminal and for a document alike."""
    yield f"{size:,} dossiers, seed {seed}, median of {runs}"
    yield "wall / CPU s client + server / TCP payload up and down / HTTP requests"
    for phase in PHASES:
        yield ""
        yield f"{phase}: {TARGETS[phase]}"
        for peer, cells in rows.items():
            if phase in cells:
                yield f"  {peer:22} {_words(cells[phase])}{_ratio(rows, phase, peer)}"
    yield ""
    yield "200 concurrent edits, 100 of the same field: 100 merged, 100 shown on both desks, 0 lost"
    yield from (
        f"  {peer:22} {cells['conflicts'].note}" for peer, cells in rows.items() if "conflicts" in cells
    )
    yield ""
    yield "client disk at the end: <= 45 MB"
    yield from (
        f"  {peer:22} {cells['disk'].bytes_up / MEGA:.1f} MB"
        for peer, cells in rows.items()
        if "disk" in cells
    )


def floor_lines(floors: Mapping[str, Cell]) -> Iterator[str]:
    """The floors of the same run."""
    if floors:
        yield ""
        yield "floors"
        yield from (f"  {name:52} {cell.wall_s:.2f} s" for name, cell in floors.items())


def _words(cell: Cell) -> str:
    text = (
        f"{cell.wall_s:8.2f} s / {cell.cpu_client_s:6.2f} + {cell.cpu_server_s:6.2f} / "
        f"{_mega(cell.bytes_up)} up {_mega(cell.bytes_down)} down / {cell.requests}"
    )
    return f"{text}  {cell.note}" if cell.note else text


def _mega(size: int) -> str:
    return f"{size / MEGA:.2f} MB" if size >= MEGA / 20 else f"{size:,} B"


def _ratio(rows: Rows, phase: str, peer: str) -> str:
    ours = rows.get(OURS, {}).get(phase)
    if ours is None or peer in (OURS, A_TENTH) or not ours.wall_s or rows[peer][phase].note:
        return ""
    return f"   {rows[peer][phase].wall_s / ours.wall_s:.1f} x ours"


def keep(rows: Rows, floors: Mapping[str, Cell], runs: Sequence[Rows], seed: int, size: int) -> None:
    """Write ``results/peers.json``: medians, and every run they were made from."""
    content = {
        "machine": machine(),
        "seed": seed,
        "dossiers": size,
        "medians": _plain(rows),
        "floors": {name: asdict(cell) for name, cell in floors.items()},
        "runs": [_plain(each) for each in runs],
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "peers.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _plain(rows: Rows) -> dict[str, dict[str, object]]:
    return {peer: {phase: asdict(cell) for phase, cell in cells.items()} for peer, cells in rows.items()}
