"""A real district server on the loopback: encrypted file, HTTP, one commune or two."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from app.platform.system_clock import SystemClock
from server.context import Server
from server.run import serve_in_thread
from server.settings import Settings
from server.setup import initialise
from server.storage.communes import Commune
from server.ticketing import issue
from tests.server.desk import Desk
from tests.support.changes import Author

UPPER, LOWER = Commune("27280", "Xã Thạch Bình Hạ"), Commune("27283", "Xã Khánh Vân Hạ")


class District(NamedTuple):
    """A listening server and the parts behind it."""

    address: str
    server: Server

    def ticket(self, commune: str = UPPER.code) -> str:
        """A new ticket's text."""
        return issue(self.server, commune, 7, "test").text

    def desk(self, origin: bytes = b"desk-one", commune: str = UPPER.code) -> Desk:
        """An enrolled desk."""
        desk = Desk(self.address, Author(origin=origin))
        desk.enrol(self.ticket(commune))
        return desk


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A new server's settings, already initialised."""
    made = Settings(tmp_path / "server", address="http://127.0.0.1", port=0, plain=True)
    initialise(made, [UPPER, LOWER], SystemClock())
    return made


@pytest.fixture
def district(settings: Settings) -> Iterator[District]:
    """The server, listening."""
    with serve_in_thread(settings) as running:
        yield District(running.address, running.app.state.server)
