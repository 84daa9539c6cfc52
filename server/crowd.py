"""Those who came while others were being served: whoever waits then is served in one go."""

import logging
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import anyio

from server.gate import MOST_TOGETHER, Gate

logger = logging.getLogger("server")

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class _Seat(Generic[Asked, Answer]):
    """One who waits."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.answer: Answer | None = None
        self.is_served = anyio.Event()


class Crowd(Generic[Asked, Answer]):
    """Belongs to one event loop; ``work_off`` runs beside serving."""

    def __init__(self, gate: Gate, do: Callable[[Sequence[Asked]], Sequence[Answer | None]]) -> None:
        self._gate = gate
        self._do = do
        self._seats: list[_Seat[Asked, Answer]] = []
        self._came = anyio.Event()
        self._is_open = False

    async def served(self, asked: Asked) -> Answer | None:
        """The answer; None for whoever has to be served alone. Raises Refused where too many wait."""
        if not self._is_open:
            return None
        with self._gate.in_line():
            seat: _Seat[Asked, Answer] = _Seat(asked)
            self._seats.append(seat)
            self._came.set()
            await seat.is_served.wait()
            return seat.answer

    async def work_off(self) -> None:
        """Serve whoever waits, all at once, again and again; nobody is left waiting at the end."""
        self._is_open = True
        try:
            while True:
                await self._came.wait()
                self._came = anyio.Event()
                while self._seats:
                    await self._serve_next()
        finally:
            self._is_open = False
            self._let_go(self._seats)

    async def _serve_next(self) -> None:
        party, self._seats = self._seats[:MOST_TOGETHER], self._seats[MOST_TOGETHER:]
        try:
            answers = await self._gate.work_for(self._do, [seat.asked for seat in party])
            for seat, answer in zip(party, answers, strict=True):
                seat.answer = answer
        except Exception:  # they are served one by one; the next party must not wait for ever
            logger.exception("a crowd could not be answered")
        finally:
            self._let_go(party)

    def _let_go(self, party: Sequence[_Seat[Asked, Answer]]) -> None:
        for seat in party:
            seat.is_served.set()
