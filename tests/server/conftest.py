"""A real district server on the loopback: encrypted file or PostgreSQL, HTTP, two communes."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from app.domain.clock import Clock
from app.platform.system_clock import SystemClock
from server.asgi import open_server
from server.context import Server
from server.rate import RateLimit
from server.run import serve_in_thread
from server.settings import Settings
from server.setup import initialise
from server.storage.communes import Commune
from server.ticketing import issue
from tests.server.desk import Desk
from tests.support.changes import Author
from tests.support.devices import SettableClock
from tests.support.postgres import postgres  # noqa: F401

UPPER, LOWER = Commune("27280", "Xã Thạch Bình Hạ"), Commune("27283", "Xã Khánh Vân Hạ")
BOTH_ENGINES = pytest.mark.parametrize(
    "settings", ["sqlcipher", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


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
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """A new server's settings, already initialised."""
    made = Settings(tmp_path / "server", address="http://127.0.0.1", port=0, plain=True)
    if getattr(request, "param", "sqlcipher") == "postgresql":
        made = replace(made, database=request.getfixturevalue("postgres").new_database())
    initialise(made, [UPPER, LOWER], SystemClock())
    return made


@pytest.fixture
def district(settings: Settings) -> Iterator[District]:
    """The server, listening; it takes requests as fast as a test can send them."""
    with serve_in_thread(settings, limit=unhurried()) as running:
        yield District(running.address, running.app.state.server)


def unhurried() -> RateLimit:
    """A limit that no test reaches unless it means to."""
    return RateLimit(time.monotonic, per_minute=1_000_000, burst=1_000_000)


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    """A server that nobody can reach."""
    yield from opened(settings)


def opened(
    settings: Settings, clock: Clock | None = None, limit: RateLimit | None = None
) -> Iterator[Server]:
    """The same, with a clock of the test's."""
    made = open_server(settings, clock or SettableClock(), unhurried())
    yield made
    made.engine.dispose()
