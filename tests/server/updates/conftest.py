"""A repository with its keys, and a desk that has seen it once."""

from pathlib import Path

import pytest

from tests.server.updates.ceremony import Ceremony, Desk, a_ceremony


@pytest.fixture
def ceremony(tmp_path: Path) -> Ceremony:
    """A repository without releases."""
    made = a_ceremony(tmp_path / "district")
    made.begin()
    return made


@pytest.fixture
def desk(tmp_path: Path, ceremony: Ceremony) -> Desk:
    """A desk that was shown the empty repository."""
    made = Desk(tmp_path / "desk", ceremony.repository.folder)
    assert made.newest() is None
    return made
