"""One job after another: made ready off the window's thread, painted in it, recorded once it is on paper.

Qt paints in the window's thread only. A text document laid out in another one asks for the lock on Qt's
connections while it holds Python's, and the window, deleting some object, asks for them the other way
round: both then stand still for good.
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.errors import AppError
from app.printing.forms import PrintedForm
from ui.printing.sinks import PrintSink
from ui.tasks import TaskRunner

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PrintJob:
    """The papers of one job, how often they were printed before, and the act that notes them in the books."""

    forms: Sequence[PrintedForm]
    reprint_no: int
    record: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Order:
    prepare: Callable[[], PrintJob]
    done: Callable[[int], None]
    failed: Callable[[Exception], None]


class Press:
    """Takes orders in the window's thread; the number of a reprint is counted when the one before is noted.

    ``done`` gets the number of the reprint, 0 for a first print. A job the printer refused is not noted,
    so the next try is the first print still.
    """

    def __init__(self, runner: TaskRunner, sink: PrintSink) -> None:
        self._runner = runner
        self._sink = sink
        self._orders: deque[_Order] = deque()
        self._unrecorded: PrintJob | None = None
        self._is_closed = False

    @property
    def is_idle(self) -> bool:
        """Whether everything ordered is on paper and noted, or was refused."""
        return not self._orders

    def order(
        self,
        prepare: Callable[[], PrintJob],
        done: Callable[[int], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Print what ``prepare`` makes ready, after all that was ordered before."""
        self._orders.append(_Order(prepare, done, failed))
        if len(self._orders) == 1:
            self._begin()

    def close(self) -> None:
        """Note what is on paper already; called when the runner takes no more work."""
        self._is_closed = True
        if self._unrecorded is not None:
            self._record(self._unrecorded)

    def _begin(self) -> None:
        if self._orders:
            self._runner.ask(self._orders[0].prepare, self._paint, self._fail)

    def _paint(self, job: PrintJob) -> None:
        try:
            self._sink.print_forms(job.forms)
        except Exception as error:
            if not isinstance(error, AppError):
                logger.exception("a job was not printed")
            self._fail(error)
            return
        self._unrecorded = job
        if self._is_closed:
            self._record(job)
        else:
            self._runner.ask(lambda: self._record(job), self._finish, self._fail)

    def _record(self, job: PrintJob) -> int:
        job.record()
        self._unrecorded = None
        return job.reprint_no

    def _finish(self, reprint_no: int) -> None:
        self._end().done(reprint_no)

    def _fail(self, error: Exception) -> None:
        self._unrecorded = None
        self._end().failed(error)

    def _end(self) -> _Order:
        order = self._orders.popleft()
        self._begin()
        return order
