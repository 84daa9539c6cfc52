"""The few things that an update needs of where it lies, whichever way it comes."""

from collections.abc import Generator
from typing import Protocol

FOLDERS = ("metadata", "targets", "blobs", "deltas")


class NotThere(Exception):
    """There is no file of that name; often that is an answer and no trouble."""


class Source(Protocol):
    """A folder tree of updates. Nothing that comes from it is believed by itself."""

    def read(self, path: str, start: int = 0) -> Generator[bytes, None, None]:
        """A file from one of its bytes on, in pieces; raises NotThere, or the way's own sentence."""
