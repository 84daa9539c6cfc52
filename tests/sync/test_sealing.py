"""A log is sealed in steps that overlap; what comes of it is as if one thing followed another."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import pytest

from app.changes import segment as segments
from app.storage import log_store
from app.storage.doctor import examine
from sync.beside import at_once, in_thread
from sync.sealing import Sealing
from tests.support.builders import a_dossier
from tests.support.devices import Device, a_device

T = TypeVar("T")
ALL = 10**9
ACTS = 24


@pytest.fixture
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Device:
    """A desk with many segments' worth to seal, two of them at a time."""
    monkeypatch.setattr(segments, "MAX_CHANGESETS", 3)
    monkeypatch.setattr(log_store, "SEALED_AT_ONCE", 2)
    made = a_device(tmp_path)
    for _ in range(ACTS):
        a_dossier(made.store)
    return made


def spans(device: Device) -> list[tuple[int, ...]]:
    return device.rows("SELECT first_seq, last_seq FROM segment ORDER BY first_seq")


def is_sound(device: Device) -> bool:
    return all(check.is_sound for check in examine(device.profile, thorough=True))


@pytest.mark.parametrize("beside", [at_once, in_thread])
def test_a_portion_is_kept_before_it_is_counted(device: Device, beside: Callable[..., "Future[T]"]) -> None:
    sealing = Sealing(device.store, beside)
    sealing.portion(1)
    assert sealing.unsent_bytes() > 0
    assert not sealing.is_done
    sealing.portion(ALL)
    assert sealing.is_done
    assert spans(device) == [(first, min(first + 2, ACTS + 1)) for first in range(1, ACTS + 2, 3)]
    assert is_sound(device)


def test_who_seals_meanwhile_in_another_process_only_makes_the_rest_begin_later(device: Device) -> None:
    turns: list[int] = []

    def beside(work: Callable[[], T]) -> "Future[T]":
        turns.append(len(turns))
        if len(turns) == 2:  # what was read and laid out by now is sealed by somebody else first
            assert log_store.seal_some(device.store, device.key) == 2
        return at_once(work)

    Sealing(device.store, beside).portion(ALL)
    assert spans(device) == [(first, min(first + 2, ACTS + 1)) for first in range(1, ACTS + 2, 3)]
    assert device.value("SELECT count(*) FROM changeset") == 0
    assert is_sound(device)


def test_what_is_written_after_all_was_sealed_goes_with_the_next(device: Device) -> None:
    sealing = Sealing(device.store, at_once)
    sealing.portion(ALL)
    a_dossier(device.store)
    sealing.portion(ALL)
    assert device.value("SELECT count(*) FROM changeset") == 1
    sealing.everything()
    assert device.value("SELECT count(*) FROM changeset") == 0
    assert is_sound(device)
