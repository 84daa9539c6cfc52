"""Numbers that a server gave out after its backup stay good when it is put back: they stand on slips."""

from pathlib import Path

import pytest

from server.storage import communes, leases
from server.storage.engine import reading, writing
from sync.enrolment import enrol
from sync.http.lines import open_line
from tests.support.builders import a_dossier
from tests.support.district import COMMUNE, District, SyncedDesk, converge
from tests.sync.test_restored_server import copy_of, put_back


@pytest.fixture
def late(district: District, one: SyncedDesk, tmp_path: Path) -> SyncedDesk:
    """A desk that came after the backup, and the server as it was before it came."""
    converge(one)
    copy = copy_of(district)
    desk = district.desk("Bàn đến sau")
    first = desk.device.value("SELECT min(first) FROM lease")
    a_dossier(desk.store, code=f"000.00-261123-{first:04d}")
    put_back(district, copy)
    enrol(desk.store, district.ticket(), open_line)
    return desk


def test_a_slip_under_a_forgotten_lease_is_taken(
    district: District, one: SyncedDesk, late: SyncedDesk
) -> None:
    converge(late, one)
    assert district.rows("SELECT code FROM quarantine") == []
    assert late.codes() <= one.codes()
    assert district.rows("SELECT count(*) FROM dossier") == [(1,)]


def test_nobody_is_given_what_was_skipped(district: District, late: SyncedDesk) -> None:
    taken = district.rows("SELECT first, last FROM lease WHERE ended_ms = 0")
    with writing(district.server.engine) as connection:
        first, _ = communes.take_dossier_numbers(connection, COMMUNE.code)
        free = leases.free_range(connection, COMMUNE.code, 0, "2099-01-01")
    assert first > max(last for _, last in taken)
    assert free is None


def test_what_was_never_skipped_is_nobodys_still(district: District, late: SyncedDesk) -> None:
    with reading(district.server.engine) as connection:
        ranges = leases.ranges(connection, COMMUNE.code)[late.device.origin]
    assert not any(each.first <= 999_999 <= each.last for each in ranges)
