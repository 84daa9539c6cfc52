"""One district and its desks, over real HTTP on the loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.simulate.office import Office, an_office
from tests.support.district import District, SyncedDesk, a_district


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with a_district(tmp_path) as made:
        yield made


@pytest.fixture
def one(district: District) -> SyncedDesk:
    return district.desk("Bàn 1")


@pytest.fixture
def two(district: District) -> SyncedDesk:
    return district.desk("Bàn 2")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The originals that every world of this process copies."""
    return an_office(tmp_path_factory.mktemp("office"))
