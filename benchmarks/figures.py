"""Figures as they are kept: ``results/NAME.json``, each beside its target."""

import json
import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Literal

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Figure:
    """One measured number; ``target`` None where it is only reported."""

    name: str
    value: float
    unit: str
    target: float | None
    better: Literal["lower", "higher"] = "lower"

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; None without one."""
        if self.target is None:
            return None
        return self.value <= self.target if self.better == "lower" else self.value >= self.target


def machine() -> dict[str, object]:
    """What it was measured on; one-minute load before the run, since machines are shared."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_1min": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")


def keep(name: str, figures: Sequence[Figure], notes: str = "") -> None:
    """Write the bench's file."""
    RESULTS.mkdir(exist_ok=True)
    content = {"machine": machine(), "figures": [asdict(figure) for figure in figures], "notes": notes}
    (RESULTS / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def timed_ms(work: Callable[[], object]) -> float:
    """How long a call takes."""
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)
