"""A day at one desk: 300 receptions with real papers through the real window, and what it leaves in memory.

The figures of the morning are taken after the first receptions, when fonts, pages and statements are warm.
"""

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from app.domain.applicant import Applicant
from benchmarks import counter_profile
from benchmarks.bench_repaint import open_window
from benchmarks.counter_profile import CounterBooks
from benchmarks.demo.clerk import Clerk, card_text
from benchmarks.figures import Figure, keep
from benchmarks.reference import load
from benchmarks.world import World
from ui.certification.desk import CertificationDesk
from ui.main_window import BOARD, CERTIFICATION, DOSSIERS
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


@dataclass(frozen=True)
class Day:
    """Who works, on which books, and who comes."""

    clerk: Clerk
    books: CounterBooks
    world: World = field(default_factory=lambda: World(load(), 11))


def main() -> None:
    """Live through the day, and keep; a number in the command is another length of the day."""
    receptions = int(sys.argv[1]) if len(sys.argv) > 1 else RECEPTIONS
    warm = min(WARM, receptions // 2)
    application = QApplication(sys.argv[:1])
    books = counter_profile.opened("day")
    window = open_window(application, books, SLIPS)
    day = Day(Clerk(window, SLIPS), books)
    day.clerk.wait_until(window.isActiveWindow, "the window")
    start, worked = perf_counter(), process_time()
    serve(day, warm)
    morning = held(window)
    print(f"after {warm}: {morning}", flush=True)
    for part in parts(receptions - warm, 4):
        serve(day, part)
        print(f"then {part}: {held(window)}", flush=True)
    evening = held(window)
    took = perf_counter() - start, process_time() - worked
    window.close()
    books.profile.close()
    if len(sys.argv) == 1:
        _keep(morning, evening, took)


def parts(total: int, count: int) -> Iterable[int]:
    """A number in about equal parts."""
    return [total * (place + 1) // count - total * place // count for place in range(count)]


def serve(day: Day, citizens: int) -> None:
    """One after another: a dossier each, copies for some, and now and then a look at the lists."""
    clerk, desk = day.clerk, day.books.desk
    for number in range(citizens):
        clerk.receive(day.world.draft(desk.catalogue, desk.today()))
        if number % COPIES_EACH == 0:
            _certify(day, day.books.people[number % len(day.books.people)])
        if number % LISTS_EACH == 0:
            for name in (BOARD, DOSSIERS):
                clerk.show(name)


def _certify(day: Day, person: Applicant) -> None:
    clerk, window = day.clerk, day.clerk.window
    lane = window.desks[CERTIFICATION]
    assert isinstance(lane, CertificationDesk)
    clerk.show(CERTIFICATION)
    clerk.scan(card_text(person))
    clerk.press(Qt.Key.Key_1)
    clerk.press(Qt.Key.Key_F9)
    clerk.wait_until(lambda: lane.text().is_blank, "the sitting to be written")
    clerk.wait_until(lambda: not window.workplace.is_printing, "its papers")


def held(window: OfficeWindow) -> Held:
    """Everything that nobody holds any more is let go first, as the program does by itself."""
    for _ in range(3):
        sweep()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
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


def _keep(morning: Held, evening: Held, took: tuple[float, float]) -> None:
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
            Figure("whole_day", took[0], "s", None),
            Figure("whole_day_processor", took[1], "s", None),
        ],
        f"{RECEPTIONS} receptions with both copies as PDF, every {COPIES_EACH}th followed by certified "
        f"copies; growth is from after {WARM} of them to the end",
    )


if __name__ == "__main__":
    main()
