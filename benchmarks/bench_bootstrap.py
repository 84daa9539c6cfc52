"""How soon a new desk can be worked with, and how soon it holds everything.

The peers' 10,000 dossiers over loopback TLS from a server in its own process; then 100,000 dossiers of a
commune, loaded from the parts of a checkpoint as they lie on a stick. Beside them the same second desk
without a checkpoint, which reads the whole feed.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time, sleep
from typing import NamedTuple
from unittest import mock

from app.changes import checkpoint as checkpoints
from app.changes.checkpoint import Checkpoint, Packed
from app.changes.checkpoint_books import Books
from app.changes.checkpoint_parts import PackedPart
from app.domain.clock import ms_of
from app.platform.memory import collect_rarely
from app.platform.secrets import FileSecrets
from app.progress import Progress
from app.services import board
from app.services.desk import Desk
from app.storage import checkpoint_store, device, log_store
from app.storage.profile import Profile, ProfileKind, create_profile
from benchmarks import peer_workload, profiles
from benchmarks.bench_push import COMMUNE
from benchmarks.district import District, found, free_port, running, ticket
from benchmarks.figures import Figure, keep
from benchmarks.reference import load
from sync import bootstrap
from sync.enrolment import enrol
from sync.errors import ServerTrouble
from sync.http.client import HttpTransport
from sync.http.lines import line_of, open_line
from sync.outcome import Outcome, Stage
from sync.session import run_exchange
from ui.bootstrap import desk_of

ROOT = Path("build/bench/bootstrap")
BEFORE_THE_WORK = ms_of(datetime(2023, 12, 30, 8))
DOSSIERS = int(os.environ.get("SOXA_BOOTSTRAP", "10000"))
MANY = int(os.environ.get("SOXA_BOOTSTRAP_MANY", "100000"))
MAKING_S = 5.0  # the server makes a checkpoint when nobody has sent for three seconds
PATIENCE = 60
SEARCHED = "nguyen"


class Began(NamedTuple):
    """When the first screen stood, when everything was there, and what travelled until each."""

    usable_s: float
    whole_s: float
    usable_bytes: int
    outcome: Outcome


def main() -> None:
    """Measure and keep."""
    collect_rarely()  # as ``soxa sync`` does, whose part this process plays
    figures = [*_over_the_line(), *_from_a_stick()]
    keep(
        "bootstrap",
        figures,
        f"{DOSSIERS:,} dossiers of the peers' workload over loopback TLS, the checkpoint made before; "
        "usable: the first part committed, a board and a search drawn from it; made: what a server needs; "
        f"{MANY:,} dossiers of a commune from the parts as files; replay: the same desk without a checkpoint",
    )


def _over_the_line() -> list[Figure]:
    generator = peer_workload.generator()
    if generator is None:
        print("bootstrap: the peers' workload is not on this machine (SOXA_DATA)", file=sys.stderr)
        return []
    shutil.rmtree(ROOT / "line", ignore_errors=True)
    initial = peer_workload.within_leases(generator.make(n=DOSSIERS)["initial"])
    profile, desk, officer = profiles.fresh(ROOT / "line" / "desk", load())
    port = free_port()
    district = found(ROOT / "line" / "server", port, f"https://127.0.0.1:{port}", COMMUNE)
    with running(district, (BEFORE_THE_WORK, int(datetime.now().timestamp() * 1000), 1)):
        enrol(profile.store, ticket(district, COMMUNE), open_line)
        rows = peer_workload.load(desk, officer, initial)
        _exchange(profile)
        _wait_for_checkpoint(profile)
        began = _begin(district, "second")
        with mock.patch.object(bootstrap, "WORTH_BYTES", 1 << 60):
            replayed = _begin(district, "third")
    profile.close()
    return [
        Figure("rows", rows, "rows", None),
        Figure("usable", began.usable_s, "s", 2.0),
        Figure("usable_bytes_down", began.usable_bytes / 1e6, "MB", None),
        Figure("whole", began.whole_s, "s", None),
        Figure("bytes_down", began.outcome.bytes_down / 1e6, "MB", 2.0),
        Figure("requests", began.outcome.requests, "requests", None),
        Figure("disk", (ROOT / "line" / "second" / "soxa.db").stat().st_size / 1e6, "MB", 45.0),
        Figure("replay_whole", replayed.whole_s, "s", None),
        Figure("replay_bytes_down", replayed.outcome.bytes_down / 1e6, "MB", None),
    ]


def _exchange(profile: Profile, report: Callable[[Progress], None] = lambda progress: None) -> Outcome:
    line = line_of(profile.store)
    try:
        return run_exchange(profile.store, line, report)
    finally:
        line.close()


def _wait_for_checkpoint(profile: Profile) -> None:
    """Until the server, which makes it aside once nobody sends, has it."""
    line = line_of(profile.store)
    try:
        for _ in range(PATIENCE):
            sleep(MAKING_S)
            if _has_checkpoint(line):
                return
        raise RuntimeError("the server made no checkpoint")
    finally:
        with profile.store.write_local() as connection:
            device.keep_nonce(connection, line.nonce)
        line.close()


def _has_checkpoint(line: HttpTransport) -> bool:
    try:
        line.checkpoint()
    except ServerTrouble:
        return False
    return True


def _begin(district: District, name: str) -> Began:
    with _new_desk(ROOT / "line" / name) as profile:
        enrol(profile.store, ticket(district, COMMUNE), open_line)
        line, first = line_of(profile.store), []

        def watch(progress: Progress) -> None:
            if progress.stage == Stage.FEED.value and not first and _dossiers(profile):
                _draw_screen(profile)
                first.append((perf_counter() - start, line.traffic.bytes_down))

        start = perf_counter()
        outcome = run_exchange(profile.store, line, watch)
        whole = perf_counter() - start
        line.close()
        profile.store.engine.dispose()
        usable, size = first[0] if first else (whole, outcome.bytes_down)
        return Began(usable, whole, size, outcome)


@contextmanager
def _new_desk(root: Path) -> Iterator[Profile]:
    shutil.rmtree(root, ignore_errors=True)
    clock = profiles.StandingClock(profiles.UNTIL)
    profile, _ = create_profile(root, ProfileKind.TEST, "Bàn 2", FileSecrets(root / "key"), clock)
    try:
        yield profile
    finally:
        profile.close()


def _dossiers(profile: Profile) -> int:
    with profile.store.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM dossier_state").scalar_one())


def _draw_screen(profile: Profile) -> None:
    """What the first screen reads: the board, and a search."""
    desk: Desk = desk_of(profile, profile.store.clock)
    board.board(desk)
    board.found_page(desk, SEARCHED, 0, 50)


def _from_a_stick() -> list[Figure]:
    start = perf_counter()
    packed, parts = _made()
    made_s = perf_counter() - start
    folder = ROOT / "stick"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, part in enumerate(parts):
        (folder / str(number)).write_bytes(part.data)
    usable, whole, cpu_s = _load_all(packed, folder)
    return [
        Figure("many_made", made_s, "s", None),
        Figure("many_first_screen", usable, "s", 5.0),
        Figure("many_whole", whole, "s", 60.0),
        Figure("many_whole_cpu", cpu_s, "s", None),
        Figure("many_first_part", len(parts[0].data) / 1e6, "MB", None),
        Figure("many_size", sum(len(part.data) for part in parts) / 1e6, "MB", None),
    ]


def _made() -> tuple[Packed, Sequence[PackedPart]]:
    """The checkpoint that a server makes of what such a commune sent."""
    profile, _, _ = profiles.filled(MANY)
    with profile.store.read() as connection:
        key = device.signing_key(connection)
    log_store.seal_pending(profile.store, key)
    books = Books()
    with profile.store.read() as connection:
        ids = connection.exec_driver_sql("SELECT id FROM segment ORDER BY id").scalars().all()
        for cseq, id_ in enumerate(ids, 1):
            data = connection.exec_driver_sql("SELECT bytes FROM segment WHERE id = ?", (id_,)).scalar_one()
            books.take(cseq, ms_of(profiles.UNTIL), data)
    profile.close()
    return checkpoints.pack(books, {})


def _load_all(packed: Packed, folder: Path) -> tuple[float, float, float]:
    """Seconds to the first screen and to the last part, and what processor time the whole took."""
    statement = Checkpoint(
        checkpoints.FORMAT,
        b"",
        COMMUNE.code,
        packed.cseq,
        0,
        packed.schema,
        packed.made_under,
        packed.hlc,
        packed.logs,
        packed.parts,
    )
    with _new_desk(ROOT / "many") as profile:
        start, cpu_start, usable = perf_counter(), process_time(), 0.0
        for number, card in enumerate(packed.parts):
            part = checkpoints.open_part(card, (folder / str(number)).read_bytes())
            with profile.store.write_local() as connection:
                if number == 0:
                    checkpoint_store.begin(connection, statement, b"", part, 0)
                else:
                    checkpoint_store.go_on(connection, statement, number, part, 0)
            if number == 0:
                _draw_screen(profile)
                usable = perf_counter() - start
        whole, cpu_s = perf_counter() - start, process_time() - cpu_start
        assert _dossiers(profile) == MANY, "dossiers are missing"
        return usable, whole, cpu_s


if __name__ == "__main__":
    main()
