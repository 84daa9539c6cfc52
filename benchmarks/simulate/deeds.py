"""What was done in a world and must be found again: values, acts, numbers, entries of books, scans."""

from dataclasses import dataclass

from app.changes.blocks import BlobRef


@dataclass
class Edit:
    """One value a clerk wrote in a field of a dossier, and what stood there for the clerk."""

    desk: str
    code: str
    word: str
    value: str
    saw: tuple[str, ...]
    may_be_gone: bool = False

    @property
    def text(self) -> str:
        """What a replica must hold somewhere."""
        return self.value


@dataclass
class Deed:
    """Something that was done once and must be found once: an act by its note, a dossier by its code."""

    desk: str
    text: str
    may_be_gone: bool = False
    times: int = 1
    is_forgotten: bool = False
    """Nothing that this desk still has says that it gave this number."""


@dataclass
class Entered:
    """A number that a desk took in a book, and what for."""

    desk: str
    book: str
    number: int
    text: str
    may_be_gone: bool = False


@dataclass
class Turned:
    """A desk that came to write in a book."""

    desk: str
    book: str


@dataclass
class Scanned:
    """A file that a desk put into its books."""

    desk: str
    text: str
    ref: BlobRef
    data: bytes
    may_be_gone: bool = False
