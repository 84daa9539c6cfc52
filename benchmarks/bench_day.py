"""A day at one desk: 300 receptions with real papers through the real window, and what it leaves in memory.

The figures of the morning are taken after the first receptions, when fonts, pages and statements are warm.
"""

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from benchmarks import counter_profile
from benchmarks.bench_repaint import open_window
from benchmarks.desk_acts import Counter, certify, receive
from benchmarks.figures import Figure, keep, median, percentile
from benchmarks.stopwatch import Stopwatch
from ui.main_window import BOARD, DOSSIERS
from ui.office_window import OfficeWindow
from ui.sweeper import sweep

RECEPTIONS, WARM = 300, 60
COPIES_EACH, LISTS_EACH = 5, 10  # a sitting of certified copies, and a look at the lists, now and then
MOST_GROWTH = 5.0
SLIPS = Path("build/bench/day-slips")
KIB = 1024


@dataclass(frozen=True, slots=True)
class Held:
    """What the program holds at a moment."""

    resident_mb: float
    own_mb: float
    handles: int
    threads: int
    widgets: int
    objects: int


def main() -> None:
    """Live through the day, and keep; a number in the command is another length of the day."""
    receptions = int(sys.argv[1]) if len(sys.argv) > 1 else RECEPTIONS
    warm = min(WARM, receptions // 2)
    application = QApplication(sys.argv[:1])
    books = counter_profile.opened("day")
    window = open_window(application, books, SLIPS)
    counter = Counter(Stopwatch(application, window), books)
    counter.watch.settle()
    start, worked = perf_counter(), process_time()
    serve(counter, warm)
    morning = held(window)
    print(f"after {warm}: {morning}", flush=True)
    counter.watch.moments.clear()
    for part in parts(receptions - warm, 4):
        serve(counter, part)
        print(f"then {part}: {held(window)}", flush=True)
    evening = held(window)
    took = perf_counter() - start, process_time() - worked
    saves = [each.finished for each in counter.watch.moments if each.name == "reception: save and print"]
    window.close()
    books.profile.close()
    if len(sys.argv) == 1:
        _keep(morning, evening, saves, took)


def parts(total: int, count: int) -> Iterable[int]:
    """A number in about equal parts."""
    return [total * (place + 1) // count - total * place // count for place in range(count)]


def serve(counter: Counter, citizens: int) -> None:
    """One after another: a dossier each, copies for some, and now and then a look at the lists."""
    for number in range(citizens):
        receive(counter)
        if number % COPIES_EACH == 0:
            certify(counter)
        if number % LISTS_EACH == 0:
            for desk in (BOARD, DOSSIERS):
                counter.go(desk)


def held(window: OfficeWindow) -> Held:
    """Everything that nobody holds any more is let go first, as the program does by itself."""
    for _ in range(3):
        sweep()
        QApplication.sendPostedEvents(None, 52)  # QEvent::DeferredDelete
        QApplication.processEvents()
    gc.collect()
    return Held(
        resident_mb=_kib_of("/proc/self/status", ("VmRSS",)) / KIB,
        own_mb=_kib_of("/proc/self/smaps_rollup", ("Private_Clean", "Private_Dirty")) / KIB,
        handles=len(list(Path("/proc/self/fd").iterdir())),
        threads=threading.active_count(),
        widgets=len(QApplication.allWidgets()),
        objects=len(window.findChildren(QObject)) + len(window.workplace.findChildren(QObject)),
    )


def _kib_of(file: str, names: tuple[str, ...]) -> int:
    lines = Path(file).read_text("ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.split(":")[0] in names)


def _keep(morning: Held, evening: Held, saves: list[float], took: tuple[float, float]) -> None:
    def growth(of: Callable[[Held], float]) -> float:
        return 100 * (of(evening) / of(morning) - 1)

    keep(
        "day",
        [
            Figure("resident_growth", growth(lambda each: each.resident_mb), "%", MOST_GROWTH),
            Figure("own_memory_growth", growth(lambda each: each.own_mb), "%", MOST_GROWTH),
            Figure("resident_at_the_end", evening.resident_mb, "MB", None),
            Figure("handles_more", evening.handles - morning.handles, "", 0),
            Figure("threads_more", evening.threads - morning.threads, "", 0),
            Figure("widgets_more", evening.widgets - morning.widgets, "", 0),
            Figure("objects_more", evening.objects - morning.objects, "", 0),
            Figure("save_and_print_p50", median(saves), "ms", None),
            Figure("save_and_print_p99", percentile(saves, 0.99), "ms", None),
            Figure("whole_day", took[0], "s", None),
            Figure("whole_day_processor", took[1], "s", None),
        ],
        f"{RECEPTIONS} receptions with both copies as PDF, every {COPIES_EACH}th followed by certified copies; "
        f"growth is from after {WARM} of them to the end",
    )


if __name__ == "__main__":
    main()
