"""What one line of a self-test is, and how it says that it did not pass."""

from collections.abc import Callable
from typing import NamedTuple

from ui.selftest.scratch import Scratch
from ui.theme.look import Look


class Failed(Exception):
    """What was seen instead of what should be, as one Vietnamese sentence."""


class Skipped(Exception):
    """Why this could not be tried here, as one Vietnamese sentence."""


class Bench(NamedTuple):
    """What every line is handed."""

    look: Look
    scratch: Scratch


class Check(NamedTuple):
    """One line: its name, its title on the screen, what to do when it fails, and what to try.

    ``look`` answers with what it saw, or raises ``Failed`` or ``Skipped``; a line that may not be skipped
    fails by being skipped.
    """

    name: str
    title: str
    advice: str
    look: Callable[[Bench], str]
    may_skip: bool = False


def insist(is_so: bool, otherwise: str) -> None:
    """Raise Failed with these words unless it is so."""
    if not is_so:
        raise Failed(otherwise)
