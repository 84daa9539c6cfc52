"""Scans from desk to district to the next desk, over real HTTP, with everything that goes wrong on the way."""

import pytest

from app.changes.blocks import BLOCK_BYTES, BlobRef, reference
from app.storage import scans
from tests.support.builders import a_dossier
from tests.support.district import District, SyncedDesk
from tests.support.scans import a_scan, carry, district_holds, scan_of, states


@pytest.fixture
def two(district: District) -> tuple[SyncedDesk, SyncedDesk]:
    return district.desk("Bàn 1"), district.desk("Bàn 2")


def test_a_scan_reaches_the_district_and_the_next_desk(two, district) -> None:
    first, second = two
    data = scan_of(3 * BLOCK_BYTES + 7)
    ref = a_scan(first, data)
    first.sync()
    carried = carry(first)
    assert carried.sent_bytes == len(data)
    assert district_holds(district, ref, data)
    assert states(first, ref).is_received
    second.sync()
    with second.store.write_local() as connection:
        scans.ask_for(connection, ref.sha256)
    carry(second)
    assert second.device.profile.blobs.get(ref) == data
    assert states(second, ref).is_here
