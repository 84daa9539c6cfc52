"""A signed right to issue dossier codes: a standing sub-range of each day's sequence.

A lease is bound to one incarnation of one device. A *spare* may be used only by an incarnation that was born
from ``origin``: a restored backup takes its spare and so can never print a code twice.

A lease speaks of the days that stand in the codes, not of when they are printed. So the same numbers may be
another desk's for days after ``valid_to``, whether or not this desk has heard of it: no code can be both.
"""

import msgspec

from app.changes import signed

CONTEXT = b"soxa/lease/1"
FORMAT = 1


class Lease(msgspec.Struct, array_like=True, frozen=True):
    """Numbers ``first``-``last`` of every day from ``valid_from`` (ISO date) to ``valid_to`` ("": open)."""

    format: int
    serial: int
    commune: str
    origin: bytes
    is_spare: bool
    first: int
    last: int
    valid_from: str
    valid_to: str = ""


def verify(data: bytes, server_key: bytes) -> Lease:
    """The lease, if the server gave it."""
    return signed.verify(data, Lease, CONTEXT, server_key)
