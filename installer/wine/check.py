"""Installs, uses, updates, breaks and removes the program in a throwaway Windows of Wine.

python -m installer.wine.check [--keep]

Prints each step with what it saw; exit status 0 only when every step passed or was skipped for a stated
reason, and the count of skips is said at the end: a skip is no pass. Wine is not Windows; what it cannot show
is in docs/windows-checklist.md. Pictures go to build/installer, figures to benchmarks/results/installer.json.
"""

import argparse
import shutil
import sys
from collections import Counter

from benchmarks.figures import Figure, keep
from installer.facts import version
from installer.wine.bench import MADE, Bench, Outcome, setup_of, take
from installer.wine.prefix import Prefix
from installer.wine.screen import a_screen
from installer.wine.steps import INSTALL_MOST_S, MEMORY_MOST_MIB, SETUP_MOST_MIB, STEPS

NOTE = (
    "Wine 8 with the shims of installer/wine/shims, one run; the window is timed from the launcher's start "
    "to the first visible window, with whatever else the machine did; memory as Wine counts it, its own "
    "libraries among it but without its software OpenGL, and by the share of what is shared"
)


def main() -> int:
    """Run every step."""
    parser = argparse.ArgumentParser(prog="installer.wine.check")
    parser.add_argument("--keep", action="store_true", help="leave the throwaway Windows for a look")
    args = parser.parse_args()
    if not setup_of(version()).exists():
        print(f"skipped: there is no {setup_of(version()).name}; make installer builds it", file=sys.stderr)
        return 2
    folder = MADE / "check"
    shutil.rmtree(folder, ignore_errors=True)
    with a_screen() as screen:
        prefix = Prefix(folder)
        try:
            counts = _check(Bench(prefix.make(), screen, folder))
        finally:
            prefix.end()
    if not args.keep:
        shutil.rmtree(folder, ignore_errors=True)
    told = ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in Outcome)
    print(f"installer-test: {told}")
    return 1 if counts[Outcome.FAILED] else 0


def _check(bench: Bench) -> Counter[Outcome]:
    counts: Counter[Outcome] = Counter()
    for name, step in STEPS.items():
        outcome, sentence, seconds = take(step, bench)
        counts[outcome] += 1
        print(f"{outcome.value:8} {seconds:6.1f} s  {name}: {sentence}", flush=True)
    if not counts[Outcome.FAILED]:
        _keep(bench.figures)
    return counts


def _keep(figures: dict[str, float]) -> None:
    wanted = [
        ("setup", "MiB", SETUP_MOST_MIB),
        ("install", "s", INSTALL_MOST_S),
        ("window", "s", None),
        ("memory", "MiB", MEMORY_MOST_MIB),
        ("memory_share", "MiB", None),
    ]
    keep(
        "installer",
        [Figure(name, figures[name], unit, most) for name, unit, most in wanted if name in figures],
        NOTE,
    )


if __name__ == "__main__":
    raise SystemExit(main())
