"""One run: a district founded and filled, the server and the generator beside it, phases, the verdict."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import msgspec

from benchmarks.load import verify, work
from benchmarks.load.district import Work, founded, planned, running
from benchmarks.load.watch import Watch, postmaster_of
from benchmarks.load.work import Numbers, Plan, Push
from server.settings import Settings
from tests.support.changes import Author
from tests.support.postgres import a_server

ROOT = Path("build/bench/load")
APPLY_MOST_S = 600
DRAIN_MOST_S = 1500
PROVINCE = (124, 4)


class Asked(NamedTuple):
    """What to put on the server."""

    devices: int
    communes: int
    rate: float
    seconds: int
    operations: int
    attackers: int
    workers: int
    seed: int


def load(engine: str, asked: Asked) -> dict[str, Any]:
    """The same pace alone and with attackers beside it."""
    count = -(-round(asked.rate * asked.seconds) // asked.devices)

    def made(author: Author, numbers: Numbers, random: Random) -> list[Push]:
        return list(work.pushes(author, numbers, random, 2 * count, asked.operations))

    with _district(engine, asked.communes, asked.devices, asked.seed, asked.workers, made) as site:
        pace = {"do": "pace", "rate": asked.rate, "seconds": asked.seconds}
        alone = site.phase(pace)
        with _attackers(site.settings.port, asked.attackers) as end:
            attacked = site.phase(pace)
            attacked["attackers"] = end()
        verdict = site.verdict(attacked)
    return {
        "alone": alone,
        "attacked": attacked,
        "p95_ratio": attacked["push_p95_s"] / alone["push_p95_s"],
        "verdict": verdict,
    }


def province(engine: str, dossiers: int, workers: int, seed: int) -> dict[str, Any]:
    """Every desk of a province comes back at the same moment, with a week's work."""
    communes, desks = PROVINCE

    def made(author: Author, numbers: Numbers, random: Random) -> list[Push]:
        return [work.week(author, numbers, random, dossiers)]

    with _district(engine, communes, communes * desks, seed, workers, made) as site:
        before_mb = verify.database_mb(site.settings)
        drained = site.phase({"do": "drain", "seconds": DRAIN_MOST_S})
        pulled = site.phase({"do": "pull", "seconds": DRAIN_MOST_S})
        verdict = site.verdict(drained)
        grown_mb = verify.database_mb(site.settings) - before_mb
    wall = drained["wall_s"] + drained["applied_after_s"]
    return {
        "desks": communes * desks,
        "dossiers": communes * desks * dossiers,
        "up_mb": site.up_bytes / 1e6,
        "down_mb": pulled["down_bytes"] / 1e6,
        "stored_s": drained["wall_s"],
        "applied_s": wall,
        "all_pulled_s": wall + pulled["wall_s"],
        "disk_mb": grown_mb,
        "drain": drained,
        "pull": pulled,
        "verdict": verdict,
    }


class Site:
    """A running district under load."""

    def __init__(
        self, settings: Settings, plan: Plan, watch: Watch, generator: "subprocess.Popen[str]"
    ) -> None:
        self.settings = settings
        self._plan, self._watch, self._generator = plan, watch, generator
        self.up_bytes = sum(
            len(each) for device in plan.devices for push in device.pushes for each in push.segments
        )

    def phase(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Let the generator do it, wait until all is applied, and say what it cost."""
        before = self._watch.used()
        assert self._generator.stdin is not None
        assert self._generator.stdout is not None
        self._generator.stdin.write(json.dumps(asked) + "\n")
        self._generator.stdin.flush()
        line = self._generator.stdout.readline()
        if not line:
            raise RuntimeError("the generator ended; its log says why")
        said: dict[str, Any] = json.loads(line)
        said["applied_after_s"] = verify.seconds_until_applied(self.settings, APPLY_MOST_S)
        used = self._watch.used().since(before)
        said |= {"server_cpu_s": used.server_s, "database_cpu_s": used.database_s}
        said["peak_rss_mb"] = self._watch.peak_rss_mb
        if said["acknowledged"]:
            said["cpu_ms_per_push"] = used.total_s / said["acknowledged"] * 1000
            said["pushes_per_s"] = said["acknowledged"] / said["wall_s"]
        return said

    def verdict(self, last: dict[str, Any]) -> dict[str, Any]:
        """What is stored beside what was acknowledged."""
        found = verify.verify(self.settings, self._plan, last["logs"])
        return {**found._asdict(), "is_good": found.is_good}


@contextmanager
def _district(
    engine: str, communes: int, devices: int, seed: int, workers: int, made: Work
) -> Iterator[Site]:
    folder = ROOT / engine
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        database, postmaster = "", None
        if engine == "postgresql":
            server = stack.enter_context(a_server())
            if server is None:
                raise RuntimeError("no PostgreSQL server programs here")
            database, postmaster = server.new_database(), postmaster_of(server.folder)
        start = time.monotonic()
        settings = founded((folder / "server").absolute(), communes, database)
        plan = planned(settings, communes, devices, seed, made)
        path = folder / "plan"
        path.write_bytes(msgspec.msgpack.encode(plan))
        print(
            f"{engine}: {devices} devices enrolled, work made, {time.monotonic() - start:.0f} s", flush=True
        )
        pid = stack.enter_context(running(settings, workers, folder / "server.log"))
        watch = stack.enter_context(Watch(pid, postmaster))
        generator = stack.enter_context(_generator(path, settings.port, folder / "generator.log"))
        yield Site(settings, plan, watch, generator)


@contextmanager
def _generator(plan: Path, port: int, log: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "benchmarks.load.generator", str(plan), str(port)]
    with log.open("a") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", "the generator did not start; its log says why"
            yield process
        finally:
            process.kill()
            process.wait()


@contextmanager
def _attackers(port: int, count: int) -> Iterator[Any]:
    command = [sys.executable, "-m", "benchmarks.load.attackers", str(port), str(count), str(count)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield lambda: json.loads(process.communicate(timeout=60)[0])
    finally:
        process.kill()
        process.wait()
