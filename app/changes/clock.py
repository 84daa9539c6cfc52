"""The hybrid logical clock: 48 bits of milliseconds, 16 bits of counter in one integer.

It orders concurrent edits of different devices. It never falls below what this device has written or seen,
so a PC whose clock is set back still writes later than before; and what it claims about the future counts
only up to the minute at which the district server received it (``adjusted``).
"""

COUNTER_BITS = 16


def tick(last: int, now_ms: int) -> int:
    """The next stamp after ``last`` at ``now_ms``."""
    return max(last + 1, now_ms << COUNTER_BITS)


def observe(last: int, seen: int) -> int:
    """The clock after a remote stamp was seen, as ``adjusted``: what is written next is later than it.

    A successor must never rank below what it replaced, or replicas that hear of a third edit in different
    orders would end with different values; so a slow PC follows, but only up to the server's time.
    """
    return max(last, seen)


def milliseconds(hlc: int) -> int:
    """The physical part of a stamp."""
    return hlc >> COUNTER_BITS


def adjusted(hlc: int, received_ms: int | None) -> int:
    """The stamp that arbitrates: a clock in 2050 loses its advantage on every replica alike.

    ``received_ms`` is the server's time of receipt from the feed's envelope; None while the changeset has
    not yet been to the server.
    """
    return hlc if received_ms is None else min(hlc, tick(0, received_ms))
