"""Applying what another desk wrote, beside raw inserts of the same rows into the same encrypted database.

The peers' workload is written and sealed at one desk. Then, alternately and in fresh profiles: the rows that
come of it go in by ``executemany``, table by table in one transaction, into the same tables with their
indexes, keys and (switched off) capture; and the verified segments are applied. Processor time decides; the
middle of the runs is kept. The search index and the fold of each dossier's state are measured by leaving
them out of a run of their own, the checks of seal and chain by opening every segment as intake does.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple
from unittest import mock

from app.changes import segment as segments
from app.changes.registry import TABLES
from app.domain.ids import COUNTER_BITS
from app.platform.secrets import FileSecrets
from app.storage import device, log_store, projections, search_index
from app.storage.applier import apply_pending
from app.storage.log_store import Incoming, keep_incoming
from app.storage.profile import Profile, ProfileKind, create_profile
from benchmarks import peer_workload, profiles
from benchmarks.figures import Figure, keep, median
from benchmarks.reference import load

ROOT = Path("build/bench/apply")
DOSSIERS = int(os.environ.get("SOXA_APPLY", "10000"))
ROUNDS = 5
NOTES = (
    f"{DOSSIERS:,} dossiers of the peers' workload; processor time, the middle of {ROUNDS} runs in turn. "
    "raw: executemany of the very rows that come of it, in one transaction, into the same encrypted tables "
    "with their indexes and foreign keys, capture off. applied: the stored segments, with search index and "
    "states; rows_alone: without both. before_it: what intake did, once for each segment"
)
TARGET = 50.0  # % of the raw rate

Rows = Mapping[str, Sequence[tuple[Any, ...]]]


class Sealed(NamedTuple):
    """What the other desk's log weighs and holds."""

    items: Sequence[Incoming]
    size: int


def main() -> None:
    """Measure and keep."""
    generator = peer_workload.generator()
    if generator is None:
        print("apply: skipped, the peers' workload is not on this machine (SOXA_DATA)", file=sys.stderr)
        return
    sealed = _sealed(peer_workload.within_leases(generator.make(n=DOSSIERS)["initial"]))
    rows = _rows_of(sealed)
    ways: Mapping[str, Callable[[], float]] = {
        "raw": partial(_raw, rows),
        "applied": partial(_applied, sealed),
        "without_search": partial(_applied, sealed, (search_index, "refresh_dossiers", "refresh_applicants")),
        "rows_alone": partial(_applied, sealed, (projections, "refresh")),
        "verified": partial(_verified, sealed),
        "log": partial(_kept, sealed),
    }
    times: Mapping[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            times[name].append(way())
    keep("apply", list(_figures(sealed, sum(map(len, rows.values())), times)), NOTES)


def _sealed(initial: list[dict[str, Any]]) -> Sealed:
    shutil.rmtree(ROOT, ignore_errors=True)
    profile, desk, officer = profiles.fresh(ROOT / "writer", load())
    peer_workload.load(desk, officer, initial)
    with profile.store.read() as connection:
        key = device.signing_key(connection)
    log_store.seal_pending(profile.store, key)
    with profile.store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT o.origin, s.first_seq, s.last_seq, s.bytes FROM segment s "
            "JOIN origin o ON o.no = s.origin_no ORDER BY s.first_seq"
        ).all()
    profile.close()
    items = [Incoming(cseq, 1, *row) for cseq, row in enumerate(found, 1)]
    return Sealed(items, sum(len(row[3]) for row in found))


@contextmanager
def _desk() -> Iterator[Profile]:
    """An empty desk of the same office."""
    shutil.rmtree(ROOT / "reader", ignore_errors=True)
    clock = profiles.StandingClock(profiles.UNTIL)
    secrets = FileSecrets(ROOT / "reader" / "key")
    profile, _ = create_profile(ROOT / "reader", ProfileKind.TEST, "Bàn 2", secrets, clock)
    try:
        yield profile
    finally:
        profile.close()


def _rows_of(sealed: Sealed) -> Rows:
    """What the log comes to: every row of another desk."""
    with _desk() as profile:
        _keep(profile, sealed)
        apply_pending(profile.store)
        with profile.store.read() as connection:
            return {
                table.name: [
                    tuple(row)
                    for row in connection.exec_driver_sql(f"SELECT * FROM {table.name}")
                    if row[0] >> COUNTER_BITS
                ]
                for table in TABLES
            }


def _keep(profile: Profile, sealed: Sealed) -> None:
    with profile.store.write_local() as connection:
        keep_incoming(connection, sealed.items, len(sealed.items))


def _raw(rows: Rows) -> float:
    with _desk() as profile:
        pooled = profile.store.engine.raw_connection()
        raw: Any = pooled.driver_connection
        start = process_time()
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("PRAGMA defer_foreign_keys = ON")
        raw.execute("UPDATE capture_switch SET is_on = 0")
        for name, values in rows.items():
            if values:
                raw.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(values[0]))})", values)
        raw.execute("UPDATE capture_switch SET is_on = 1")
        raw.execute("COMMIT")
        took = process_time() - start
        pooled.close()
        return took


def _applied(sealed: Sealed, without: tuple[Any, ...] = ()) -> float:
    """Processor time of applying, some functions of a module left out."""
    with _desk() as profile, ExitStack() as stack:
        _keep(profile, sealed)
        for name in without[1:]:
            stack.enter_context(mock.patch.object(without[0], name))
        start = process_time()
        done = apply_pending(profile.store)
        took = process_time() - start
        assert done.changesets == sum(each.last_seq - each.first_seq + 1 for each in sealed.items)
        return took


def _verified(sealed: Sealed) -> float:
    start = process_time()
    for each in sealed.items:
        segments.open_body(segments.read(each.data or b""))
    return process_time() - start


def _kept(sealed: Sealed) -> float:
    with _desk() as profile:
        start = process_time()
        _keep(profile, sealed)
        return process_time() - start


def _figures(sealed: Sealed, rows: int, times: Mapping[str, Sequence[float]]) -> Iterator[Figure]:
    middle = {name: median(of_way) for name, of_way in times.items()}
    share = {
        name: median([100 * raw / took for raw, took in zip(times["raw"], times[name], strict=True)])
        for name in ("applied", "without_search", "rows_alone")
    }
    yield Figure("rows", rows, "rows", None)
    yield Figure("rate_of_raw_with_search_and_states", share["applied"], "%", TARGET, "higher")
    yield Figure("rate_of_raw_without_search", share["without_search"], "%", TARGET, "higher")
    yield Figure("rate_of_raw_rows_alone", share["rows_alone"], "%", TARGET, "higher")
    yield Figure("raw_rows_per_cpu_second", rows / middle["raw"], "rows/s", None, "higher")
    yield Figure("applied_rows_per_cpu_second", rows / middle["applied"], "rows/s", None, "higher")
    yield Figure("raw", middle["raw"], "s", None)
    yield Figure("applied", middle["applied"], "s", None)
    yield Figure("of_it_search_index", middle["applied"] - middle["without_search"], "s", None)
    yield Figure("of_it_states", middle["without_search"] - middle["rows_alone"], "s", None)
    yield Figure("before_it_seals_and_chains", middle["verified"], "s", None)
    yield Figure("before_it_keeping_the_log", middle["log"], "s", None)
    yield Figure("log_bytes", sealed.size / 1e6, "MB", None)


if __name__ == "__main__":
    main()
