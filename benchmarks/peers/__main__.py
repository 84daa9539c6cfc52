"""``python -m benchmarks.peers``: our exchange, its peers and the floors on the same work, one after another.

    python -m benchmarks.peers [--seed N] [--size N] [--runs N] [--peers anki,rest,floor]

The workload and the peers' runners lie beside the project (see docs/benchmarks.md); a peer is installed on
first use from the ordinary package registries. Without ``--peers`` our own figures alone are measured.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.platform.memory import collect_rarely
from benchmarks import peer_workload
from benchmarks.peers import ours, table
from benchmarks.peers.cells import Cell, median_of
from benchmarks.peers.office import Office
from benchmarks.peers.runners import NAMES, ONCE, Runners, can_run
from benchmarks.peers.table import OURS, Rows
from tests.support.postgres import a_server

SCRATCH = Path("build/bench/peers")
SEED = 20251121  # the one that the peers' kept figures are for
PEERS = ("anki", "rest", "pouch", "morango")
LINE_PATIENCE_S = {"rest": 240, "anki": 60}  # Anki was given 420 s once, and 21 cuts: it never got through


def main() -> int:
    """Measure, print, keep."""
    args = _arguments()
    collect_rarely()  # as ``soxa sync`` does, whose part this process plays
    folder = peer_workload.peers_folder()
    if folder is None:
        print("peers: skipped, the peers' workload is not beside the project (SOXA_DATA)", file=sys.stderr)
        return 1
    asked = [name for name in args.peers.split(",") if name]
    runs, floors = _measured(folder, asked, args)
    rows = _medians(runs)
    print("\n".join([*table.lines(rows, args.runs, args.size, args.seed), *table.floor_lines(floors)]))
    table.keep(rows, floors, runs, args.seed, args.size)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.peers")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--size", type=int, default=10_000, help="dossiers")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", default="", help=f"of {','.join(PEERS)} and floor")
    return parser.parse_args()


def _measured(
    folder: Path, asked: list[str], args: argparse.Namespace
) -> tuple[list[Rows], Mapping[str, Cell]]:
    """Every run's cells, ours and the peers' in turn, so that a busy minute falls on all."""
    runs: list[Rows] = [{OURS: cells} for cells in _ours(folder, args)]
    if not asked:
        return runs, {}
    runners = Runners.copied(folder, SCRATCH, args.seed, args.size)
    floors: Mapping[str, Cell] = {}
    try:
        for peer in (each for each in PEERS if each in asked and can_run(each)):
            for number in range(1, 2 if peer in ONCE else args.runs + 1):
                _said(f"{peer} {number}")
                runs.append({NAMES.get(peer, peer): runners.run(peer, number)})
            if peer in LINE_PATIENCE_S:
                _said(f"{peer} over the bad line")
                runs.append({NAMES.get(peer, peer): runners.bad_line(peer, LINE_PATIENCE_S[peer])})
        if "floor" in asked:
            _said("floor")
            floors = runners.floors()
    finally:
        runners.stop()
    return runs, floors


def _ours(folder: Path, args: argparse.Namespace) -> Iterator[Mapping[str, Cell]]:
    generator = peer_workload.generator()
    assert generator is not None
    work = ours.prepare(generator.make(n=args.size, seed=args.seed))
    with a_server() as postgres:
        if postgres is None:
            raise SystemExit("peers: there are no PostgreSQL server programs on this machine")
        office = Office(SCRATCH / "ours", folder, postgres)
        _said("our desk writes its books")
        seeded = ours.seed(office, work)
        for number in range(1, args.runs + 1):
            _said(f"ours {number}")
            yield dict(ours.run(office, seeded, work, f"run{number}"))


def _medians(runs: list[Rows]) -> Rows:
    found: dict[str, dict[str, list[Cell]]] = {}
    for run in runs:
        for peer, cells in run.items():
            for phase, cell in cells.items():
                found.setdefault(peer, {}).setdefault(phase, []).append(cell)
    return {
        peer: {phase: median_of(cells) for phase, cells in phases.items()} for peer, phases in found.items()
    }


def _said(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
