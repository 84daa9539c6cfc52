"""Runs one world to its end and says what it broke."""

import traceback
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.simulate import oracles
from benchmarks.simulate.world import World

MOST_DESKS = 4


class Ran(NamedTuple):
    """What happened in a world, and which rule it broke; "" for none."""

    trace: Sequence[str]
    problem: str


def simulate(seed: int, folder: Path, steps: int) -> Ran:
    """One seed, one world."""
    made = World(seed, folder, Random(seed).randrange(2, MOST_DESKS + 1))
    try:
        for _ in range(steps):
            made.step()
        oracles.check(made)
    except oracles.Broken as broken:
        return Ran(made.trace, str(broken))
    except Exception:
        return Ran(made.trace, traceback.format_exc(limit=-4))
    finally:
        made.close()
    return Ran(made.trace, "")
