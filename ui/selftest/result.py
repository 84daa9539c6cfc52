"""What a self-test found, as it is written to its file: see docs/operations.md."""

import os
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path
from time import sleep

import msgspec

from app.changes.errors import UNREADABLE

FORMAT = 1
UNFINISHED = ".part"
# On Windows a file that somebody is just reading cannot be replaced.
TRIES, BETWEEN_S = 20, 0.05


class Status(Enum):
    """How a line ended; only some lines may be skipped."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Line(msgspec.Struct, frozen=True):
    """One thing that was tried: ``reason`` says what was seen, ``advice`` what to do about a failure."""

    name: str
    title: str
    status: Status
    reason: str = ""
    advice: str = ""
    milliseconds: int = 0


class Result(msgspec.Struct, frozen=True):
    """The whole self-test; written anew after each line, ``is_finished`` only by the last."""

    format: int
    program: str
    system: str
    screen: str
    started: str
    milliseconds: int
    is_finished: bool
    lines: Sequence[Line] = ()

    @property
    def has_passed(self) -> bool:
        """Whether it came to its end and nothing failed."""
        return self.is_finished and not any(line.status is Status.FAILED for line in self.lines)


def write(result: Result, path: Path) -> None:
    """Put the result in place of the one before, whole at any moment."""
    unfinished = path.with_name(path.name + UNFINISHED)
    unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n")
    for _ in range(TRIES):
        with suppress(PermissionError):
            os.replace(unfinished, path)
            return
        sleep(BETWEEN_S)
    os.replace(unfinished, path)


def read(path: Path) -> Result | None:
    """A result; None while there is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Result)
    except (OSError, *UNREADABLE):
        return None
