"""Something done beside something else: a request travels while the next one is made ready.

Whoever runs an exchange hands in how: in a thread where a real line has to be waited for, at once where one
seed must replay one world.
"""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import Protocol, TypeVar

T = TypeVar("T")


class Beside(Protocol):
    """Starts a piece of work and gives what it will come to."""

    def __call__(self, work: Callable[[], T]) -> "Future[T]": ...


def at_once(work: Callable[[], T]) -> "Future[T]":
    """Do it now; nothing happens beside it."""
    future: Future[T] = Future()
    _fulfil(future, work)
    return future


def in_thread(work: Callable[[], T]) -> "Future[T]":
    """Do it in a thread of its own."""
    future: Future[T] = Future()
    Thread(target=_fulfil, args=(future, work), name="exchange", daemon=True).start()
    return future


def _fulfil(future: "Future[T]", work: Callable[[], T]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:
        future.set_exception(error)
