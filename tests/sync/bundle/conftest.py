"""The district and desks of the exchange, and a stick."""

from pathlib import Path

import pytest

from tests.sync.conftest import district, one, two  # noqa: F401


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "USB"
    folder.mkdir()
    return folder
