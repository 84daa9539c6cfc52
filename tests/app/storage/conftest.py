"""A device, or two, on the test's own folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.devices import Device, a_device


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Device]:
    made = a_device(tmp_path)
    yield made
    made.profile.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Device]:
    made = a_device(tmp_path, "Máy khác")
    yield made
    made.profile.close()
