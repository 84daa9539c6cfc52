"""Whether a segment may be stored: everything that can be judged, most of it before any lock is taken."""

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import NamedTuple

from app.changes.changeset import Origin
from app.changes.errors import OutOfScope
from app.changes.segment import Segment, open_body, read, verify_signature
from server.storage.origins import LogEnd

GAP = "gap"
FORK = "fork"


class Verdict(Enum):
    """What becomes of a well-formed segment."""

    STORE = auto()
    KNOWN = auto()  # every changeset of it is stored already
    GAP = auto()  # one before it is missing; the desk sends again from there
    FORK = auto()  # another log under the same origin


class Verified(NamedTuple):
    """A segment whose signature and chain hold, with the head after each of its changesets.

    ``had_ms`` is when a former life of this server had it, by the word of who sends it; 0 where it never did.
    """

    position: int
    segment: Segment
    heads: list[bytes]
    had_ms: int = 0


def verify(position: int, data: bytes, keys: Mapping[Origin, bytes], had_ms: int = 0) -> Verified:
    """Read and check one segment; ``keys`` names who may write each log. Raises BadChange."""
    segment = read(data)
    key = keys.get(segment.header.origin)
    if key is None:
        raise OutOfScope("no device of this commune writes this origin")
    verify_signature(segment, key)
    return Verified(position, segment, [head for _, head in open_body(segment)], had_ms)


def judge(verified: Verified, stored: LogEnd, stored_head_at: Callable[[int], bytes]) -> Verdict:
    """Compare a segment with the stored log: chains must meet where it leaves what is known."""
    header = verified.segment.header
    if header.first_seq > stored.seq + 1:
        return Verdict.GAP
    if header.last_seq <= stored.seq:
        is_same = stored_head_at(header.last_seq) == header.head
        return Verdict.KNOWN if is_same else Verdict.FORK
    known_changesets = stored.seq - header.first_seq + 1
    meeting = verified.heads[known_changesets - 1] if known_changesets else header.previous_head
    return Verdict.STORE if meeting == stored.head else Verdict.FORK
