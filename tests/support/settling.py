"""A window that has come to rest: all it asked for was answered, and what the answers made it ask as well."""

from collections.abc import Callable

from ui.workplace import Workplace

# Something may go on for good, as a list that is being saved does: a few rounds show what there is to see.
MOST_ROUNDS = 10


def settle(place: Workplace, wait: Callable[[Callable[[], bool]], None]) -> None:
    """Let everything that was asked be answered, and be printed.

    One round is not enough: a paper goes to the worker twice, to be made ready and to be noted, and lists
    ask anew once it is noted.
    """
    for _ in range(MOST_ROUNDS):
        _be_answered(place, wait)
        wait(lambda: not place.is_printing)
        if place.runner.is_idle:
            return


def _be_answered(place: Workplace, wait: Callable[[Callable[[], bool]], None]) -> None:
    """The worker takes one after the other: when it has come to this one, those before are done."""
    done: list[object] = []
    place.runner.ask(lambda: None, done.append, done.append)
    wait(lambda: bool(done))
