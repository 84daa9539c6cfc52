"""Training's books have no key: no way leads from them to a district, by line, by stick or by a ticket."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError
from app.storage import device, log_store
from app.storage.doctor import examine
from app.storage.errors import NoSyncKey
from app.storage.profile import ProfileKind, read_info
from sync.courier.leaving import export_bundle
from sync.http.lines import line_of
from tests.support.devices import Device, a_device


@pytest.fixture
def training(tmp_path: Path) -> Device:
    return a_device(tmp_path, kind=ProfileKind.TRAINING)


def test_the_card_says_that_it_is_training(training: Device) -> None:
    assert read_info(training.root).kind is ProfileKind.TRAINING
    assert training.value("SELECT length(signing_seed) FROM device") == 0


def test_there_is_no_key_to_ask_for(training: Device) -> None:
    with training.store.read() as connection, pytest.raises(NoSyncKey):
        device.signing_key(connection)


@pytest.mark.parametrize(
    "way",
    [
        pytest.param(lambda device, _folder: line_of(device.store), id="a line"),
        pytest.param(lambda device, folder: export_bundle(device.store, folder), id="a stick"),
    ],
)
def test_nothing_leaves(way: Callable[[Device, Path], Any], training: Device, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with pytest.raises(AppError):
        way(training, stick)
    assert list(stick.iterdir()) == []


def test_the_books_are_sound_without_a_key(training: Device) -> None:
    findings = [
        finding for checked in examine(training.profile, thorough=True) for finding in checked.findings
    ]
    assert findings == []
    assert training.reopen().info.kind is ProfileKind.TRAINING


def test_they_are_never_sealed(training: Device) -> None:
    with pytest.raises(NoSyncKey):
        log_store.seal_pending(training.store, training.key)
    assert training.value("SELECT count(*) FROM segment") == 0
