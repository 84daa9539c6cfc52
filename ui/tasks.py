"""Work off the window's thread: the work does not know Qt, and only signals touch a widget.

One thread serves the database, so writes queue up instead of colliding.
"""

import logging
from collections.abc import Callable
from threading import Event
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal

from app.errors import AppError
from app.progress import Progress, Report, Stopped

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")
Work = Callable[[Report], Any]

# Work that ends sooner shows no progress: a bar that only flashes tells nothing.
SHOWN_AFTER_MS = 300


class Task(QObject):
    """One piece of work; its signals arrive in the window's thread, ending in one of the last three."""

    slow = Signal()
    progressed = Signal(Progress)
    succeeded = Signal(object)
    failed = Signal(Exception)
    stopped = Signal()

    # What the worker's thread says last; the three above are then sent from the window's own thread, so
    # that everybody has heard the end before the task is deleted.
    _ended = Signal(object, object)

    def __init__(self, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._stop_asked = Event()
        self._is_over = False
        self._ended.connect(self._finish)
        QTimer.singleShot(SHOWN_AFTER_MS, self, self._become_slow)

    def stop(self) -> None:
        """Ask the work to stop at its next report."""
        self._stop_asked.set()

    def end_unbegun(self) -> None:
        """The runner was closed before the work began."""
        self._finish(None, Stopped())

    def run(self) -> None:
        """Do the work; called in the worker's thread."""
        try:
            self._refuse_stopped()
            result = self._work(self._report)
        except Stopped as stopped:
            self._ended.emit(None, stopped)
        except Exception as error:
            if not isinstance(error, AppError):
                logger.exception("task failed: %s", self._work)
            self._ended.emit(None, error)
        else:
            self._ended.emit(result, None)

    def _report(self, progress: Progress) -> None:
        self._refuse_stopped()
        self.progressed.emit(progress)

    def _refuse_stopped(self) -> None:
        if self._stop_asked.is_set():
            raise Stopped

    def _become_slow(self) -> None:
        if not self._is_over:
            self.slow.emit()

    def _finish(self, result: object, error: Exception | None) -> None:
        self._is_over = True
        match error:
            case None:
                self.succeeded.emit(result)
            case Stopped():
                self.stopped.emit()
            case _:
                self.failed.emit(error)
        self.deleteLater()


class TaskRunner(QObject):
    """The one thread that does what the window must not wait for."""

    started = Signal(Task)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._is_closed = False

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
        if succeeded is not None:
            task.succeeded.connect(self._while_open(succeeded))
        if failed is not None:
            task.failed.connect(self._while_open(failed))
        QTimer.singleShot(0, self, lambda: self._begin(task))
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

    def _begin(self, task: Task) -> None:
        if self._is_closed:
            task.end_unbegun()
        else:
            self._pool.start(_Job(task))

    def _while_open(self, told: Callable[[Any], None]) -> Callable[[Any], None]:
        """An answer that comes after the end would find its widgets gone."""
        return lambda answer: None if self._is_closed else told(answer)

    def close(self) -> None:
        """Ask everything to stop and wait for the step at hand; called before the program ends."""
        self._is_closed = True
        task: Task
        for task in self.findChildren(Task):
            task.stop()
        self._pool.waitForDone()


class _Job(QRunnable):
    """Carries a task into the pool."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task

    def run(self) -> None:
        self._task.run()
