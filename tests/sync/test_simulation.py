"""Whole worlds under one seed each: whatever goes wrong, what the oracles say holds in the end."""

from pathlib import Path

import pytest

from app.storage import losers
from benchmarks.simulate.run import simulate
from server.storage import leases
from sync import session

SEEDS = range(1, 13)
STEPS = 60


@pytest.mark.parametrize("seed", SEEDS)
def test_when_the_faults_stop_everybody_has_everything(seed: int, tmp_path: Path) -> None:
    ran = simulate(seed, tmp_path, STEPS)
    assert not ran.problem, "\n".join([*ran.trace, ran.problem])


def test_the_same_seed_is_the_same_world(tmp_path: Path) -> None:
    first, again = (simulate(7, tmp_path / name, STEPS) for name in ("first", "again"))
    assert first.trace == again.trace


def test_the_oracles_notice_an_engine_that_drops_what_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        session.applier, "apply_pending", lambda _store, _report: session.applier.Applied(0, 0, 0)
    )
    assert " differ in " in simulate(2, tmp_path, STEPS).problem


def test_the_oracles_notice_a_server_that_leases_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "ranges", lambda _connection, _commune: {})
    assert "set aside" in simulate(2, tmp_path, STEPS).problem


def test_the_oracles_notice_a_value_that_lost_and_was_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(losers, "keep", lambda *_value: None)
    assert "neither current nor history" in simulate(1, tmp_path, STEPS).problem
