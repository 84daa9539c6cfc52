"""How much one process takes on at once, and what it tells whoever has to come back.

Everybody beyond that is refused before any work is done for them, each with a time of their own: a thousand
desks whose power returned in the same minute are spread over the next five.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random, SystemRandom
from threading import Lock
from typing import TypeVar, TypeVarTuple

import anyio
from anyio import CancelScope, CapacityLimiter, to_thread

from server.errors import Refused

AT_ONCE = 8  # requests worked on; with more, the database only makes them wait for each other
MOST_TOGETHER = 24  # requests served in one go; more would hold their communes long
COMPANY = 2  # requests; what fewer bring is applied before they are answered
MOST_WAITING = 512
LONGEST_WAIT_S = 5.0  # a desk gives up after thirty, and has a line to pay for
RECENT = 0.1  # what the latest work weighs in how long work takes
MOST_OF_A_COMMUNE = 4  # they queue for the commune's lock and must not hold every place
BODY_ROOM = 64 * 1024 * 1024  # what bodies under way may take of the memory
SPREAD_S = 300  # over which a crowd is told to come back
LEAST_RETRY_S = 15
SOON_S = 2  # where only this moment is bad
LOOK_EVERY_S = 0.05  # how soon a rest ends when the server stops
LAST_BODY_S = 3.0  # for a body that is still coming when the server stops
MOST_SENT = 128  # files under way to desks on slow lines, who hold a place for minutes

Result = TypeVar("Result")
Asked = TypeVar("Asked")
Args = TypeVarTuple("Args")


class Arrival:
    """One body on its way in: the memory it takes, and until when it may come."""

    def __init__(self, gate: "Gate | None" = None) -> None:
        self._gate = gate
        self._scope: CancelScope | None = None
        self.held = 0

    def began(self, scope: CancelScope) -> None:
        """Reading goes on within this scope."""
        self._scope = scope

    def grew(self, size: int, deadline: float) -> None:
        """So much more has come, and the rest has until ``deadline``; raises Refused."""
        if self._gate is not None:
            self._gate.take_room(size)
        self.held += size
        if self._scope is not None and not (self._gate and self._gate.is_closing):
            self._scope.deadline = deadline

    def hurry(self, deadline: float) -> None:
        """The server stops: the body has until then at most."""
        if self._scope is not None:
            self._scope.deadline = min(self._scope.deadline, deadline)


class Gate:
    """What is under way in this process; only ``commune`` may be called outside the event loop."""

    def __init__(
        self,
        spread_s: int = SPREAD_S,
        at_once: int = AT_ONCE,
        most_waiting: int = MOST_WAITING,
        body_room: int = BODY_ROOM,
        random: Random | None = None,
    ) -> None:
        self.is_closing = False
        self._spread_s = spread_s
        self._random = random or SystemRandom()
        self._places = CapacityLimiter(at_once)
        self._side, self._long, self._party = (CapacityLimiter(1) for _ in range(3))
        self._at_once = at_once
        self._most_waiting = most_waiting
        self._waiting = 0  # those at work among them
        self._work_s = 0.0  # what one piece of work takes of late
        self._room = body_room
        self._arrivals: set[Arrival] = set()
        self._sent = 0
        self._communes: Counter[str] = Counter()
        self._lock = Lock()

    async def rest(self, seconds: float) -> None:
        """Let time pass; a server that stops waits for nobody's rest."""
        until = anyio.current_time() + seconds
        while not self.is_closing and (left := until - anyio.current_time()) > 0:
            await anyio.sleep(min(left, LOOK_EVERY_S))

    def close(self) -> None:
        """Take on nobody new; what is under way may end."""
        self.is_closing = True
        for arrival in self._arrivals:
            arrival.hurry(anyio.current_time() + LAST_BODY_S)

    async def work(self, do: Callable[[*Args], Result], *args: *Args) -> Result:
        """Do blocking work when it is its turn; raises Refused where it would wait too long for that."""
        with self.in_line():
            return await to_thread.run_sync(self._timed, 1.0, do, *args, limiter=self._places)

    async def work_for(self, do: Callable[[Sequence[Asked]], Result], party: Sequence[Asked]) -> Result:
        """Do blocking work for several who are in line, in one go; one party at a time."""
        share = self._at_once / MOST_TOGETHER  # however many there are: with more it takes hardly longer
        return await to_thread.run_sync(self._timed, share, do, party, limiter=self._party)

    @contextmanager
    def in_line(self) -> Iterator[None]:
        """Wait, or be at work; raises Refused where that would take too long."""
        if self._waiting >= self._most_waiting or self._expected_wait_s() > LONGEST_WAIT_S:
            raise self.busy("too many are waiting")
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    def _timed(self, share: float, do: Callable[[*Args], Result], *args: *Args) -> Result:
        """In a worker's thread; of two that end at once one may go uncounted, and a guess stays a guess."""
        start = time.monotonic()
        try:
            return do(*args)
        finally:
            self._work_s += RECENT * (share * (time.monotonic() - start) - self._work_s)

    def _expected_wait_s(self) -> float:
        return max(0, self._waiting - self._at_once) / self._at_once * self._work_s

    async def work_aside(self, do: Callable[[*Args], Result], *args: *Args) -> Result:
        """Do work that nobody waits for, one piece at a time."""
        return await to_thread.run_sync(do, *args, limiter=self._side)

    async def work_long(self, do: Callable[[*Args], Result], *args: *Args) -> Result:
        """As ``work_aside``, of what may take long: in a place of its own it holds up nothing else."""
        return await to_thread.run_sync(do, *args, limiter=self._long)

    def busy(self, reason: str) -> Refused:
        """A refusal with a time of its own."""
        return Refused(503, "busy", reason, self._some_time())

    def retry_after_s(self) -> int:
        """When somebody who was served should come again: 0, or a time of their own while many wait."""
        is_pressed = self._waiting > self._most_waiting // 2 or self._expected_wait_s() > LONGEST_WAIT_S / 2
        return self._some_time() if is_pressed else 0

    @property
    def has_company(self) -> bool:
        """Whether several requests are under way: then what they bring is applied together, soon after."""
        return self._waiting > COMPANY

    def _some_time(self) -> int:
        return LEAST_RETRY_S + self._random.randrange(self._spread_s + 1)

    @contextmanager
    def commune(self, code: str) -> Iterator[None]:
        """Take one of the commune's places; raises Refused."""
        with self._lock:
            if self._communes[code] >= MOST_OF_A_COMMUNE:
                raise Refused(503, "busy", "others of this commune are being served", SOON_S)
            self._communes[code] += 1
        try:
            yield
        finally:
            with self._lock:
                self._communes[code] -= 1
                if not self._communes[code]:
                    del self._communes[code]

    @contextmanager
    def arrival(self) -> Iterator[Arrival]:
        """A body that will be read, and kept until its request is answered."""
        arrival = Arrival(self)
        self._arrivals.add(arrival)
        try:
            yield arrival
        finally:
            self._arrivals.discard(arrival)
            self._room += arrival.held

    @contextmanager
    def sending(self) -> Iterator[None]:
        """A file that takes as long as the caller's line; raises Refused where too many are under way."""
        if self._sent >= MOST_SENT:
            raise self.busy("too many files are being sent")
        self._sent += 1
        try:
            yield
        finally:
            self._sent -= 1

    def take_room(self, size: int) -> None:
        """Raises Refused where the bodies under way fill the memory they may have."""
        if size > self._room:
            raise self.busy("too much is being sent at once")
        self._room -= size
