"""Whoever comes while others are served is served with the next; nobody waits for ever."""

from collections.abc import Sequence
from functools import partial
from threading import Event

import anyio
import pytest
from anyio.abc import TaskStatus

from server.crowd import Crowd
from server.errors import Refused
from server.gate import MOST_TOGETHER, Gate


class Counter:
    """Serves parties, the first of them when it is told to."""

    def __init__(self) -> None:
        self.may_go_on = Event()
        self.parties: list[list[int]] = []

    def serve(self, party: Sequence[int]) -> list[str | None]:
        self.parties.append(list(party))
        assert self.may_go_on.wait(30)
        return [None if number < 0 else str(number) for number in party]


async def until_begun(counter: Counter) -> None:
    """The first party is being served."""
    while not counter.parties:
        await anyio.sleep(0.001)


async def answers(crowd: Crowd[int, str], numbers: Sequence[int], counter: Counter) -> dict[int, str | None]:
    """One comes first; all others come while it is served."""
    found: dict[int, str | None] = {}

    async def ask(number: int) -> None:
        try:
            found[number] = await crowd.served(number)
        except Refused as refused:
            found[number] = refused.code

    async with anyio.create_task_group() as runner:
        await runner.start(partial(_run, crowd))
        async with anyio.create_task_group() as asking:
            asking.start_soon(ask, numbers[0])
            await until_begun(counter)
            for number in numbers[1:]:
                asking.start_soon(ask, number)
            await anyio.wait_all_tasks_blocked()
            counter.may_go_on.set()
        runner.cancel_scope.cancel()
    return found


async def _run(crowd: Crowd[int, str], *, task_status: TaskStatus[None]) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(crowd.work_off)
        await anyio.wait_all_tasks_blocked()
        task_status.started()


def test_those_who_come_meanwhile_are_served_in_one_go() -> None:
    counter = Counter()
    crowd = Crowd(Gate(), counter.serve)
    numbers = list(range(MOST_TOGETHER + 3))
    found = anyio.run(answers, crowd, numbers, counter)
    assert found == {number: str(number) for number in numbers}
    assert [len(party) for party in counter.parties] == [1, MOST_TOGETHER, 2]


def test_none_is_for_whoever_is_to_be_served_alone() -> None:
    counter = Counter()
    assert anyio.run(answers, Crowd(Gate(), counter.serve), [1, -2, 3], counter) == {1: "1", -2: None, 3: "3"}


@pytest.mark.expects_log("could not be answered")
def test_a_party_that_fails_is_let_go_and_the_next_is_served() -> None:
    counter = Counter()

    def fail_first(party: Sequence[int]) -> list[str | None]:
        answered = counter.serve(party)
        return 1 / 0 if 0 in party else answered  # type: ignore[return-value]

    assert anyio.run(answers, Crowd(Gate(), fail_first), [0, 1], counter) == {0: None, 1: "1"}


def test_before_it_begins_and_after_it_ends_nobody_waits() -> None:
    crowd: Crowd[int, str] = Crowd(Gate(), lambda party: [None] * len(party))
    assert anyio.run(crowd.served, 1) is None
    counter = Counter()
    over = Crowd(Gate(), counter.serve)
    anyio.run(answers, over, [1], counter)
    assert anyio.run(over.served, 2) is None


def test_too_many_are_turned_away() -> None:
    counter = Counter()
    crowd = Crowd(Gate(most_waiting=2), counter.serve)
    assert anyio.run(answers, crowd, [1, 2, 3], counter) == {1: "1", 2: "2", 3: "busy"}
