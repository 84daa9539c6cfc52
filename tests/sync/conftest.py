"""One district and its desks, over real HTTP on the loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

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
