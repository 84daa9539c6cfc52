"""A commune of the comparison: a district on PostgreSQL, its desks, and copies of both to start from."""

import dataclasses
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from app.domain.clock import ms_of
from app.platform.secrets import FileSecrets
from app.progress import Report, unheard
from app.services import officers
from app.services.desk import Desk, Officer
from app.storage import log_store
from app.storage.profile import Profile, open_profile
from benchmarks import profiles
from benchmarks.district import Commune, District, found, free_port, running, ticket
from benchmarks.peers.proxy import Proxy, proxy_to
from benchmarks.profiles import UNTIL, StandingClock
from benchmarks.reference import load
from server import settings as server_settings
from sync.enrolment import enrol
from sync.errors import NoLine
from sync.http.lines import line_of, open_line
from sync.outcome import Outcome
from sync.pace import Pace
from sync.session import run_exchange
from sync.terms import on_a_real_line
from tests.support.postgres import Postgres
from ui.bootstrap import desk_of

COMMUNE = Commune("00100", "Xã Mẫu")
BEFORE_THE_WORK = ms_of(datetime(2023, 12, 30, 8))
AGAIN_S = 1.0  # the peers' clients, too, try again a second after a cut
ASK_EVERY_S = 0.2


@dataclass(frozen=True)
class State:
    """A commune at rest: the folder of its server and desks, and its database's name."""

    folder: Path
    database: str


@dataclass
class Bench:
    """One desk at work."""

    profile: Profile
    desk: Desk
    officer: Officer

    def exchange(self, pace: Pace | None = None, report: Report = unheard) -> Outcome:
        """One exchange as the window runs it, over a line of its own."""
        line = line_of(self.profile.store)
        try:
            return run_exchange(self.profile.store, line, report, pace=pace, terms=on_a_real_line())
        finally:
            line.close()

    def exchange_until_sent(self) -> None:
        """As often as the line breaks."""
        pace = Pace()
        while self.waiting:
            try:
                self.exchange(pace)
            except NoLine:
                time.sleep(AGAIN_S)

    def await_applied(self) -> None:
        """Ask until a receipt says that everything is in the district's books."""
        while self.unanswered:
            time.sleep(ASK_EVERY_S)
            self.exchange()

    @property
    def waiting(self) -> int:
        """Changesets that no receipt covers."""
        with self.profile.store.read() as connection:
            figures = log_store.figures(connection)
        return figures.unsealed + figures.packed

    @property
    def unanswered(self) -> int:
        """Changesets that are not applied; one that the server refuses to apply fails the run."""
        rows = self.rows(
            "SELECT sum(seq - applied_seq), (SELECT count(*) FROM returned) FROM origin WHERE is_own = 1"
        )
        left, returned = rows[0]
        assert not returned, f"{returned} changesets came back"
        return int(left)

    def rows(self, sql: str) -> Sequence[Any]:
        """What its books say."""
        with self.profile.store.read() as connection:
            return connection.exec_driver_sql(sql).all()


class Office:
    """Where the states of one comparison lie, and the ports that all of them share."""

    def __init__(self, root: Path, peers: Path, postgres: Postgres) -> None:
        self._root = root
        self._peers = peers
        self._postgres = postgres
        self._port, self._server_port = free_port(), free_port()
        shutil.rmtree(root, ignore_errors=True)

    def found(self) -> State:
        """A server, and no desks yet."""
        state = State(self._root / "first", "first")
        self._sql('CREATE DATABASE "first"')
        address = f"http://127.0.0.1:{self._port}"
        data = state.folder / "server"
        found(data, self._server_port, address, COMMUNE, plain=True, database=self._url(state.database))
        return state

    def copy(self, state: State, name: str) -> State:
        """A state to go on from, while the first one stays."""
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{state.database}"')
        copied = State(self._root / name, name)
        shutil.copytree(state.folder, copied.folder)
        data = copied.folder / "server"
        settings = server_settings.load(data)
        server_settings.write(dataclasses.replace(settings, database=self._url(name)))
        return copied

    def drop(self, state: State) -> None:
        """Give its disk back."""
        self._sql(f'DROP DATABASE "{state.database}"')
        shutil.rmtree(state.folder)

    @contextmanager
    def serving(self, state: State) -> Iterator["Serving"]:
        """The state's server with the proxy before it, until the block ends."""
        now_ms = int(time.time() * 1000)
        district = District(state.folder / "server", self._server_port)
        with ExitStack() as stack:
            pid = stack.enter_context(running(district, (BEFORE_THE_WORK, now_ms, 1)))
            proxy = stack.enter_context(proxy_to(self._peers, self._port, self._server_port))
            postmaster = self._postgres.folder / "data" / "postmaster.pid"
            yield Serving(state, district, proxy, [pid, int(postmaster.read_text("utf-8").split()[0])], stack)

    def _url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self._postgres.folder}"

    def _sql(self, words: str) -> None:
        with psycopg.connect(host=str(self._postgres.folder), user="postgres", autocommit=True) as connection:
            connection.execute(words)  # type: ignore[call-overload,unused-ignore]


@dataclass(frozen=True)
class Serving:
    """A state whose server runs; ``pids`` are its processes, the database's among them."""

    state: State
    district: District
    proxy: Proxy
    pids: list[int]
    _stack: ExitStack

    def new_desk(self, name: str) -> Bench:
        """A desk set up and not enrolled."""
        profile, desk, officer = profiles.fresh(self.state.folder / name, load())
        return self._kept(Bench(profile, desk, officer))

    def enrol(self, bench: Bench) -> None:
        """Make it a member."""
        enrol(bench.profile.store, ticket(self.district, COMMUNE), open_line)

    def desk(self, name: str) -> Bench:
        """A desk that came with the state."""
        root = self.state.folder / name
        profile = open_profile(root, FileSecrets(root / "key"), StandingClock(UNTIL))
        desk = desk_of(profile, profile.store.clock)
        clerk = officers.active_clerks(desk)[0]
        return self._kept(Bench(profile, desk, Officer(clerk.id, clerk.full_name, clerk.title, clerk.roles)))

    def _kept(self, bench: Bench) -> Bench:
        self._stack.callback(bench.profile.close)
        return bench
