"""Names of things, made offline; a ``NewType`` each, so that one cannot stand where another is meant.

A local row id is one integer: the number this device gave to the origin in its high bits, the row's counter
there in the low 40. The device's first own origin has number 0, so most ids are small.
"""

from typing import NewType

DossierId = NewType("DossierId", int)
ApplicantId = NewType("ApplicantId", int)
ClerkId = NewType("ClerkId", int)
EventId = NewType("EventId", int)
BookId = NewType("BookId", int)
TurnId = NewType("TurnId", int)
EntryId = NewType("EntryId", int)
PaymentId = NewType("PaymentId", int)
DayCloseId = NewType("DayCloseId", int)

COUNTER_BITS = 40
COUNTER_MASK = (1 << COUNTER_BITS) - 1


def local_id(origin_no: int, counter: int) -> int:
    """The local integer of (origin number, counter); stamps are written the same way."""
    return origin_no << COUNTER_BITS | counter


def split_id(local: int) -> tuple[int, int]:
    """(origin number, counter) of a local integer."""
    return local >> COUNTER_BITS, local & COUNTER_MASK
