"""Whole worlds under one seed each: whatever goes wrong, what the oracles say holds in the end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.simulate.office import Office, an_office
from benchmarks.simulate.run import TROUBLES, simulate

WORLDS = int(os.environ.get("SOXA_WORLDS", "500"))
AT_ONCE = 5
SAME_TWICE = (3, 8, 21)
PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize("first", range(1, WORLDS + 1, AT_ONCE))
def test_when_the_faults_stop_everybody_has_everything(first: int, office: Office) -> None:
    for seed in range(first, min(first + AT_ONCE, WORLDS + 1)):
        ran = simulate(seed, office)
        assert not ran.problem, "\n".join([f"seed {seed}", *ran.trace, ran.problem])


@pytest.mark.parametrize("trouble", TROUBLES)
def test_no_kind_of_trouble_is_only_ever_met_by_chance(trouble: str, office: Office) -> None:
    for seed in (1001, 1002):
        ran = simulate(seed, office, only=[trouble])
        assert not ran.problem, "\n".join([f"seed {seed}", *ran.trace, ran.problem])


def test_the_same_seed_is_the_same_world(office: Office, tmp_path: Path) -> None:
    """The second time on originals of its own: nothing but the seed decides."""
    another = an_office(tmp_path)
    for seed in SAME_TWICE:
        first, again = simulate(seed, office), simulate(seed, another)
        assert (first.trace, first.digest) == (again.trace, again.digest)


def test_the_same_seed_is_the_same_world_in_another_process(office: Office) -> None:
    """The other one hashes otherwise too: this one by chance, that one by a seed."""
    program = (
        "from benchmarks.simulate.__main__ import worlds\n"
        "from benchmarks.simulate.run import MOST_DESKS, STEPS\n"
        f"print(*(ran.digest for ran in worlds({list(SAME_TWICE)}, STEPS, MOST_DESKS, [])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT,
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [simulate(seed, office).digest for seed in SAME_TWICE]


def test_other_seeds_are_other_worlds(office: Office) -> None:
    assert len({simulate(seed, office, steps=6).digest for seed in (1, 2, 3)}) == 3
