"""A release's version: three numbers, compared as numbers."""

import re
from typing import NamedTuple, Self

from app.releases.errors import ReleaseRefused

WRITTEN = re.compile(r"(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})", re.ASCII)


class Version(NamedTuple):
    """``x.y.z``; tuples compare as versions do."""

    major: int
    minor: int
    patch: int

    @classmethod
    def read(cls, text: str) -> Self:
        """What is written; raises ReleaseRefused unless written in just one way."""
        match = WRITTEN.fullmatch(text)
        if match is None:
            raise ReleaseRefused("not a version")
        return cls(*(int(number) for number in match.groups()))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"
