"""The counter by keys: certified copies through the real window, every key as the system sends it.

Program time is what the program takes from the first event of a sitting to the moment its papers are
printed, noted and the lane is empty again, with nobody waiting between two keys.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.domain.applicant import Applicant
from benchmarks import counter_profile
from benchmarks.bench_repaint import open_window
from benchmarks.counter_profile import DOSSIERS, ENTRIES
from benchmarks.demo.clerk import card_text
from benchmarks.figures import Figure, keep, median, percentile
from tests.support.hands import Hands
from ui.certification.desk import CertificationDesk
from ui.main_window import CERTIFICATION
from ui.office_window import OfficeWindow

Key = Qt.Key
PAPERS = ((Key.Key_1, "3"), (Key.Key_2, "2"), (Key.Key_3, "2"), (Key.Key_4, "3"))
SLIPS = Path("build/bench/counter-slips")
PATIENCE_S = 20.0
MOST_KEYS, MOST_NEW_KEYS, MOST_SECONDS, MOST_REPAINT_MS = 25, 40, 1.5, 100


class Lane:
    """A clerk's hands at the lane, and a stopwatch."""

    def __init__(self, application: QApplication, window: OfficeWindow) -> None:
        self._application = application
        self.window = window
        self.hands = Hands(window)
        self.repaints_ms: list[float] = []
        self.worked_ms: list[float] = []
        found = window.desks[CERTIFICATION]
        assert isinstance(found, CertificationDesk)
        self.desk = found

    def wait_until(self, happened: Callable[[], bool], what: str) -> None:
        """Let the program work; says what did not come."""
        until = perf_counter() + PATIENCE_S
        while not happened():
            if perf_counter() > until:
                raise TimeoutError(f"waited in vain for {what}")
            loop = QEventLoop()
            QTimer.singleShot(1, loop.quit)
            loop.exec()

    def act(self, work: Callable[[], None]) -> None:
        """One key to its repaint."""
        start, worked = perf_counter(), thread_time()
        work()
        self._application.processEvents()  # what the key dirtied is painted here
        self.repaints_ms.append((perf_counter() - start) * 1000)
        self.worked_ms.append((thread_time() - worked) * 1000)

    def known_citizen(self, person: Applicant) -> tuple[int, float, float]:
        """Key presses after the scan, seconds on the wall's clock, and seconds of the processor's."""
        start, worked = perf_counter(), process_time()
        self.hands.scan(card_text(person))
        name = self.desk.person.full_name
        self.wait_until(lambda: name.text() == person.full_name, "the card")
        self.wait_until(lambda: self.desk.person.applicant_id() is not None, "the person of the books")
        self.hands.presses = 0
        self._papers()
        self._finish()
        return self.hands.presses, perf_counter() - start, process_time() - worked

    def new_citizen(self, name: str, number: str, place: str) -> int:
        """Key presses beyond the text that is typed."""
        self.hands.presses = 0
        self.wait_until(self.desk.person.full_name.hasFocus, "the first field")
        for text in (name, number, place):
            self.act(lambda text=text: self.hands.type(text))
            self.act(lambda: self.hands.press(Key.Key_Return))
        while not self.desk.lane.rows[-1].paper.hasFocus():
            self.act(lambda: self.hands.press(Key.Key_Tab))
        self._papers()
        self._finish()
        return self.hands.presses - len(name + number + place)

    def _papers(self) -> None:
        for digit, copies in PAPERS:
            self.act(lambda digit=digit: self.hands.press(digit))
            self.act(lambda: self.hands.press(Key.Key_Return))
            self.act(lambda copies=copies: self.hands.type(copies))
            self.act(lambda: self.hands.press(Key.Key_Return))

    def _finish(self) -> None:
        self.act(lambda: self.hands.press(Key.Key_F9))
        self.wait_until(lambda: self.desk.text().is_blank, "the sitting to be written")
        self.wait_until(lambda: not self.window.workplace.is_printing, "the papers")


def main() -> None:
    """Measure and keep."""
    application = QApplication(sys.argv[:1])
    books = counter_profile.opened("counter")
    people = books.people
    window = open_window(application, books, SLIPS)
    lane = Lane(application, window)
    lane.wait_until(window.isActiveWindow, "the window")
    window.show_desk(CERTIFICATION)
    lane.wait_until(lambda: lane.desk.side.number.text() != "", "the book")
    lane.known_citizen(people[0])  # warm: fonts, the printer's engine, the statements
    lane.repaints_ms.clear()
    lane.worked_ms.clear()
    known = [lane.known_citizen(person) for person in people[1:]]
    new_keys = lane.new_citizen("Sung Thi Mau Moi", "000191099999", "Ban Mau")
    window.close()
    books.profile.close()
    _keep(known, new_keys, lane)


def _keep(known: list[tuple[int, float, float]], new_keys: int, lane: Lane) -> None:
    seconds = [each[1] for each in known]
    keep(
        "counter",
        [
            Figure("certified_known_keys", max(each[0] for each in known), "keys", MOST_KEYS),
            Figure("certified_known_program_p50", median(seconds), "s", None),
            Figure("certified_known_program_worst", max(seconds), "s", MOST_SECONDS),
            Figure("certified_known_processor_p50", median([each[2] for each in known]), "s", None),
            Figure("certified_known_processor_worst", max(each[2] for each in known), "s", MOST_SECONDS),
            Figure("certified_new_keys_beyond_text", new_keys, "keys", MOST_NEW_KEYS),
            Figure("key_to_repaint_p99", percentile(lane.repaints_ms, 0.99), "ms", MOST_REPAINT_MS),
            Figure("key_to_repaint_worst", max(lane.repaints_ms), "ms", MOST_REPAINT_MS),
            Figure("key_to_repaint_processor_worst", max(lane.worked_ms), "ms", MOST_REPAINT_MS),
        ],
        f"four documents a citizen, {DOSSIERS} dossiers and a book of {ENTRIES} numbers on the desk; a known "
        "citizen is scanned, found in the books, certified, charged and printed with slip and attestations",
    )


if __name__ == "__main__":
    main()
