"""The peers, by their own runners: copied beside their scratch, given our seed and size.

Only the phases of the table are run: a repeat of a runner leaves out its bad line, and the lines worth
waiting for (batched REST with gzip, which completes, and Anki, which never does) are driven by ``lines.py``.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.cells import Cell

SEED_IN_THE_SOURCE = "seed=20251121, n_update"
SEED_FROM_OUTSIDE = 'seed=int(os.environ.get("WORKLOAD_SEED", "20251121")), n_update'
MORANGO_SIZE = 10  # it takes a tenth of the work: 895 s for all of it were once enough
A_TENTH = "morango, a tenth"
LABELS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "anki": {
        "push": ("push (normal sync)",),
        "no-op": ("noop",),
        "update": ("update",),
        "bootstrap": ("pull (full download)",),
        "bad line": ("badline",),
        "conflicts": ("conflict.a", "conflict.b"),
    },
    "rest+gzip": {
        "push": ("gzip.push",),
        "no-op": ("gzip.noop",),
        "update": ("gzip.update",),
        "bootstrap": ("pull",),
        "bad line": ("gzip.badline",),
        "conflicts": ("conflict.A", "conflict.B"),
    },
    "pouch": {
        "push": ("1000.push",),
        "no-op": ("1000.noop",),
        "update": ("1000.update",),
        "bootstrap": ("1000.pull",),
        "conflicts": ("conflict.A", "conflict.B"),
    },
    A_TENTH: {
        "push": ("push",),
        "no-op": ("noop",),
        "update": ("update",),
        "bootstrap": ("pull",),
        "bad line": ("badline",),
    },
}
NAMES = {"rest": "rest+gzip", "morango": A_TENTH}
ONCE = frozenset({"morango"})


@dataclass(frozen=True)
class Runners:
    """A copy of the peers' folder that may be written to, and where they install what they need."""

    folder: Path
    env: Path
    seed: int
    size: int

    @classmethod
    def copied(cls, peers: Path, scratch: Path, seed: int, size: int) -> "Runners":
        """A fresh copy, without the results kept with the original."""
        folder = scratch / "runners"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(peers, folder, ignore=shutil.ignore_patterns("results", "run", "env"))
        workload = folder / "workload.py"
        source = workload.read_text("utf-8")
        if source.count(SEED_IN_THE_SOURCE) != 1:
            raise RuntimeError("the peers' workload.py takes its seed otherwise than this bench knows")
        workload.write_text(source.replace(SEED_IN_THE_SOURCE, SEED_FROM_OUTSIDE), "utf-8")
        env = Path(os.environ.get("PEERS_ENV", scratch / "env")).resolve()
        made = cls(folder, env, seed, size)
        shutil.rmtree(env / "data", ignore_errors=True)  # of another seed, perhaps
        made._checked([sys.executable, str(workload), str(env / "data"), str(size)], {})
        return made

    def run(self, peer: str, number: int) -> Mapping[str, Cell]:
        """One repeat of a peer; every phase it has."""
        self._started(peer, {"QUICK": str(number)})
        return self._read(peer, f"{peer}_n{self._size_of(peer)}" if peer in ONCE else f"{peer}_r{number}")

    def bad_line(self, peer: str, patience_s: int) -> Mapping[str, Cell]:
        """The update over the bad line, given up after so many seconds."""
        script = Path(__file__).with_name("lines.py").resolve()
        python = self.env / "v_rest" / "bin" / "python"
        self._checked([str(python), str(script), str(self.folder), peer, str(patience_s)], {})
        return self._read(peer, f"{peer}_line")

    def floors(self) -> Mapping[str, Cell]:
        """The raw floors of the same work."""
        self._started("floor", {}, "sqlite", "pg")
        results = self._results("floor")
        return {
            name: Cell(wall_s=figure["wall"], cpu_server_s=figure.get("server_cpu", 0.0))
            for name, figure in results.items()
            if isinstance(figure, dict) and "wall" in figure
        }

    def stop(self) -> None:
        """End the database server that the runners share."""
        self._started("stop", {})

    def _started(self, peer: str, words: Mapping[str, str], *arguments: str) -> None:
        runner = str(self.folder / "run_peer.sh")
        self._checked(["bash", runner, peer, *arguments], {"WORKLOAD_N": str(self._size_of(peer)), **words})

    def _size_of(self, peer: str) -> int:
        return self.size // MORANGO_SIZE if peer == "morango" else self.size

    def _checked(self, command: Sequence[str], words: Mapping[str, str]) -> None:
        environment = {
            **os.environ,
            "WORKLOAD_N": str(self.size),
            "WORKLOAD_SEED": str(self.seed),
            "PEERS_ENV": str(self.env),
            "PEERS_ROOT": str(self.folder.resolve()),
            **words,
        }
        log = self.folder / "log.txt"
        with log.open("ab") as out:
            done = subprocess.run(command, check=False, stdout=out, stderr=out, env=environment)
        if done.returncode:
            tail = log.read_text("utf-8", errors="replace").splitlines()[-5:]
            raise RuntimeError(f"{' '.join(command[-2:])} ended with {done.returncode}: {' | '.join(tail)}")

    def _read(self, peer: str, file: str) -> Mapping[str, Cell]:
        name = NAMES.get(peer, peer)
        return dict(_cells(self._results(file), LABELS[name]))

    def _results(self, file: str) -> Mapping[str, Any]:
        results: Mapping[str, Any] = json.loads((self.folder / "results" / f"{file}.json").read_text("utf-8"))
        return results


def _cells(results: Mapping[str, Any], labels: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Cell]]:
    for phase, names in labels.items():
        found = [results[name] for name in names if name in results]
        if not found:
            continue
        if phase == "conflicts":
            yield phase, Cell(note="; ".join(json.dumps(each.get("conflict")) for each in found))
            continue
        yield phase, _cell(found[0])
    sizes = [each["db_bytes"] for each in results.values() if isinstance(each, dict) and each.get("db_bytes")]
    if sizes:
        yield "disk", Cell(bytes_up=max(sizes))


def _cell(measured: Mapping[str, Any]) -> Cell:
    return Cell(
        measured.get("wall", 0.0),
        measured.get("cpu", 0.0),
        measured.get("server_cpu", 0.0),
        measured.get("c2s", 0),
        measured.get("s2c", 0),
        measured.get("reqs", 0),
        measured.get("conns", 0),
        "did not complete" if measured.get("error") else "",
    )


def can_run(peer: str) -> bool:
    """Whether what a peer needs besides a registry is on this machine."""
    if peer == "pouch" and shutil.which("node") is None:
        print("pouch: skipped, there is no node on this machine", file=sys.stderr)
        return False
    return True
