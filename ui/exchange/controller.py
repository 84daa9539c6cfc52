"""Exchanges with the district by itself and on F5, and says how the line stands.

It has a thread of its own: a line that hangs for half a minute must not keep a reception waiting. The rhythm
counts in the machine's own seconds, so that a clock set forth or back changes nothing; what is told are
times of the desk's clock.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from random import SystemRandom
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.progress import Progress, Report
from app.services import exchange_view, standing
from app.services.standing import DeskStanding
from sync.auto import AutoSync
from sync.errors import NoLine, NotEnrolled, ServerBusy, ServerTrouble, SyncError
from sync.outcome import Stage
from sync.pace import Pace
from sync.reasons import RAN_OUT
from sync.schedule import Rhythm
from ui.status_line import Network
from ui.tasks import Task, TaskRunner
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

if TYPE_CHECKING:
    from ui.exchange.work import Exchanged

TICK_MS = 1_000
SEAL_MS = 60_000
TOPIC = "exchange"
# These pass by themselves; the others need somebody and stay in the message bar.
PASSING = (NoLine, ServerBusy, ServerTrouble)


class ExchangeController(QObject):
    """``began`` carries the running exchange, ``ended`` follows whichever way it ended.

    ``rested`` says for how many seconds the line is up with nothing of ours waiting for it.
    """

    began = Signal(Task)
    ended = Signal()
    rested = Signal(float)

    def __init__(
        self,
        workplace: Workplace,
        parent: QObject | None = None,
        *,
        rhythm: Rhythm | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.workplace = workplace
        self._monotonic = monotonic
        self._auto = AutoSync(SystemRandom(), rhythm)
        self._pace = Pace()
        self._runner = TaskRunner(self)
        self._down_since: datetime | None = None
        self._is_member = False
        self._is_closed = False
        self._is_telling = False
        self._has_more = False
        self._is_asked_again = False
        workplace.books_changed.connect(self._note_act)
        self._clocks = (self._every(TICK_MS, self._tick), self._every(SEAL_MS, self._seal))
        self._look_up_membership()

    def _every(self, milliseconds: int, work: Callable[[], None]) -> QTimer:
        clock = QTimer(self, interval=milliseconds)
        clock.timeout.connect(work)
        clock.start()
        return clock

    @property
    def is_running(self) -> bool:
        return self._auto.is_running

    @property
    def reason(self) -> str:
        """Why the last exchange did not come about; empty after one that did."""
        return self._auto.state.reason

    def exchange_now(self, within_s: float | None = None) -> None:
        """Send and fetch now, unless that is under way already or this device belongs to no district.

        ``within_s`` is how long the line is up, where somebody knows of an end.
        """
        if not self._is_member or self._is_closed:
            return
        if self._auto.is_running:
            # What was written after it began to seal goes with another one.
            self._is_asked_again = self._has_more
            return
        self._auto.began()
        self._has_more = self._is_asked_again = False
        task = self._runner.start(lambda report: self._exchange(report, within_s), self._succeed, self._fail)
        task.stopped.connect(self._stop)
        task.progressed.connect(self._show_part)
        self.began.emit(task)

    def _exchange(self, report: Report, within_s: float | None) -> "Exchanged":
        from ui.exchange.work import exchange_once  # HTTP takes a fifth of a second that no start needs

        return exchange_once(self.workplace.desk, self._pace, report, within_s)

    def close(self) -> None:
        """Stop between two steps; what was received stays, the rest goes on next time."""
        self._is_closed = True
        for clock in self._clocks:
            clock.stop()
        self._runner.close()

    # when

    def _tick(self) -> None:
        if self._auto.is_due(self._now_ms()):
            self.exchange_now()

    def _note_act(self) -> None:
        if self._is_telling or self._is_closed:
            return
        if self._auto.is_running:
            self._has_more = True
        elif self._is_member:
            self._auto.note_act(self._now_ms())
        else:
            self._look_up_membership()

    def _look_up_membership(self) -> None:
        desk = self.workplace.desk
        self._runner.ask(lambda: standing.read(desk), self._take_membership, self.workplace.tell_failure)

    def _take_membership(self, read: DeskStanding) -> None:
        has_joined = read.is_member and not self._is_member
        self._is_member = read.is_member
        if has_joined:
            self.workplace.show_ways(Network(is_up=False), self.workplace.usb)
            self.exchange_now()

    def _seal(self) -> None:
        desk = self.workplace.desk
        self._runner.ask(
            lambda: exchange_view.seal_resting(desk), lambda _sealed: None, self.workplace.tell_failure
        )

    # how it ended

    def _succeed(self, exchanged: "Exchanged") -> None:
        self._auto.succeeded(self._now_ms(), exchanged.outcome.retry_after_s)
        if self._is_closed:
            return
        place = self.workplace
        if exchanged.catalogue is not None:
            place.desk.catalogue = exchanged.catalogue
        if exchanged.outcome.problems:
            place.tell(Message(TOPIC, exchanged.outcome.problems[0], "due", is_machines=True))
        elif exchanged.outcome.ran_out:
            place.tell(Message(TOPIC, RAN_OUT, "new", is_machines=True))
        else:
            place.settled.emit(TOPIC)
        self._publish()
        self._tell_change()
        self._go_on(exchanged.awaits_answer, exchanged.left_s)

    def _go_on(self, awaits_answer: bool, left_s: float) -> None:
        """Send what was written meanwhile, at once where F5 asked for it, else soon; so too for an answer."""
        if self._is_asked_again:
            self.exchange_now()
        elif self._has_more or awaits_answer:
            self._auto.note_act(self._now_ms())
        else:
            self.rested.emit(left_s)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, SyncError):
            self._stop()
            self.workplace.tell_failure(error)
            return
        self._auto.failed(error, self._now_ms())
        if isinstance(error, NotEnrolled):
            self._is_member = False
        elif not isinstance(error, PASSING):
            self.workplace.tell(Message(TOPIC, str(error), "due", is_machines=True))
        self._publish()
        self._tell_change()

    def _stop(self) -> None:
        self._auto.stopped(self._now_ms())
        self._publish()
        self._tell_change()

    def _show_part(self, progress: Progress) -> None:
        """A part of the books that a new desk begins with is there to be worked with."""
        if progress.stage == Stage.FEED.value and progress.done:
            self._tell_books()

    def _tell_change(self) -> None:
        """Even an exchange that was cut may have sealed, sent and applied something."""
        self.ended.emit()
        self._tell_books()

    def _tell_books(self) -> None:
        if not self._is_closed:
            self._is_telling = True
            self.workplace.books_changed.emit()
            self._is_telling = False

    def _publish(self) -> None:
        if self._is_closed:
            return
        place, state = self.workplace, self._auto.state
        now = place.desk.now()
        self._down_since = None if state.is_up else self._down_since or now
        wait_ms = (state.next_try_ms or 0) - self._now_ms()
        network = Network(
            is_up=state.is_up,
            is_set_up=self._is_member,
            down_since=self._down_since,
            next_try=now + timedelta(milliseconds=max(0, wait_ms)),
        )
        place.show_ways(network, place.usb)

    def _now_ms(self) -> int:
        return int(self._monotonic() * 1000)
