"""When to try again: back-off with full jitter, so that a district coming back is not met by all at once.

Within one exchange a line that was cut is taken up again soon, and only a few times; between exchanges the
program waits longer and never gives up.
"""

from random import Random
from typing import NamedTuple


class Rhythm(NamedTuple):
    """Seconds between exchanges."""

    pulse_s: float = 300  # while the line is up and nothing happens
    settle_s: float = 20  # after an act: the next ones go with it
    shortest_s: float = 5  # between two tries that failed
    first_s: float = 30  # what a first failure waits at most
    longest_s: float = 1200  # what any failure waits at most


SPREAD = 0.2
LONGEST_REST_S = 3600  # whatever a server or something in between asks for


class Patience(NamedTuple):
    """How often, and after how many seconds at most, a cut line is taken up again within one exchange."""

    tries: int
    first_s: float = 1.0
    longest_s: float = 8.0


NEVER_AGAIN = Patience(tries=0)
BY_ITSELF = Patience(tries=4)


def after_success(rhythm: Rhythm, random: Random) -> float:
    """Seconds until the next exchange on a line that is up."""
    return rhythm.pulse_s * random.uniform(1 - SPREAD, 1 + SPREAD)


def after_failure(rhythm: Rhythm, failures: int, random: Random) -> float:
    """Seconds until the next try after so many failures in a row: anywhere up to a doubling ceiling."""
    doublings = min(failures - 1, 16)
    ceiling = min(rhythm.longest_s, rhythm.first_s * 2**doublings)
    return max(rhythm.shortest_s, random.uniform(0, ceiling))


def after_retry_later(rhythm: Rhythm, retry_after_s: int, failures: int, random: Random) -> float:
    """As ``after_failure``, but not before the server wants to be asked again."""
    return rest_s(retry_after_s) + after_failure(rhythm, failures, random)


def rest_s(retry_after_s: int) -> int:
    """How long the server is left alone: as long as it asks for, within reason."""
    return max(0, min(retry_after_s, LONGEST_REST_S))


def before_retry(patience: Patience, cuts: int, random: Random) -> float | None:
    """Seconds until the line is taken up again after so many cuts without progress; None: enough of it."""
    if cuts > patience.tries:
        return None
    ceiling = min(patience.longest_s, patience.first_s * 2 ** (cuts - 1))
    return random.uniform(ceiling / 2, ceiling)
