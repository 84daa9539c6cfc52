"""What one look for a newer version came to; apart, so that whoever shows it needs no TUF."""

from enum import Enum
from typing import NamedTuple


class State(Enum):
    """How far the next version has come."""

    NOTHING_NEW = "nothing_new"
    UNFINISHED = "unfinished"
    STAGED = "staged"
    SET_ASIDE = "set_aside"


class Fetched(NamedTuple):
    """What came of it; ``manifest_sha256`` is what was signed for a staged version."""

    state: State
    version: str = ""
    notes: str = ""
    fetched_bytes: int = 0
    left_bytes: int = 0
    manifest_sha256: str = ""
