"""Pushing 10,000 dossiers from committed, unsealed changesets to the receipt committed on the desk.

The peers' seeded workload, one committed act a dossier, over loopback TLS to the embedded server and to
PostgreSQL, each in its own process; beside them the floors of the same payload in the same run.
"""

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time, sleep
from typing import Any, NamedTuple

import zstandard
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.clock import ms_of
from app.platform.memory import collect_rarely
from app.services.desk import Desk
from app.storage import log_store
from benchmarks import peer_workload, profiles
from benchmarks.district import Commune, found, free_port, running, ticket
from benchmarks.figures import Figure, keep
from benchmarks.reference import load
from sync.enrolment import enrol
from sync.http.lines import line_of, open_line
from sync.outcome import Outcome
from sync.session import run_exchange
from tests.support.postgres import a_server

ROOT = Path("build/bench/push")
COMMUNE = Commune("00100", "Xã Mẫu")
BEFORE_THE_WORK = ms_of(datetime(2023, 12, 30, 8))
ASK_EVERY_S = 0.1
TICKS = os.sysconf("SC_CLK_TCK")
DOSSIERS = int(os.environ.get("SOXA_PUSH", "10000"))


class Push(NamedTuple):
    """One push from unsealed changesets: to the receipt that all is stored, and that all is applied."""

    stored_s: float
    applied_s: float
    desk_cpu_s: float
    server_cpu_s: float
    outcome: Outcome


def main() -> None:
    """Measure and keep."""
    collect_rarely()  # as ``soxa sync`` does, whose part this process plays
    generator = peer_workload.generator()
    if generator is None:
        print("push: skipped, the peers' workload is not on this machine (SOXA_DATA)", file=sys.stderr)
        return
    initial = peer_workload.within_leases(generator.make(n=DOSSIERS)["initial"])
    figures = [*_floors(initial), *_figures("embedded", _push(initial, "embedded", ""))]
    with ExitStack() as stack:
        server = stack.enter_context(a_server())
        if server is not None:
            figures += _figures("postgresql", _push(initial, "postgresql", server.new_database()))
    keep(
        "push",
        figures,
        f"{DOSSIERS:,} dossiers of the peers' workload, one changeset each, from committed and unsealed on; "
        "stored: the receipt for all of them is committed on the desk; applied: it says that everything is "
        "in the district's books, asked for ten times a second; codes are renumbered into the desk's leased "
        "range of each day",
    )


def _push(initial: list[dict[str, Any]], name: str, database: str) -> Push:
    root = ROOT / name
    shutil.rmtree(root, ignore_errors=True)
    profile, desk, officer = profiles.fresh(root / "desk", load())
    port = free_port()
    district = found(root / "server", port, f"https://127.0.0.1:{port}", COMMUNE, database=database)
    now_ms = int(datetime.now().timestamp() * 1000)
    with running(district, (BEFORE_THE_WORK, now_ms, 1)) as pid:
        enrol(profile.store, ticket(district, COMMUNE), open_line)
        peer_workload.load(desk, officer, initial)
        push = _measured(desk, pid, is_postgresql=bool(database))
        again = _exchange(desk)
        assert again.requests == 1, "an idle exchange takes more than one request"
    profile.close()
    return push


def _measured(desk: Desk, pid: int, *, is_postgresql: bool) -> Push:
    server_before, desk_before, start = _server_cpu(pid, is_postgresql), process_time(), perf_counter()
    outcome = _exchange(desk)
    stored = perf_counter() - start
    desk_cpu = process_time() - desk_before
    assert _waiting(desk) == 0, "not everything was stored"
    while _unanswered(desk):
        sleep(ASK_EVERY_S)
        _exchange(desk)
    applied = perf_counter() - start
    return Push(stored, applied, desk_cpu, _server_cpu(pid, is_postgresql) - server_before, outcome)


def _exchange(desk: Desk) -> Outcome:
    transport = line_of(desk.store)
    try:
        return run_exchange(desk.store, transport)
    finally:
        transport.close()


def _server_cpu(pid: int, is_postgresql: bool) -> float:
    pids = [pid, *(_postgres_pids() if is_postgresql else ())]
    return sum(_cpu(each) for each in pids)


def _cpu(pid: int) -> float:
    try:
        words = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / TICKS


def _postgres_pids() -> list[int]:
    found_pids = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                name = (entry / "comm").read_text("utf-8").strip()
            except OSError:
                continue
            if name.startswith("postgres"):
                found_pids.append(int(entry.name))
    return found_pids


def _waiting(desk: Desk) -> int:
    """Changesets that no receipt covers."""
    with desk.store.read() as connection:
        figures = log_store.figures(connection)
    return figures.unsealed + figures.packed


def _unanswered(desk: Desk) -> int:
    """Changesets that the server has not applied; one it refuses to apply fails the bench."""
    with desk.store.read() as connection:
        left, returned = connection.exec_driver_sql(
            "SELECT sum(seq - applied_seq), (SELECT count(*) FROM returned) FROM origin WHERE is_own = 1"
        ).one()
    assert not returned, f"{returned} changesets came back"
    return int(left)


def _figures(name: str, push: Push) -> list[Figure]:
    outcome = push.outcome
    return [
        Figure(f"{name}_stored_and_receipted", push.stored_s, "s", None),
        Figure(f"{name}_applied", push.applied_s, "s", None),
        Figure(f"{name}_cpu_desk", push.desk_cpu_s, "s", None),
        Figure(f"{name}_cpu_server", push.server_cpu_s, "s", None),
        Figure(f"{name}_bytes_up", outcome.bytes_up / 1e6, "MB", None),
        Figure(f"{name}_bytes_down", outcome.bytes_down / 1e6, "MB", None),
        Figure(f"{name}_requests", outcome.requests, "requests", None),
    ]


def _floors(initial: list[dict[str, Any]]) -> list[Figure]:
    payload = json.dumps(initial, ensure_ascii=False, separators=(",", ":")).encode()
    start = perf_counter()
    packed = zstandard.ZstdCompressor(level=3).compress(payload)
    zstd_s = perf_counter() - start
    return [
        Figure("floor_json", len(payload) / 1e6, "MB", None),
        Figure("floor_zstd3", len(packed) / 1e6, "MB", None),
        Figure("floor_zstd3_wall", zstd_s, "s", None),
        Figure("floor_executemany_plain", _executemany(initial, sqlite3.connect, ""), "s", None),
        Figure("floor_executemany_cipher", _executemany(initial, sqlcipher.connect, "ab" * 32), "s", None),
    ]


def _executemany(initial: list[dict[str, Any]], connect: Callable[..., Any], key: str) -> float:
    path = ROOT / f"floor-{'cipher' if key else 'plain'}.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    connection = connect(str(path), isolation_level=None)
    if key:
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
    tables = {
        "main": [tuple(item["main"].values()) for item in initial],
        "paper": [(item["id"], *p.values()) for item in initial for p in item["papers"]],
        "history": [(item["id"], *h.values()) for item in initial for h in item["history"]],
    }
    for name, rows in tables.items():
        connection.execute(f"CREATE TABLE {name} ({', '.join(f'c{n}' for n in range(len(rows[0])))})")
    connection.execute("PRAGMA journal_mode = WAL")
    start = perf_counter()
    connection.execute("BEGIN")
    for name, rows in tables.items():
        connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.execute("COMMIT")
    took = perf_counter() - start
    connection.close()
    return took


if __name__ == "__main__":
    main()
