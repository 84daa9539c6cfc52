"""Papers come out one job after another, and the books note what is on paper and nothing else."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.printing.forms import PrintedForm, receipt_html
from tests.app.printing.receipts import a_receipt, a_template
from ui.printing.errors import PrinterNotReady
from ui.printing.press import Press, PrintJob
from ui.printing.print_document import FormDocument, WrongThread
from ui.tasks import TaskRunner


class Tray:
    """A printer that remembers its jobs and can be jammed, or interrupted by something else."""

    def __init__(self) -> None:
        self.came_out: list[str] = []
        self.is_jammed = False
        self.meanwhile: Callable[[], None] = lambda: None

    def print_forms(self, forms: Sequence[PrintedForm]) -> None:
        if self.is_jammed:
            raise PrinterNotReady
        self.came_out.append(threading.current_thread().name)
        self.meanwhile()


class Books:
    """Counts the prints noted, as the books do: the next one is a reprint of those before."""

    def __init__(self) -> None:
        self.noted = 0

    def job(self) -> PrintJob:
        return PrintJob([], self.noted, self._note)

    def _note(self) -> None:
        self.noted += 1


class Bench:
    def __init__(self, qtbot: QtBot) -> None:
        self.owner = QObject()
        self.runner = TaskRunner(self.owner)
        self.tray, self.books = Tray(), Books()
        self.press = Press(self.runner, self.tray)
        self.done: list[int] = []
        self.failed: list[Exception] = []
        self._qtbot = qtbot

    def order(self, times: int = 1) -> None:
        for _ in range(times):
            self.press.order(self.books.job, self.done.append, self.failed.append)

    def wait(self, is_so: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(is_so)

    def wait_for(self, ends: int) -> None:
        self.wait(lambda: len(self.done) + len(self.failed) == ends)

    def leave(self) -> None:
        self.runner.close()
        self.press.close()


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def test_jobs_ordered_in_one_breath_are_numbered_one_after_another(bench: Bench) -> None:
    bench.order(times=3)
    bench.wait_for(3)
    assert bench.done == [0, 1, 2]


def test_pages_are_painted_in_the_thread_of_the_window(bench: Bench) -> None:
    bench.order()
    bench.wait_for(1)
    assert bench.tray.came_out == [threading.current_thread().name]


def test_a_jammed_job_is_not_noted_and_does_not_hold_up_the_next(bench: Bench) -> None:
    bench.tray.is_jammed = True
    bench.order()
    bench.wait_for(1)
    bench.tray.is_jammed = False
    bench.order()
    bench.wait_for(2)
    assert [type(error) for error in bench.failed] == [PrinterNotReady]
    assert (bench.done, bench.books.noted) == ([0], 1)


@pytest.mark.parametrize("leaves_in_the_next_round", [False, True])
def test_what_is_on_paper_when_the_window_closes_is_noted_once(
    leaves_in_the_next_round: bool, bench: Bench
) -> None:
    bench.tray.meanwhile = (
        partial(QTimer.singleShot, 0, bench.leave) if leaves_in_the_next_round else bench.leave
    )
    bench.order()
    bench.wait(lambda: bool(bench.books.noted))
    QTest.qWait(50)
    assert bench.books.noted == 1


def test_a_page_laid_out_beside_the_window_is_refused() -> None:
    form = receipt_html(a_receipt(), a_template())
    with ThreadPoolExecutor(1) as beside, pytest.raises(WrongThread):
        beside.submit(FormDocument, form).result()
