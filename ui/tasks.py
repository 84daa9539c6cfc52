"""Work off the window's thread: the work does not know Qt, and only signals touch a widget.

One thread serves the database, so writes queue up instead of colliding.
"""

import logging
from collections.abc import Callable
from itertools import count
from threading import Event
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal

from app.errors import AppError
from app.progress import Progress, Report, Stopped

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")
Work = Callable[[Report], Any]
Heard = Callable[[Any], None] | None

# Work that ends sooner shows no progress: a bar that only flashes tells nothing.
SHOWN_AFTER_MS = 300


class Task(QObject):
    """One piece of work as the window sees it: made, told and deleted in the window's thread alone.

    Its signals end in one of the last three.
    """

    slow = Signal()
    progressed = Signal(Progress)
    succeeded = Signal(object)
    failed = Signal(Exception)
    stopped = Signal()

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self.errand = Errand(work)
        self._is_over = False
        QTimer.singleShot(SHOWN_AFTER_MS, self, self._become_slow)

    def stop(self) -> None:
        """Ask the work to stop at its next report."""
        self.errand.stop_asked.set()

    def end(self, result: object, error: Exception | None) -> None:
        """Tell how it ended; nothing follows, and the task is deleted."""
        self._is_over = True
        match error:
            case None:
                self.succeeded.emit(result)
            case Stopped():
                self.stopped.emit()
            case _:
                self.failed.emit(error)
        self.deleteLater()

    def _become_slow(self) -> None:
        if not self._is_over:
            self.slow.emit()


class Errand:
    """What a task and its worker share: no object of Qt.

    The work is held once, and let go in the window's thread: it may know widgets, and the last who holds a
    widget deletes it.
    """

    def __init__(self, work: Work) -> None:
        self.held: list[Work] = [work]
        self.stop_asked = Event()

    def do(self, report: Report) -> object:
        """Do the work."""
        return self.held[0](report)


class TaskRunner(QObject):
    """The one thread that does what the window must not wait for."""

    started = Signal(Task)

    # What workers say, by the task's number. A task is deleted as soon as its end was told, and whose signal
    # a worker is just sending may not be deleted: so they speak through the runner, which outlives them.
    progressed = Signal(int, Progress)
    ended = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None, bound: Callable[[Heard], Heard] = lambda heard: heard):
        """``bound`` makes of who hears an answer one who hears it as things stood when it was asked for."""
        super().__init__(parent)
        self._bound = bound
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._is_closed = False
        self._numbers = count(1)
        self._tasks: dict[int, Task] = {}
        self._told: dict[int, tuple[Heard, Heard]] = {}
        self.progressed.connect(self._tell_progress)
        self.ended.connect(self._end)

    @property
    def is_idle(self) -> bool:
        """Whether all that was asked for has been answered."""
        return not self._tasks

    def start(
        self,
        work: Work,
        succeeded: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Queue the work; more signals may be connected to the task it answers with.

        Work begins once the window's thread is back in its loop, so no signal is missed till then.
        """
        task = Task(work, self)
        number = next(self._numbers)
        self._tasks[number] = task
        self._told[number] = self._bound(succeeded), self._bound(failed)
        QTimer.singleShot(0, self, lambda: self._begin(number, task))
        self.started.emit(task)
        return task

    def ask(
        self,
        question: Callable[[], Answer],
        answered: Callable[[Answer], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Queue a short read that reports nothing."""
        self.start(lambda _report: question(), answered, failed)

    def _begin(self, number: int, task: Task) -> None:
        if self._is_closed:
            self._end(number, None, Stopped())
        else:
            self._pool.start(_Job(self, number, task.errand))

    def _tell_progress(self, number: int, progress: Progress) -> None:
        if number in self._tasks:
            self._tasks[number].progressed.emit(progress)

    def _end(self, number: int, result: object, error: Exception | None) -> None:
        task = self._tasks.pop(number, None)
        if task is None:
            return
        told = self._told.pop(number)
        _let_go_later([told, *task.errand.held])
        task.errand.held.clear()
        try:
            self._tell(*told, result, error)
        finally:
            task.end(result, error)

    def _tell(self, succeeded: Heard, failed: Heard, result: object, error: Exception | None) -> None:
        """An answer that comes after the end would find its widgets gone."""
        if self._is_closed or isinstance(error, Stopped):
            return
        if error is None and succeeded is not None:
            succeeded(result)
        elif error is not None and failed is not None:
            failed(error)

    def close(self) -> None:
        """Ask everything to stop and wait for the step at hand; called before the program ends."""
        self._is_closed = True
        task: Task
        for task in self.findChildren(Task):
            task.stop()
        self._pool.waitForDone()


def _let_go_later(held: list[object]) -> None:
    """Forget what an ended task held, once neither the task nor its runner is at work any more.

    It may be the last that holds a workplace, and so the runner and the task themselves: let go at once, they
    would be deleted in the middle of their own ending, and with them the program.
    """
    QTimer.singleShot(0, held.clear)


class _Job(QRunnable):
    """Carries an errand into the pool."""

    def __init__(self, runner: TaskRunner, number: int, errand: Errand) -> None:
        super().__init__()
        self._runner = runner
        self._number = number
        self._errand = errand

    def run(self) -> None:
        """Do the work, in the worker's thread."""
        try:
            self._refuse_stopped()
            result = self._errand.do(self._report)
        except Stopped as stopped:
            self._runner.ended.emit(self._number, None, stopped)
        except Exception as error:
            if not isinstance(error, AppError):
                logger.exception("task failed")
            self._runner.ended.emit(self._number, None, error)
        else:
            self._runner.ended.emit(self._number, result, None)

    def _report(self, progress: Progress) -> None:
        self._refuse_stopped()
        self._runner.progressed.emit(self._number, progress)

    def _refuse_stopped(self) -> None:
        if self._errand.stop_asked.is_set():
            raise Stopped
