"""``python -m benchmarks.load``: many devices at a steady pace, alone and beside attackers; or a province.

    python -m benchmarks.load --devices 1000 --rate 100 --seconds 60
    python -m benchmarks.load --province

Writes benchmarks/results/load.json. Server, PostgreSQL, generator and attackers share this machine's cores.
"""

import argparse
import json
from typing import Any

from benchmarks.figures import RESULTS, machine
from benchmarks.load.run import Asked, load, province

ENGINES = ("postgresql", "embedded")
MOST_P95_S, MOST_RATIO = 2.0, 2.0
NOTES = (
    "Server (2 processes of granian), PostgreSQL with fsync on, generator and attackers share the cores, "
    "with whatever else runs: machine.load_1min tells. A push counts from the moment it was due, with every "
    "refusal and the time until it came back in it. cpu_ms_per_push is all processor time of server and "
    "database, start and refusals included; on cores that others use it is larger than on idle ones."
)


def main() -> int:
    """Run, print, keep; non-zero when something acknowledged was lost, doubled or not applied."""
    asked = _asked()
    found: dict[str, Any] = {}
    for engine in asked.engine or ENGINES:
        found[engine] = _province(engine, asked) if asked.province else _load(engine, asked)
    _keep("province" if asked.province else "load", asked, found)
    return 0 if all(each["verdict"]["is_good"] for each in found.values()) else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--devices", type=int, default=1000, help="enrolled devices, each with its own key")
    parser.add_argument("--communes", type=int, default=250, help="communes they belong to")
    parser.add_argument("--rate", type=float, default=100, help="pushes a second, of all together")
    parser.add_argument("--seconds", type=int, default=60, help="how long, once alone and once attacked")
    parser.add_argument("--operations", type=int, default=200, help="operations of one push")
    parser.add_argument("--attackers", type=int, default=500, help="slow headers, and as many stalled bodies")
    parser.add_argument("--workers", type=int, default=2, help="processes of the server")
    parser.add_argument("--engine", action="append", choices=ENGINES, help="this one instead of both")
    parser.add_argument("--province", action="store_true", help="124 communes x 4 desks after a week")
    parser.add_argument("--dossiers", type=int, default=190, help="of one desk in that week")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _load(engine: str, asked: argparse.Namespace) -> dict[str, Any]:
    run = load(engine, Asked(**{name: getattr(asked, name) for name in Asked._fields}))
    for name in ("alone", "attacked"):
        phase = run[name]
        print(
            f"{engine} {name}: {phase['pushes_per_s']:.1f} pushes/s, p50 {phase['push_p50_s']:.3f} s, "
            f"p95 {phase['push_p95_s']:.3f} s, p99 {phase['push_p99_s']:.3f} s, codes {phase['codes']}, "
            f"{phase['cpu_ms_per_push']:.1f} ms of processor a push (server {phase['server_cpu_s']:.1f} s, "
            f"database {phase['database_cpu_s']:.1f} s), generator {phase['generator_cpu_s']:.1f} s, "
            f"{phase['peak_rss_mb']:.0f} MB, unsent {phase['unsent']}, "
            f"applied {phase['applied_after_s']:.1f} s later"
        )
    print(f"{engine} attackers: {run['attacked']['attackers']}")
    print(f"{engine}: p95 with attackers / alone {run['p95_ratio']:.2f}; {run['verdict']}", flush=True)
    return run


def _province(engine: str, asked: argparse.Namespace) -> dict[str, Any]:
    run = province(engine, asked.dossiers, asked.workers, asked.seed)
    drain = run["drain"]
    print(
        f"{engine} province: {run['desks']} desks, {run['dossiers']} dossiers, {run['up_mb']:.1f} MB up, "
        f"{run['down_mb']:.1f} MB down; stored {run['stored_s']:.0f} s, applied {run['applied_s']:.0f} s, "
        f"everybody has everything {run['all_pulled_s']:.0f} s; request p95 {drain['request_p95_s']:.1f} s, "
        f"codes {drain['codes']}, disk {run['disk_mb']:.0f} MB, server {drain['server_cpu_s']:.0f} s and "
        f"database {drain['database_cpu_s']:.0f} s of processor; {run['verdict']}",
        flush=True,
    )
    return run


def _keep(kind: str, asked: argparse.Namespace, found: dict[str, Any]) -> None:
    """Beside what was kept of the other kind of run."""
    path = RESULTS / "load.json"
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    for engine, run in found.items():
        for phase in run.values():
            if isinstance(phase, dict):
                phase.pop("logs", None)
        kept.setdefault(kind, {})[engine] = {"machine": machine(), "asked": vars(asked), **run}
    kept["targets"] = {"push_p95_s": MOST_P95_S, "p95_ratio": MOST_RATIO, "lost": 0}
    kept["notes"] = NOTES
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
