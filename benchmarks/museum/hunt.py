"""Runs worlds under a patched engine until one of them notices."""

import shutil
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.museum.exhibits import Exhibit
from benchmarks.simulate.office import Office, an_office
from benchmarks.simulate.run import MEMORY, simulate

MOST_SEEDS = 150
MISFITS = ("AttributeError", "TypeError", "NameError", "ImportError")


class Misfit(Exception):
    """A patch that no longer fits the engine fails by itself; that is no bug noticed."""


class Caught(NamedTuple):
    """How many worlds it took, what was noticed ("" when nothing was), and how long."""

    seeds: int
    noticed: str
    seconds: float


def hunt(exhibit: Exhibit, office: Office, first: int = 1, most: int = MOST_SEEDS) -> Caught:
    """Look for a bug in world after world, from seed ``first`` on."""
    start = time.monotonic()
    with exhibit.patch():
        if not exhibit.is_built_in:
            return _hunted(exhibit, office, first, most, start)
        folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        try:
            return _hunted(exhibit, an_office(folder), first, most, start)
        finally:
            shutil.rmtree(folder)


def _hunted(exhibit: Exhibit, office: Office, first: int, most: int, start: float) -> Caught:
    if exhibit.case is not None:
        return Caught(1, exhibit.case(office), time.monotonic() - start)
    for seed in range(first, first + most):
        if problem := simulate(seed, office, only=exhibit.troubles).problem:
            if any(f"\n{each}: " in problem for each in MISFITS):
                raise Misfit(f"T{exhibit.number}: {problem}")
            return Caught(seed - first + 1, problem.strip().splitlines()[-1], time.monotonic() - start)
    return Caught(most, "", time.monotonic() - start)
