"""When the log is sealed without an exchange, and where it is cut."""

from pathlib import Path

import pytest

from app.changes import segment as segments
from app.storage import log_store
from app.storage.log_store import seal_if_due
from tests.support.builders import a_dossier
from tests.support.devices import Device, a_device


def _sealed(device: Device) -> int:
    return int(device.value("SELECT sealed_seq FROM origin WHERE is_own = 1"))


def test_a_quiet_quarter_of_an_hour_seals_what_was_written(tmp_path: Path) -> None:
    device = a_device(tmp_path)
    a_dossier(device.store)
    device.clock.advance(minutes=14)
    assert seal_if_due(device.store, device.key) == 0
    device.clock.advance(minutes=1)
    assert seal_if_due(device.store, device.key) == 1
    assert _sealed(device) == device.value("SELECT seq FROM origin")
    assert device.value("SELECT count(*) FROM changeset") == 0


def test_a_segments_worth_is_sealed_at_once(tmp_path: Path) -> None:
    device = a_device(tmp_path)
    for _ in range(255):
        a_dossier(device.store)
    assert device.value("SELECT count(*) FROM changeset") == 256  # with the device's first one
    assert seal_if_due(device.store, device.key) == 1


def test_nothing_written_seals_nothing(tmp_path: Path) -> None:
    device = a_device(tmp_path)
    device.seal()
    device.clock.advance(minutes=60)
    assert seal_if_due(device.store, device.key) == 0


def test_what_is_read_in_steps_is_cut_as_if_it_were_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = a_device(tmp_path)
    for _ in range(12):
        a_dossier(device.store, note="x" * 4000)
    monkeypatch.setattr(segments, "TARGET_BYTES", 15_000 // segments.USUAL_RATIO)  # three of these
    monkeypatch.setattr(segments, "MAX_CHANGESETS", 5)
    monkeypatch.setattr(log_store, "SEALED_AT_ONCE", 1)
    device.seal()
    sizes = [
        size for (size,) in device.rows("SELECT last_seq - first_seq + 1 FROM segment ORDER BY first_seq")
    ]
    assert sizes == [4, 3, 3, 3]  # the device's first changeset is a small one


def test_a_connection_that_sealed_wipes_again_what_it_deletes(tmp_path: Path) -> None:
    device = a_device(tmp_path)
    before = device.value("PRAGMA secure_delete")
    device.seal()
    assert device.value("PRAGMA secure_delete") == before == 1
