"""Carries scans to the district and back while the line has nothing better to do.

Two lanes, each a connection: while one waits for its reply the other sends. Rows are looked for before
every block and again and again while blocks are under way; when some wait, no further block leaves until
they have gone over a connection of their own. A broken line is taken up again with what the server says it
holds, to the byte, so that a cut costs what was in the pipe and a question.
"""

import math
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random, SystemRandom
from typing import Any, NamedTuple, Protocol

from app.progress import Progress, Report, unheard
from app.storage import device
from app.storage.blobs import BlobStore
from app.storage.device import Membership
from app.storage.unit_of_work import Store
from sync.beside import Beside, in_thread
from sync.errors import NoLine, NotEnrolled, ServerBusy, ServerTrouble
from sync.outcome import Stage
from sync.protocol.messages import PROTOCOL
from sync.protocol.scans import ScansRequest
from sync.scans.flow import MOST_UNDER_WAY, Flow
from sync.scans.plan import Plan, Waiting, look_around, make_plan, what_waits
from sync.scans.steps import Step, Steps
from sync.scans.way import OpenWay, ScanWay

LOOK_S = 0.25  # between two looks for rows
LAST_REPLY_S = 2.0  # for what else was under way when the line broke
MOST_CUTS = 4  # in a row, with no block between them
FIRST_PAUSE_S = 0.5


class Rows(Protocol):
    """What goes before scans."""

    def are_waiting(self) -> bool:
        """Whether something was written that the server does not have."""

    def exchange(self) -> None:
        """Send it; raises a SyncError."""


class NoRows:
    """For whoever has seen to the rows already and writes none meanwhile."""

    def are_waiting(self) -> bool:
        """Nothing is."""
        return False

    def exchange(self) -> None:
        """Nothing to do."""


@dataclass
class Carried:
    """What was done; ``refused`` are codes why the server takes nothing of some files now.

    ``is_cut_short`` says that time was up before everything was carried.
    """

    sent_bytes: int = 0
    fetched_bytes: int = 0
    cuts: int = 0
    is_cut_short: bool = False
    refused: set[str] = field(default_factory=set)


class _UnderWay(NamedTuple):
    step: Step
    way: ScanWay
    number: int


