"""Children of this process that work until they are killed, and say over a pipe what they have done.

A child is a fork: it starts within milliseconds, with everything imported. So only programs fork that have no
other thread, and nothing open that both sides would write through.
"""

import os
import signal
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import NamedTuple, NoReturn

RECORD = struct.Struct("<cQ")
WAKING, LONGEST_WAKING_S = 0.25, 0.1
MOST_WORDS, LONGEST_SILENCE_S = 12, 0.05  # then comes about one act more


class Said(NamedTuple):
    """One thing that a child had done when it said so."""

    kind: bytes
    value: int


class Pipe:
    """Where a child acknowledges."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def say(self, kind: bytes, value: int) -> None:
        """Done: from here on it may not be lost."""
        os.write(self._descriptor, RECORD.pack(kind, value))


def live_and_die(work: Callable[[Pipe], object], words: int, seconds: float) -> list[Said]:
    """One child's life, ended by SIGKILL so many seconds after it said so much; what it acknowledged.

    Counting from its words, not from its birth, a slow machine kills it at work too.
    """
    reading, writing = os.pipe()
    child = start(lambda: work(Pipe(writing)))
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read(words * RECORD.size)  # less, if the child ended by itself
        time.sleep(seconds)
        kill(child)
        data += pipe.read()
    whole = len(data) - len(data) % RECORD.size
    return [Said(*each) for each in RECORD.iter_unpack(data[:whole])]


def a_moment(random: Random) -> tuple[int, float]:
    """When a child is killed: one in four while it still wakes, the others anywhere in their work."""
    if random.random() < WAKING:
        return 0, random.uniform(0.0, LONGEST_WAKING_S)
    return random.randint(1, MOST_WORDS), random.uniform(0.0, LONGEST_SILENCE_S)


def kill(child: int) -> None:
    """End a child by SIGKILL; one that ended in another way is a failure of the test."""
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
        raise SystemExit(f"the child ended by itself: {os.waitstatus_to_exitcode(status)}")


@contextmanager
def beside(work: Callable[[], object]) -> Iterator[int]:
    """A child that works beside us; killed at the end if nothing has killed it before."""
    child = start(work)
    try:
        yield child
    finally:
        kill(child)


def die() -> NoReturn:
    """What a power button does to a process, from inside."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def start(work: Callable[[], object]) -> int:
    """A child that works until it is killed; it never returns into our code."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(1)
    return child
