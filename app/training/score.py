"""Points by rule: done in time is 100, twice the time is 50, and whoever comes through has at least that."""

FULL, LEAST = 100, 50
ENOUGH = 70  # of 100 on the average


def points(seconds: int, allowed: int) -> int:
    """What a mission done in so many seconds is worth."""
    over = max(0, seconds - allowed)
    return max(LEAST, FULL - (FULL - LEAST) * over // allowed)


def has_passed(best: list[int], missions: int) -> bool:
    """Whether every mission was done, and well enough on the average."""
    return len(best) == missions and sum(best) >= ENOUGH * missions