class Carrier:
    """One run over what waits. ``left_s`` tells how long the line is up, where anybody knows."""

    def __init__(
        self,
        store: Store,
        blobs: BlobStore,
        open_way: OpenWay,
        *,
        rows: Rows | None = None,
        beside: Beside = in_thread,
        report: Report = unheard,
        monotonic: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
        random: Random | None = None,
        left_s: Callable[[], float] = lambda: math.inf,
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._open_way = open_way
        self._rows = rows or NoRows()
        self._flows = {True: Flow(), False: Flow()}  # up and down are two lines, often of two speeds
        self._is_upward = True
        self._beside = beside
        self._report = report
        self._monotonic = monotonic
        self._pause = pause
        self._random = random or SystemRandom()
        self._left_s = left_s
        self._member = _membership(store)
        self._ways: list[ScanWay] = []
        self._under_way: dict[Future[Any], _UnderWay] = {}
        self._warming: dict[ScanWay, Future[Any]] = {}
        self._skipped: set[bytes] = set()
        self._total = 0
        self._left: float = math.inf  # as the server saw it when it was asked last
        self._cuts_in_a_row = 0
        self._done_at_cut = 0
        self._carried = Carried()

    @property
    def _flow(self) -> Flow:
        return self._flows[self._is_upward]

    def run(self) -> Carried:
        """Until nothing waits that can be carried now; raises a SyncError when the line is gone for good."""
        look_around(self._store, self._blobs)
        try:
            while waiting := what_waits(self._store, self._skipped):
                try:
                    if not self._carry(waiting):
                        self._carried.is_cut_short = True
                        break
                except NoLine as error:
                    self._pick_up(error)
        except ServerBusy:
            self._carried.refused.add("busy")
        finally:
            self._close()
        return self._carried

    def _carry(self, waiting: Waiting) -> bool:
        """One plan; False when there is no time for more of it."""
        if self._carried.cuts:
            self._make_ready()
        self._let_rows_pass()
        plan = self._ask(waiting)
        self._note_progress(plan)
        self._carried.refused.update(plan.refused.values())
        self._skipped.update(plan.refused, plan.absent)
        self._total = self._done() + plan.size
        self._say()
        steps = Steps(self._store, self._blobs, self._member, self._skipped, lambda: self._flow.run)
        in_time = all(self._go(step) for step in steps.of(plan))
        self._drain()
        return in_time

    def _make_ready(self) -> None:
        """Bring both connections up after a cut: at once, and beside the rows that go ahead."""
        while len(self._ways) < MOST_UNDER_WAY:
            self._ways.append(self._open_way())
        for way in self._ways if self._rows.are_waiting() else self._ways[1:]:
            if way not in self._warming:
                self._warm_beside(way)

    def _warm_beside(self, way: ScanWay) -> None:
        self._warming[way] = self._beside(lambda: _warm(way))

    def _ask(self, waiting: Waiting) -> Plan:
        """The first question of a run is asked on a line that is warm, so that it tells what a turn takes."""
        if not self._ways:
            self._ways.append(self._open_way())
            _warm(self._ways[0])
        way = self._warmed(self._ways[0])
        start = self._monotonic()
        has_nonce = bool(way.nonce)
        plan = make_plan(self._store, self._member, way, waiting)
        if has_nonce:
            for flow in self._flows.values():
                flow.note_turn(self._monotonic() - start)
        return plan

    def _note_progress(self, plan: Plan) -> None:
        """On a line that lives for less than a block, the beginnings that arrive are what moves."""
        if plan.size < self._left:
            self._cuts_in_a_row = 0
        self._left = plan.size

    def _go(self, step: Step) -> bool:
        """Send one step on its way when it is its turn; False when time is up."""
        self._make_room(step)
        if step.ref.sha256 in self._skipped:  # a reply that came meanwhile has settled it
            return True
        if self._left_s() < 1 + self._flow.seconds_for(step.size):
            return False
        self._launch(step)
        if step.is_alone:
            self._drain()
        return True

    def _make_room(self, step: Step) -> None:
        if step.is_alone or step.is_upward != self._is_upward:
            self._drain()
            self._is_upward = step.is_upward
        self._wait_for_turn()

    def _wait_for_turn(self) -> None:
        """Until the line takes another block, and no row is waiting for it."""
        while True:
            self._let_rows_pass()
            wait_s = self._flow.wait_s(self._monotonic())
            if wait_s == 0:
                return
            self._hear(LOOK_S if wait_s is None else min(wait_s, LOOK_S))

    def _drain(self) -> None:
        while self._under_way:
            self._let_rows_pass()
            self._hear(LOOK_S)

    def _let_rows_pass(self) -> None:
        if self._rows.are_waiting():
            self._rows.exchange()

    def _launch(self, step: Step) -> None:
        way = self._free_way()
        number = self._flow.begin(self._monotonic(), step.size)
        future = self._beside(lambda: step.work(way))
        self._under_way[future] = _UnderWay(step, way, number)
        if len(self._ways) < MOST_UNDER_WAY and not step.is_alone:
            other = self._open_way()  # ready by the time this block has left
            self._ways.append(other)
            self._warm_beside(other)

    def _free_way(self) -> ScanWay:
        busy = [each.way for each in self._under_way.values()]
        free = [way for way in self._ways if way not in busy]
        return self._warmed(min(free, key=self._is_warming))

    def _is_warming(self, way: ScanWay) -> bool:
        return way in self._warming and not self._warming[way].done()

    def _warmed(self, way: ScanWay) -> ScanWay:
        """A way once nobody else is using it; where warming failed the next request finds out."""
        if way in self._warming:
            wait([self._warming.pop(way)])
        return way

    def _hear(self, timeout: float) -> None:
        """What has come back within so many seconds."""
        done, _ = wait(self._under_way, timeout, FIRST_COMPLETED)
        for future in done:
            step, _way, number = self._under_way.pop(future)
            if future.exception() is None:
                self._flow.end(number, self._monotonic())
            else:
                self._flow.forget(number)
            self._take(step, future)

    def _take(self, step: Step, future: Future[Any]) -> None:
        try:
            result = future.result()
        except ServerTrouble as error:
            self._carried.refused.add(error.code)
            self._skipped.add(step.ref.sha256)
            return
        if not step.is_alone and step.is_upward:
            self._carried.sent_bytes += step.size
        elif not step.is_alone:
            self._carried.fetched_bytes += step.size
        step.done(result)
        self._say()

    def _done(self) -> int:
        return self._carried.sent_bytes + self._carried.fetched_bytes

    def _say(self) -> None:
        self._report(Progress(Stage.SCANS.value, self._done(), self._total))

    # a broken line

    def _pick_up(self, error: NoLine) -> None:
        """Forget the connections, but not a nonce that is unspent; raises when that was in vain too often."""
        self._carried.cuts += 1
        in_use = self._hear_last()
        has_moved = self._done() > self._done_at_cut
        self._cuts_in_a_row = 1 if has_moved else self._cuts_in_a_row + 1
        self._done_at_cut = self._done()
        if self._cuts_in_a_row >= MOST_CUTS:
            raise error
        for flow in self._flows.values():
            flow.cut()
        for way in self._ways:
            way.close()
        self._ways = [way for way in self._ways if way.nonce and way not in in_use][:1]
        if self._cuts_in_a_row > 1:
            self._pause(FIRST_PAUSE_S * 2**self._cuts_in_a_row * self._random.random())

    def _hear_last(self) -> list[ScanWay]:
        """What else was under way has mostly broken too; the ways that somebody still waits on."""
        done, _ = wait(self._under_way, LAST_REPLY_S)
        for future in done:
            under_way = self._under_way[future]
            with suppress(NoLine, ServerBusy):
                self._take(under_way.step, future)
        left = [self._under_way[future].way for future in self._under_way if future not in done]
        left += [way for way in self._warming if self._is_warming(way)]
        self._under_way.clear()
        self._warming.clear()
        return left

    def _close(self) -> None:
        for way in self._ways:
            way.close()


def _warm(way: ScanWay) -> None:
    """Bring the connection up and fetch a nonce, so that a block need not wait for either."""
    way.ask(ScansRequest(PROTOCOL, []))


def _membership(store: Store) -> Membership:
    with store.read() as snapshot:
        member = device.membership(snapshot)
    if member is None:
        raise NotEnrolled
    return member
