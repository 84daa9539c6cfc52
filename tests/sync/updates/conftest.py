"""A desk with an installed program and a district that offers a newer one, by both ways."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.updates.source import Source
from tests.support.static_server import StaticServer, a_static_server
from tests.support.updating_desk import UpdatingDesk, an_updating_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[UpdatingDesk]:
    made = an_updating_desk(tmp_path)
    yield made
    made.device.profile.close()


@pytest.fixture
def server(desk: UpdatingDesk) -> Iterator[StaticServer]:
    with a_static_server(desk.repo.folder) as server:
        yield server


@pytest.fixture(params=["stick", "line"])
def source(request: pytest.FixtureRequest, desk: UpdatingDesk) -> Source:
    """The same repository by either way."""
    if request.param == "stick":
        return desk.stick()
    return desk.line(request.getfixturevalue("server"))
