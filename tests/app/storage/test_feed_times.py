"""When the district had a changeset first bounds its time, however its log was cut into segments."""

import pytest

from app.changes import clock as hybrid
from app.storage import log_base, log_store
from app.storage.apply_round import Round
from app.storage.incarnations import own_origins
from app.storage.log_store import Incoming
from tests.support.builders import a_dossier, edit
from tests.support.devices import Device

EARLY_MS, LATE_MS = 1_000_000, 2_000_000


@pytest.fixture
def sealed_at_once(device: Device) -> Device:
    """A log whose changesets lie in one segment."""
    a_dossier(device.store)
    for number in range(3):
        edit(device.store, "dossier", device.value("SELECT id FROM dossier"), note=f"Mẫu {number}")
    assert len(device.seal()) == 1
    return device


def told(device: Device, first: int, last: int, received_ms: int) -> None:
    """The feed names a stretch of this device's own log."""
    with device.store.write_local() as connection:
        item = Incoming(1, received_ms, device.origin, first, last, None)
        log_store.keep_incoming(connection, [item], 0)


def times(device: Device) -> list[int | None]:
    """When each changeset was received, as far as its time is held to it; None where it is not."""
    with device.store.read() as connection:
        (life,) = own_origins(connection)
        stamps = range(life.no << 40 | 1, (life.no << 40 | life.seq) + 1)
        plain = {hybrid.tick(0, ms): ms for ms in (EARLY_MS, LATE_MS)}
        kept = [log_base.hlc_of(connection, stamp) for stamp in stamps]
        in_rounds = [Round(connection, 0).hlc_of(stamp) for stamp in stamps]
        assert in_rounds == kept
        return [plain.get(each) for each in kept]


def test_the_whole_of_a_segment_has_its_time(sealed_at_once):
    last = sealed_at_once.value("SELECT last_seq FROM segment")
    told(sealed_at_once, 1, last, EARLY_MS)
    assert times(sealed_at_once) == [EARLY_MS] * last


def test_what_a_copy_of_the_machine_brought_of_it_says_nothing_of_the_rest(sealed_at_once):
    last = sealed_at_once.value("SELECT last_seq FROM segment")
    told(sealed_at_once, 1, 2, EARLY_MS)
    assert times(sealed_at_once) == [EARLY_MS, EARLY_MS] + [None] * (last - 2)


@pytest.mark.parametrize("is_whole_first", [True, False])
def test_what_came_twice_counts_from_the_first_time(sealed_at_once, is_whole_first):
    last = sealed_at_once.value("SELECT last_seq FROM segment")
    stretches = [(1, 2, EARLY_MS), (1, last, LATE_MS)]
    for stretch in reversed(stretches) if is_whole_first else stretches:
        told(sealed_at_once, *stretch)
    assert times(sealed_at_once) == [EARLY_MS, EARLY_MS] + [LATE_MS] * (last - 2)
