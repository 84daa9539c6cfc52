"""``make bench``: every bench in a process of its own, then a table of values against targets."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.figures import RESULTS

BENCHES = (
    "save",
    "search",
    "report",
    "start",
    "print",
    "counter",
    "repaint",
    "day",
    "apply",
    "push",
    "line",
    "scans",
    "usb",
    "bootstrap",
)


def main() -> int:
    """Run them all; non-zero when one failed to run. A missed target is reported as one."""
    failed = [name for name in BENCHES if not _ran(name)]
    print("\n".join(_table()))
    for name in failed:
        print(f"bench {name}: did not run", file=sys.stderr)
    return 1 if failed else 0


def _ran(name: str) -> bool:
    print(f"bench {name} ...", flush=True)
    return subprocess.run([sys.executable, "-m", f"benchmarks.bench_{name}"], check=False).returncode == 0


def _table() -> Iterator[str]:
    yield f"{'bench':8} {'figure':34} {'value':>12} {'unit':10} {'target':>10}  met"
    for name in BENCHES:
        path = RESULTS / f"{name}.json"
        if path.exists():
            yield from (_line(name, figure) for figure in json.loads(path.read_text("utf-8"))["figures"])


def _line(name: str, figure: dict[str, Any]) -> str:
    target = figure["target"]
    sign = "<=" if figure["better"] == "lower" else ">="
    is_met = target is None or (figure["value"] <= target if sign == "<=" else figure["value"] >= target)
    wanted = "" if target is None else f"{sign} {target:g}"
    verdict = "" if target is None else ("yes" if is_met else "NO")
    return (
        f"{name:8} {figure['name']:34} {figure['value']:>12.3f} {figure['unit']:10} {wanted:>10}  {verdict}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
