"""A clerk's hands at the real window, and a stopwatch: from a key to its repaint, and to its last answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter, process_time, thread_time

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from benchmarks.figures import percentile
from tests.support.hands import Hands
from ui.office_window import OfficeWindow

PATIENCE_S = 20.0
SHORT_TIMER_MS = 400  # what rests longer waits for the clock, not for the key


@dataclass(frozen=True, slots=True)
class Moment:
    """One act in milliseconds: to its first repaint, the longest standstill, to its end.

    The two ``worked`` are of processors: of the window's thread to the repaint, of every thread to the end.
    """

    name: str
    repaint: float
    repaint_worked: float
    stall: float
    finished: float
    worked: float


class Stopwatch:
    """Presses keys in one window and keeps how long each took."""

    def __init__(self, application: QApplication, window: OfficeWindow) -> None:
        self._application = application
        self.window = window
        self.hands = Hands(window)
        self.moments: list[Moment] = []

    def key(self, name: str, keys: str) -> None:
        """One key or chord by the name that Qt gives it."""
        pressed = QKeySequence(keys)[0]
        self.time(name, lambda: self.hands.press(pressed.key(), pressed.keyboardModifiers()))

    def letters(self, name: str, text: str) -> None:
        """One key after another, each of them an act."""
        for sign in text:
            self.time(name, lambda sign=sign: self.hands.type(sign))

    def time(self, name: str, work: Callable[[], None]) -> None:
        """Do one act to its end: answered, painted, printed, with nothing left under way."""
        start, worked, drawn = perf_counter(), process_time(), thread_time()
        work()
        self._application.processEvents()
        repainted, drawn = perf_counter(), thread_time() - drawn
        stall, finished = self._settle(repainted, repainted - start)
        self.moments.append(
            Moment(
                name,
                (repainted - start) * 1000,
                drawn * 1000,
                stall * 1000,
                (finished - start) * 1000,
                (process_time() - worked) * 1000,
            )
        )

    def settle(self) -> None:
        """Let the window come to rest, unmeasured."""
        self._settle(perf_counter(), 0.0)

    def wait_until(self, happened: Callable[[], bool], what: str) -> None:
        """Let the program work; says what did not come."""
        until = perf_counter() + PATIENCE_S
        while not happened():
            if perf_counter() > until:
                raise TimeoutError(f"waited in vain for {what}")
            _let_go()

    def _settle(self, finished: float, stall: float) -> tuple[float, float]:
        until = finished + PATIENCE_S
        while self._is_busy():
            if perf_counter() > until:
                raise TimeoutError("the window does not come to rest")
            _let_go()
            begun = perf_counter()
            self._application.processEvents()
            finished = perf_counter()
            stall = max(stall, finished - begun)
        return stall, finished

    def _is_busy(self) -> bool:
        place = self.window.workplace
        if place.is_printing or not place.runner.is_idle:
            return True
        return any(
            timer.isActive() and timer.isSingleShot() and timer.interval() <= SHORT_TIMER_MS
            for timer in self.window.findChildren(QTimer)
        )


def _let_go() -> None:
    """A millisecond in a loop of Qt's own, without Python's lock."""
    loop = QEventLoop()
    QTimer.singleShot(1, loop.quit)
    loop.exec()


def table(moments: Iterable[Moment]) -> list[str]:
    """Each act's figures as a line, the slowest first."""
    by_name: dict[str, list[Moment]] = {}
    for each in moments:
        by_name.setdefault(each.name, []).append(each)
    ordered = sorted(by_name.items(), key=lambda item: -max(each.repaint for each in item[1]))
    head = f"{'act':44}    n  repaint p50   worst  of cpu   stall  done p50   worst  of cpu"
    return [head, *(_line(name, found) for name, found in ordered)]


def _line(name: str, found: list[Moment]) -> str:
    repaints, finished = [each.repaint for each in found], [each.finished for each in found]
    return (
        f"{name:44} {len(found):>4} {percentile(repaints, 0.5):>12.1f} {max(repaints):>7.1f} "
        f"{max(each.repaint_worked for each in found):>7.1f} {max(each.stall for each in found):>7.1f} "
        f"{percentile(finished, 0.5):>9.1f} {max(finished):>7.1f} "
        f"{percentile([each.worked for each in found], 0.5):>7.1f}"
    )
