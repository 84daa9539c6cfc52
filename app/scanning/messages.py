"""What the program asks of the process that reads scans, and what it hears back: structs as msgpack."""

from collections.abc import Sequence
from enum import Enum, IntEnum

import msgspec


class Tone(IntEnum):
    """How pages are kept: two tones for papers, grey for pictures of people and cards, or as they came."""

    BLACK = 0
    GREY = 1
    AS_IT_IS = 2


class Reason(Enum):
    """Why nothing was read."""

    UNREADABLE = "unreadable"
    LOCKED = "locked"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"


class FindCodes(msgspec.Struct, tag="codes", frozen=True):
    """Which QR codes stand in a photo."""

    data: bytes


class LookThrough(msgspec.Struct, tag="look", frozen=True):
    """Each page as it would be kept, and the codes on it."""

    data: bytes


class MakeFile(msgspec.Struct, tag="make", frozen=True):
    """One file of some pages, counted from 0, with a small picture of the first."""

    data: bytes
    pages: Sequence[int]
    tone: Tone


class ShowFirst(msgspec.Struct, tag="first", frozen=True):
    """A small picture of the first page."""

    data: bytes


Question = FindCodes | LookThrough | MakeFile | ShowFirst


class Codes(msgspec.Struct, tag="codes", frozen=True):
    """The texts of the codes, each once."""

    texts: list[str]


class SeenPage(msgspec.Struct, frozen=True):
    """A page: its codes, and JPEG pictures of how it looks in two tones and in grey."""

    codes: list[str]
    black: bytes
    grey: bytes


class Seen(msgspec.Struct, tag="seen", frozen=True):
    """All pages; ``is_document`` where a program wrote the file, so that it should stay as it is."""

    pages: list[SeenPage]
    is_document: bool


class Made(msgspec.Struct, tag="made", frozen=True):
    """A file's bytes, and a small picture of its first page."""

    data: bytes
    first: bytes


class Refused(msgspec.Struct, tag="refused", frozen=True):
    """Nothing came of it."""

    reason: Reason


Answer = Codes | Seen | Made | Refused
