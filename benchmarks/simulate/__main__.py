"""``python -m benchmarks.simulate --seeds 500``: worlds one after another; each that breaks a rule is told.

A failure is replayed by its seed: ``--first SEED --seeds 1 --trace``.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.simulate.run import simulate

MEMORY = Path("/dev/shm")


def main() -> int:
    """Run the worlds; non-zero when one broke a rule."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many worlds")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--steps", type=int, default=80, help="happenings in each world")
    parser.add_argument("--trace", action="store_true", help="print what happened")
    asked = parser.parse_args()
    broken = []
    start = time.monotonic()
    for seed in range(asked.first, asked.first + asked.seeds):
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
            ran = simulate(seed, Path(folder), asked.steps)
        if asked.trace:
            print("\n".join(ran.trace))
        if ran.problem:
            broken.append(seed)
            print(f"seed {seed}: {ran.problem}", file=sys.stderr, flush=True)
    seconds = time.monotonic() - start
    print(
        f"{asked.seeds} worlds from seed {asked.first}: {len(broken)} broken {broken[:20]}, {seconds:.0f} s"
    )
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
