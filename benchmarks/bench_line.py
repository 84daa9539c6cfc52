"""What a bad line makes of the exchange: line L, the peers' own, and what the smallest exchanges weigh.

Desk and server as shipped, on PostgreSQL, behind the proxy that the peers were measured with: TCP payload
both ways, headers counted, no TLS (a new TLS 1.3 connection adds one round trip and about 2.5 kB).
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from app.changes import segment as segments
from app.changes.registry import Command
from app.domain.dossier import Role
from app.storage import device, log_store
from benchmarks import peer_workload
from benchmarks.figures import Figure, keep, median, percentile
from benchmarks.peers import ours
from benchmarks.peers.cells import Cell
from benchmarks.peers.office import Bench, Office, Serving
from benchmarks.peers.ours import BAD_LINE, A, Work
from tests.support.postgres import a_server

ROOT = Path("build/bench/line")
LINE_L: Mapping[str, float] = {"kbit": 64, "rtt": 0.8, "cut": 60}
SINGLES, MANY, UPDATES = 9, 500, 2000
SEED = 20251121
A_NOTE = "UPDATE dossier SET note = 'Đã gọi điện cho dân' WHERE id = (SELECT min(id) FROM dossier)"


def main() -> None:
    """Measure and keep."""
    folder, generator = peer_workload.peers_folder(), peer_workload.generator()
    if folder is None or generator is None:
        print("line: skipped, the peers' workload is not on this machine (SOXA_DATA)", file=sys.stderr)
        return
    made = generator.make(n=UPDATES, seed=SEED, n_update=UPDATES, n_conflict=0)
    later = generator.make(n=MANY + SINGLES, seed=SEED + 1, n_update=0, n_conflict=0)["initial"]
    work = ours.prepare({**made, "initial": made["initial"] + later})
    with a_server() as postgres:
        if postgres is None:
            print("line: skipped, no PostgreSQL server programs", file=sys.stderr)
            return
        figures = list(_measured(Office(ROOT, folder, postgres), work))
    keep(
        "line",
        figures,
        "line L: 64 kbit/s, 800 ms there and back, every connection cut each 60 s; the peers' bad line: 256 "
        "kbit/s, 600 ms, cut each 20 s; both shaped by the peers' proxy, no packet loss; bytes are TCP "
        "payload with HTTP headers, no TLS",
    )


def _measured(office: Office, work: Work) -> Iterator[Figure]:
    initial = work.made["initial"]
    with office.serving(office.found()) as serving:
        bench = serving.new_desk(A)
        serving.enrol(bench)
        peer_workload.load(bench.desk, bench.officer, initial[:UPDATES])
        bench.exchange()
        bench.await_applied()
        yield from _weights(serving, bench)
        yield from _on_line_l(serving, bench, initial[UPDATES:])
        peer_workload.edit(bench.desk, bench.officer, work.updates, work.codes)
        update = _over(serving, BAD_LINE, bench.exchange_until_sent)
        yield Figure("update_on_the_bad_line", update.wall_s, "s", 9)
        yield Figure("update_bytes_up", update.bytes_up / 1e6, "MB", 0.17)


def _weights(serving: Serving, bench: Bench) -> Iterator[Figure]:
    """What a small changeset and an idle exchange weigh."""
    idle = ours.measured(serving, bench.exchange)
    yield Figure("idle_requests", idle.requests, "requests", 1)
    yield Figure("idle_bytes", idle.bytes_up + idle.bytes_down, "bytes", 1000)
    act = bench.desk.act(Command.EDIT_DOSSIER, bench.officer, Role.SPECIALIST)
    with bench.profile.store.write(act) as unit:
        unit.connection.exec_driver_sql(A_NOTE)
    with bench.profile.store.read() as connection:
        key = device.signing_key(connection)
    log_store.seal_some(bench.profile.store, key)
    with bench.profile.store.read() as connection:
        (sealed,) = log_store.unsent_segments(connection, segments.MAX_SEGMENT_BYTES)
    small = ours.measured(serving, bench.exchange)
    yield Figure("small_changeset_segment", len(sealed.data), "bytes", 300)
    yield Figure("small_changeset_request", small.bytes_up, "bytes", None)
    yield Figure("small_changeset_both_ways", small.bytes_up + small.bytes_down, "bytes", None)


def _on_line_l(serving: Serving, bench: Bench, waiting: list[Any]) -> Iterator[Figure]:
    """From F5 to the receipt in the desk's books."""
    singles = []
    for item in waiting[:SINGLES]:
        peer_workload.load(bench.desk, bench.officer, [item])
        singles.append(_over(serving, LINE_L, bench.exchange_until_sent).wall_s)
    yield Figure("first_dossier_p50", median(singles), "s", 6)
    yield Figure("first_dossier_p95", percentile(singles, 0.95), "s", 12)
    peer_workload.load(bench.desk, bench.officer, waiting[SINGLES:])
    many = _over(serving, LINE_L, bench.exchange_until_sent)
    yield Figure("dossiers_500", many.wall_s, "s", 20)
    yield Figure("dossiers_500_bytes_up", many.bytes_up / 1e6, "MB", None)


def _over(serving: Serving, line: Mapping[str, float], work: Callable[[], object]) -> Cell:
    with ours.shaped(serving, line):
        return ours.measured(serving, work)


if __name__ == "__main__":
    main()
