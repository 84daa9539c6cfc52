"""Every act of every desk by keys, with 200,000 dossiers in the books: from a key to its finished repaint.

``repaint`` is until the window has painted what the key changed; ``finished`` until every answer is painted,
every paper printed and nothing is under way; ``stall`` the longest the window stood still in between.
"""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from benchmarks import counter_profile
from benchmarks.counter_profile import DOSSIERS, CounterBooks
from benchmarks.desk_acts import DESKS, Counter
from benchmarks.figures import Figure, keep, percentile
from benchmarks.stopwatch import Moment, Stopwatch, table
from ui.office_window import OfficeWindow
from ui.printing.sinks import PdfFolder
from ui.theme.look import Look, Mode
from ui.window import resources
from ui.workplace import Workplace

ROUNDS = 3
MOST_MS = 100
SLIPS = Path("build/bench/repaint-slips")


def main() -> None:
    """Measure and keep; desks named in the command are measured alone, and nothing is kept."""
    wanted = sys.argv[1:] or list(DESKS)
    application = QApplication(sys.argv[:1])
    books = counter_profile.opened("repaint")
    window = open_window(application, books, SLIPS)
    watch = Stopwatch(application, window)
    counter = Counter(watch, books)
    watch.wait_until(window.isActiveWindow, "the window")
    watch.settle()
    found: dict[str, list[Moment]] = {}
    for desk in wanted:
        found[desk] = _measured(counter, desk)
    window.close()
    books.profile.close()
    print("\n".join(table(each for moments in found.values() for each in moments)))
    if not sys.argv[1:]:
        _keep(found)


def open_window(application: QApplication, books: CounterBooks, slips: Path) -> OfficeWindow:
    """The office's window, its officer seated, printing into a folder."""
    shutil.rmtree(slips, ignore_errors=True)
    look = Look(application, resources())
    look.choose(Mode.LIGHT)
    log = Path("build/bench/counter.log")
    place = Workplace(look, books.desk, PdfFolder(slips), log, accepts_samples=True)
    window = OfficeWindow(place)
    window.resize(1366, 697)
    window.show()
    window.activateWindow()
    return window


def _measured(counter: Counter, desk: str) -> list[Moment]:
    """The rounds of one desk; the first warms fonts, statements and pages, and is not counted."""
    for number in range(ROUNDS + 1):
        if number == 1:
            counter.watch.moments.clear()
        DESKS[desk](counter)
    measured = list(counter.watch.moments)
    counter.watch.moments.clear()
    print(
        f"{desk}: {len(measured)} acts, worst repaint {max(e.repaint for e in measured):.0f} ms", flush=True
    )
    return measured


def _keep(found: dict[str, list[Moment]]) -> None:
    everything = [each for moments in found.values() for each in moments]
    figures = [
        *_figures("", everything),
        *(figure for desk, moments in found.items() for figure in _figures(f"{desk}_", moments)),
    ]
    notes = (
        f"{DOSSIERS} dossiers, {len(everything)} acts of {len({each.name for each in everything})} kinds, "
        "each by keys in the real window; repaint: what the key changed is painted; finished: every answer "
        "is painted and every paper printed, with the 200 ms for which a search waits until typing rests"
    )
    keep("repaint", figures, notes)


def _figures(head: str, moments: Sequence[Moment]) -> list[Figure]:
    repaints, finished = [each.repaint for each in moments], [each.finished for each in moments]
    worked = [each.repaint_worked for each in moments]
    return [
        Figure(f"{head}repaint_p50", percentile(repaints, 0.5), "ms", None),
        Figure(f"{head}repaint_p99", percentile(repaints, 0.99), "ms", MOST_MS),
        Figure(f"{head}repaint_worst", max(repaints), "ms", MOST_MS),
        Figure(f"{head}repaint_processor_p99", percentile(worked, 0.99), "ms", None),
        Figure(f"{head}repaint_processor_worst", max(worked), "ms", MOST_MS),
        Figure(f"{head}stall_worst", max(each.stall for each in moments), "ms", None),
        Figure(f"{head}finished_p50", percentile(finished, 0.5), "ms", None),
        Figure(f"{head}finished_p99", percentile(finished, 0.99), "ms", None),
    ]


if __name__ == "__main__":
    main()
