"""``python -m benchmarks.simulate --seeds 500``: worlds on every core; each that breaks a rule is told.

A failure is replayed by its seed, at the same commit: ``--first SEED --seeds 1 --trace``.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.simulate.office import USUAL_DESKS, an_office
from benchmarks.simulate.run import MEMORY, MOST_DESKS, STEPS, TROUBLES, Ran, simulate

AT_ONCE = 25  # worlds for which a process makes its originals


def main() -> int:
    """Run the worlds; non-zero when one broke a rule."""
    asked = _asked()
    start = time.monotonic()
    broken = [seed for seed, ran in _worlds(asked) if _told(seed, ran, asked.trace)]
    seconds = time.monotonic() - start
    print(
        f"{asked.seeds} worlds from seed {asked.first}: {len(broken)} broken {broken[:20]}, {seconds:.0f} s"
    )
    return 1 if broken else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many worlds")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--steps", type=int, default=STEPS, help="happenings in each world")
    parser.add_argument("--desks", type=int, default=MOST_DESKS, help="desks in each world at most")
    parser.add_argument(
        "--trouble", action="append", default=[], choices=list(TROUBLES), help="this instead of chance"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--trace", action="store_true", help="print what happened")
    return parser.parse_args()


def _worlds(asked: argparse.Namespace) -> Iterator[tuple[int, Ran]]:
    seeds = range(asked.first, asked.first + asked.seeds)
    chunks = [seeds[start : start + AT_ONCE] for start in range(0, len(seeds), AT_ONCE)]
    rest = ([value] * len(chunks) for value in (asked.steps, asked.desks, asked.trouble))
    if asked.jobs == 1 or len(chunks) == 1:
        results = map(worlds, chunks, *rest)
    else:
        with ProcessPoolExecutor(asked.jobs) as pool:
            results = iter(list(pool.map(worlds, chunks, *rest)))
    for chunk, runs in zip(chunks, results, strict=True):
        yield from zip(chunk, runs, strict=True)


def worlds(seeds: Sequence[int], steps: int, desks: int, trouble: Sequence[str]) -> list[Ran]:
    """Several worlds on one office's originals."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        office = an_office(Path(folder), max(USUAL_DESKS, desks))
        return [simulate(seed, office, steps, desks, trouble) for seed in seeds]


def _told(seed: int, ran: Ran, is_traced: bool) -> bool:
    if is_traced:
        print("\n".join((*ran.trace, ran.digest)))
    if ran.problem:
        print(f"seed {seed}: {ran.problem}", file=sys.stderr, flush=True)
    return bool(ran.problem)


if __name__ == "__main__":
    raise SystemExit(main())
