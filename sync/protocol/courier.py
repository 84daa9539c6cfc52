"""A foreign bundle carried over a desk's line: stored as it is, taken in as from a stick, answered unopened.

PUT  /s1/bundle/{name}/{offset}   a piece -> PieceReply; an empty one only asks how much is held
POST /s1/bundle                   CarryRequest -> CarryReply: take in what was sent
GET  /s1/bundle/{name}/{offset}   a piece of an answer

Each is signed by the courier's own device; what it carries it can neither read nor change.
"""

import msgspec

PIECE_BYTES = 1024 * 1024
MOST_HELD_BYTES = 4 * 1024 * 1024 * 1024  # of one courier at a time
MOST_NAMES = 512


class PieceReply(msgspec.Struct, array_like=True, frozen=True):
    """How much of the file the server holds: where to go on."""

    protocol: int
    held: int


class CarryRequest(msgspec.Struct, array_like=True, frozen=True):
    """The files that are complete, by name."""

    protocol: int
    names: list[str]


class Carried(msgspec.Struct, array_like=True, frozen=True):
    """What came of one file; ``code`` is "" where it was taken in."""

    name: str
    code: str


class Parcel(msgspec.Struct, array_like=True, frozen=True):
    """A file to bring back."""

    name: str
    size: int


class CarryReply(msgspec.Struct, array_like=True, frozen=True):
    """What came of each bundle, and the answers to write onto the stick."""

    protocol: int
    bundles: list[Carried]
    answers: list[Parcel]


def piece_path(name: str, offset: int) -> str:
    """Where a piece of a file goes, or comes from."""
    return f"/s1/bundle/{name}/{offset}"
