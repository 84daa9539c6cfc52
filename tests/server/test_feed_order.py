"""Order of numbers is order of visibility: a reader who follows the feed never misses a segment.

``SOXA_FEED`` says how many changes the writers of the long test make; ``make feed`` makes all 200,000.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random
from threading import Event
from typing import NamedTuple, Protocol

import pytest
from sqlalchemy import Connection, Engine, create_engine

from app.changes.segment import Segment, SegmentHeader
from app.platform.system_clock import SystemClock
from server.settings import Settings
from server.setup import initialise
from server.storage import communes, feed, segments
from server.storage.engine import open_engine, reading, writing
from tests.server.conftest import BOTH_ENGINES, UPPER, District
from tests.server.desk import Desk
from tests.support.postgres import Postgres

WRITERS, EACH = 4, 12
MANY_WRITERS, MANY = 8, int(os.environ.get("SOXA_FEED", "20000"))
FEW, TRIES = 4000, 5  # are enough for the naive cursor to skip
MOST_AT_ONCE = 128
JITTER_S = 0.002
ROLLBACKS = 0.1

Name = tuple[int, int]
"""Who wrote it, and its number there."""


def write(desk: Desk) -> None:
    """Many small exchanges, as fast as they go."""
    for number in range(EACH):
        desk.author.receive_dossier(f"H56-991123-{number:04d}")
        assert desk.sync().refused == []


@BOTH_ENGINES
def test_four_writers_leave_no_gap_and_a_reader_misses_nothing(district: District) -> None:
    desks = [district.desk(f"desk-{n:03d}".encode()) for n in range(WRITERS)]
    done = Event()

    def follow() -> list[int]:
        seen: list[int] = []
        while True:
            is_last = done.is_set()
            with reading(district.server.engine) as connection:
                part = feed.read_feed(connection, UPPER.code, seen[-1] if seen else 0, b"", 1 << 20)
            seen += [item.cseq for item in part.items]
            if is_last and not part.items:
                return seen

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reader = pool.submit(follow)
        try:
            list(pool.map(write, desks))
        finally:
            done.set()
        assert reader.result() == list(range(1, WRITERS * EACH + 1))


class Numbered(NamedTuple):
    """What a reader sees: the number to go on from, and what stands there."""

    number: int
    name: Name


class Log(Protocol):
    """Something that writers append to and a reader follows by a cursor."""

    engine: Engine

    def append(self, connection: Connection, names: Sequence[Name], linger: Callable[[], None]) -> None:
        """Append within a transaction that ``linger`` makes longer."""

    def after(self, connection: Connection, cursor: int) -> list[Numbered]:
        """What a reader sees beyond a cursor."""


class TheFeed:
    """Ours."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def append(self, connection: Connection, names: Sequence[Name], linger: Callable[[], None]) -> None:
        communes.lock_feed(connection, UPPER.code)
        linger()
        segments.store(connection, UPPER.code, 1, [_Arrived(_segment(*name)) for name in names])
        linger()

    def after(self, connection: Connection, cursor: int) -> list[Numbered]:
        part = feed.read_feed(connection, UPPER.code, cursor, b"", 1 << 20)
        return [Numbered(item.cseq, (item.origin[0], item.first_seq)) for item in part.items]


class _Arrived(NamedTuple):
    segment: Segment
    had_ms: int = 0


def _segment(writer: int, number: int) -> Segment:
    header = SegmentHeader(1, bytes([writer]) * 8, number, number, bytes(32), bytes(32), 0, 1)
    return Segment(header, b"header", bytes(64), b"body")


class NaiveCounter:
    """What everybody builds first: a counter of the database, and "give me what is above"."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE naive (id bigserial PRIMARY KEY, writer int, n int)")

    def append(self, connection: Connection, names: Sequence[Name], linger: Callable[[], None]) -> None:
        for name in names:
            connection.exec_driver_sql("INSERT INTO naive (writer, n) VALUES (%s, %s)", name)
        linger()

    def after(self, connection: Connection, cursor: int) -> list[Numbered]:
        rows = connection.exec_driver_sql(
            "SELECT id, writer, n FROM naive WHERE id > %s ORDER BY id", (cursor,)
        )
        return [Numbered(id_, (writer, number)) for id_, writer, number in rows]


class GivenUp(Exception):
    """A writer rolls back."""


def append_many(log: Log, writer: int, count: int) -> list[Name]:
    """Write so many, in transactions of every length, some of them given up; what was committed."""
    random, committed = Random(writer), list[Name]()

    def linger() -> None:
        time.sleep(random.random() * JITTER_S)

    while len(committed) < count:
        size = min(random.randint(1, MOST_AT_ONCE), count - len(committed))
        names = [(writer, len(committed) + n) for n in range(1, size + 1)]
        with suppress(GivenUp):
            with writing(log.engine) as connection:
                log.append(connection, names, linger)
                if random.random() < ROLLBACKS:
                    raise GivenUp
            committed += names
    return committed


def read_until(log: Log, done: Event) -> list[Numbered]:
    """Follow the log from a cursor on, as a desk does."""
    seen: list[Numbered] = []
    while True:
        is_last = done.is_set()
        with reading(log.engine) as connection:
            news = log.after(connection, seen[-1].number if seen else 0)
        seen += news
        if is_last and not news:
            return seen
        time.sleep(JITTER_S)


def skipped_and_doubled(log: Log, count: int) -> tuple[int, int]:
    """Eight writers and one reader at once: how many it never saw, and how many twice."""
    done = Event()
    with ThreadPoolExecutor(MANY_WRITERS + 1) as pool:
        reader = pool.submit(read_until, log, done)
        try:
            parts: Iterable[list[Name]] = pool.map(
                lambda writer: append_many(log, writer, count // MANY_WRITERS), range(1, MANY_WRITERS + 1)
            )
            written = {name for part in parts for name in part}
        finally:
            done.set()
        seen = Counter(each.name for each in reader.result())
    assert len(written) == count // MANY_WRITERS * MANY_WRITERS
    return len(written - seen.keys()), sum(seen.values()) - len(seen)


@pytest.mark.slow
@pytest.mark.postgres
def test_eight_writers_that_linger_and_roll_back_leave_a_reader_nothing_to_miss(
    tmp_path, postgres: Postgres
) -> None:
    settings = Settings(
        tmp_path / "server",
        address="http://127.0.0.1",
        port=0,
        plain=True,
        database=postgres.new_database(),
    )
    initialise(settings, [UPPER], SystemClock())
    engine = open_engine(settings)
    try:
        assert skipped_and_doubled(TheFeed(engine), MANY) == (0, 0)
    finally:
        engine.dispose()


@pytest.mark.slow
@pytest.mark.postgres
def test_the_same_writers_make_a_naive_cursor_skip(postgres: Postgres) -> None:
    """By chance, so it is given several; the first is nearly always enough."""
    assert any(a_naive_cursor_skips(postgres.new_database()) for _ in range(TRIES))


def a_naive_cursor_skips(database: str) -> bool:
    engine = create_engine(database, pool_size=MANY_WRITERS + 1)
    try:
        skipped, _doubled = skipped_and_doubled(NaiveCounter(engine), FEW)
    finally:
        engine.dispose()
    return skipped > 0
