"""A real district server on the loopback, and real desks that are enrolled there."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.progress import Report, unheard
from server.context import Server
from server.rate import RateLimit
from server.run import serve_in_thread
from server.settings import Settings
from server.setup import initialise
from server.storage.communes import Commune
from server.ticketing import issue
from sync.enrolment import enrol
from sync.http.client import HttpTransport
from sync.http.lines import line_of, open_line
from sync.outcome import Outcome
from sync.pace import Pace
from sync.protocol import ticket as tickets
from sync.session import run_exchange
from sync.transport import Transport
from tests.support.devices import MONDAY_MORNING, Device, SettableClock, a_device
from tests.support.ports import free_port

COMMUNE = Commune("27280", "Xã Thạch Bình Hạ")
OTHER = Commune("27283", "Xã Khánh Vân Hạ")
DAY_OF_TESTS = MONDAY_MORNING.date()
UNLIMITED = 10**9


@dataclass
class District:
    """A listening server and what tests look at behind it."""

    folder: Path
    settings: Settings
    server: Server
    clock: SettableClock
    desks: "list[SyncedDesk]" = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.settings.port

    def ticket(self, commune: str = COMMUNE.code, address: str | None = None) -> str:
        """A new ticket; ``address`` instead of the server's own leads through a line."""
        text = issue(self.server, commune, 7, "test").text
        if address is None:
            return text
        return tickets.write(msgspec.structs.replace(tickets.read(text), address=address))

    def desk(self, name: str, address: str | None = None, commune: str = COMMUNE.code) -> "SyncedDesk":
        """A new desk, enrolled."""
        desk = self.stranger(name)
        enrol(desk.device.store, self.ticket(commune, address), open_line)
        return desk

    def stranger(self, name: str) -> "SyncedDesk":
        """A new desk that is no member yet."""
        desk = SyncedDesk(a_device(self.folder, name, self.clock))
        self.desks.append(desk)
        return desk

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the server holds."""
        with self.server.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql)]

    def stored(self) -> dict[bytes, list[int]]:
        """Every changeset number the server has stored, by log; a number stored twice is there twice."""
        found: dict[bytes, list[int]] = {}
        for origin, first, last in self.rows("SELECT origin, first_seq, last_seq FROM segment ORDER BY cseq"):
            found.setdefault(bytes(origin), []).extend(range(first, last + 1))
        return found


@dataclass
class SyncedDesk:
    """A desk with its way to the district."""

    device: Device

    @property
    def store(self) -> Any:
        return self.device.store

    def sync(
        self,
        report: Report = unheard,
        through: Callable[[HttpTransport], Transport] = lambda line: line,
        **options: Any,
    ) -> Outcome:
        """One exchange; ``through`` may put something between the desk and its line."""
        line = line_of(self.store)
        try:
            return run_exchange(self.store, through(line), report, **{"pace": Pace()} | options)
        finally:
            line.close()

    def codes(self) -> set[str]:
        """The dossiers in its books."""
        return {code for (code,) in self.device.rows("SELECT code FROM dossier")}

    def log(self) -> tuple[int, int]:
        """(own changesets written, of them confirmed as stored), over all of its lives."""
        row = self.device.rows("SELECT sum(seq), sum(min(seq, stored_seq)) FROM origin WHERE is_own = 1")[0]
        return row[0], row[1]


def converge(*desks: SyncedDesk) -> None:
    """Exchange in turn until nobody has anything for anybody."""
    for _ in range(2):
        for desk in desks:
            desk.sync()


@contextmanager
def a_district(
    folder: Path, *, plain: bool = True, database: str = "", clock: SettableClock | None = None
) -> Iterator[District]:
    """A new district with two communes, listening; with TLS unless ``plain``."""
    clock = clock or SettableClock()
    settings = _settings(folder, plain=plain, database=database)
    initialise(settings, [COMMUNE, OTHER], clock)
    with serving(folder, settings, clock) as district:
        yield district


@contextmanager
def applied_before_the_answer() -> Iterator[None]:
    """What was sent is answered in the same exchange, however busy the machine is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("server.exchange.APPLY_SECONDS", 60.0)
        yield


@contextmanager
def serving(folder: Path, settings: Settings, clock: SettableClock) -> Iterator[District]:
    """A district that was made before, listening again at its address."""
    limit = RateLimit(time.monotonic, UNLIMITED, UNLIMITED)
    with applied_before_the_answer(), serve_in_thread(settings, clock, limit) as running:
        district = District(folder, settings, running.app.state.server, clock)
        try:
            yield district
        finally:
            for desk in district.desks:
                desk.device.profile.close()


def _settings(folder: Path, *, plain: bool, database: str) -> Settings:
    port = free_port()
    scheme = "http" if plain else "https"
    return Settings(
        folder / "server",
        address=f"{scheme}://127.0.0.1:{port}",
        port=port,
        plain=plain,
        database=database,
    )
