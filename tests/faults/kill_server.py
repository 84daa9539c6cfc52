"""A district server that is killed at random moments, and between commit and reply: run by test_kills.py.

    python -m tests.faults.kill_server FOLDER ROUNDS SEED

Each round forks a real server process and lets two desks exchange with it until it dies: by our SIGKILL at a
random moment, or by its own at a moment that only it knows. Then its database is opened as a restart would,
and compared with what the desks hold receipts for. It prints one JSON object of figures; any loss is named.
"""

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from random import Random
from threading import Timer
from types import ModuleType
from typing import Any
from unittest import mock

from sqlalchemy import Connection, Engine, event

from server import asgi, exchange
from server.applying import apply_all
from server.handlers import signed
from server.settings import Settings
from server.storage import origins
from server.storage.engine import open_engine, reading
from sync.errors import SyncError
from tests.faults import forks
from tests.faults.served import serve_unhurried, wait_until_it_listens
from tests.support.builders import edit
from tests.support.counter import StaffedCounter, first_counter, next_counter
from tests.support.district import COMMUNE, District, SyncedDesk, a_district, converge, serving
from tests.support.templates import everything_from_templates

LONGEST_LIFE_S = 0.25
LONGEST_PLAN = 5
ENOUGH_EXCHANGES = 60  # a server that outlives them is killed as it stands


class Plan:
    """When a server dies by its own hand: at the so-and-so-many-th time past a place."""

    def __init__(self, random: Random) -> None:
        self._left = random.randint(1, LONGEST_PLAN)

    def pass_by(self, *_: object) -> None:
        """Once more past the place."""
        self._left -= 1
        if self._left == 0:
            forks.die()


def within_a_commit(plan: Plan) -> AbstractContextManager[object]:
    """Nothing of the transaction may be there."""

    def opened(settings: Settings) -> Engine:
        engine = open_engine(settings)
        event.listen(engine, "commit", plan.pass_by)
        return engine

    return mock.patch.object(asgi, "open_engine", opened)


def stored_without_receipt(plan: Plan) -> AbstractContextManager[object]:
    """The segments are committed, their receipt is not."""
    return _with(exchange, "answer", lambda whole, *given: (plan.pass_by(), whole(*given))[1])


def answered_in_vain(plan: Plan) -> AbstractContextManager[object]:
    """Everything is committed and the reply never leaves."""
    return _with(signed, "exchange", lambda whole, *given: (whole(*given), plan.pass_by())[0])


def _with(module: ModuleType, name: str, around: Callable[..., Any]) -> AbstractContextManager[object]:
    whole = getattr(module, name)
    return mock.patch.object(module, name, lambda *given: around(whole, *given))


def at_any_moment(_plan: Plan) -> AbstractContextManager[object]:
    """When we please."""
    return nullcontext()


PLANS = (at_any_moment, within_a_commit, stored_without_receipt, answered_in_vain)


@contextmanager
def dying_server(settings: Settings, place: Callable[..., Any], random: Random) -> Iterator[float]:
    """A server process that will die, after so many seconds it took to listen."""

    def live() -> None:
        with place(Plan(random)):
            serve_unhurried(settings)

    life_s = random.uniform(0.01, LONGEST_LIFE_S)
    with forks.beside(live) as child:
        start_s = wait_until_it_listens(settings, child)
        timer = Timer(life_s, os.kill, (child, signal.SIGKILL))
        if place is at_any_moment:
            timer.start()
        try:
            yield start_s
        finally:
            timer.cancel()
            with suppress(RuntimeError):  # it was never started
                timer.join()


def work(counters: Sequence[StaffedCounter]) -> int:
    """Receive and exchange until the server dies; how many exchanges were completed."""
    done = 0
    with suppress(SyncError):
        while done < ENOUGH_EXCHANGES:
            for counter in counters:
                counter.synced.device.clock.advance(seconds=61)
                dossier = counter.receive(f"Mẫu Thị {done}").dossier_id
                edit(counter.synced.store, "dossier", dossier, note=f"lần {done}")
                counter.synced.sync()
                done += 1
    return done


def losses(settings: Settings, desks: Sequence[SyncedDesk]) -> Iterator[str]:
    """What the database does not hold of what the desks have receipts for."""
    engine = open_engine(settings)
    try:
        with reading(engine) as connection:
            yield from _losses(connection, desks)
    finally:
        engine.dispose()


def _losses(connection: Connection, desks: Sequence[SyncedDesk]) -> Iterator[str]:
    for pragma, good in (("cipher_integrity_check", []), ("quick_check", [("ok",)])):
        if [tuple(row) for row in connection.exec_driver_sql(f"PRAGMA {pragma}")] != good:
            yield pragma
    logs = origins.logs(connection, COMMUNE.code)
    stored = Counter[bytes]()
    for origin, first, last in connection.exec_driver_sql(
        "SELECT origin, first_seq, last_seq FROM segment ORDER BY cseq"
    ):
        if first != stored[origin] + 1:
            yield f"the log {origin.hex()} is not stored once and in order"
        stored[origin] = last
    for desk in desks:
        log, confirmed = logs[desk.device.origin], desk.log()[1]
        if not confirmed <= log.stored.seq == stored[desk.device.origin]:
            yield f"{confirmed} changesets receipted, {stored[desk.device.origin]} stored"


def differences(district: District, desks: Sequence[SyncedDesk]) -> Iterator[str]:
    """What is not the same everywhere when all is over."""
    converge(*desks)
    apply_all(district.server, COMMUNE.code)
    if district.rows("SELECT * FROM quarantine"):
        yield "the district set something aside"
    for desk in desks:
        written, confirmed = desk.log()
        if written != confirmed:
            yield f"{written} changesets written, {confirmed} confirmed"
        if {code for (code,) in district.rows("SELECT code FROM dossier")} != desk.codes():
            yield "a desk has other dossiers than the district"


def main(folder: Path, rounds: int, seed: int) -> None:
    random = Random(seed)
    found: list[str] = []
    exchanges, slowest_s = 0, 0.0
    with a_district(folder) as district:
        counters = [first_counter(district), next_counter(district, "Bàn 2")]
        district.desks.clear()  # they outlive this district
    desks = [counter.synced for counter in counters]
    for number in range(rounds):
        place = PLANS[number % len(PLANS)]
        desks[0].device.clock.advance(hours=4)  # and the other's: numbers begin anew each day
        with dying_server(district.settings, place, random) as start_s:
            exchanges += work(counters)
        slowest_s = max(slowest_s, start_s)
        found += [f"round {number}, {place.__name__}: {each}" for each in losses(district.settings, desks)]
    with serving(folder, district.settings, desks[0].device.clock) as district:
        found += differences(district, desks)
    print(json.dumps({"rounds": rounds, "exchanges": exchanges, "slowest_s": slowest_s, "lost": found}))


if __name__ == "__main__":
    with everything_from_templates():
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
