"""The exchange's window, with a folder for a stick."""

from pathlib import Path

import pytest

from tests.ui.exchange.conftest import counter, district, line, member, other, window  # noqa: F401


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "USB CUA XA"
    folder.mkdir()
    return folder
