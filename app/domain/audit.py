"""The chain of what is noted of people: each line's hash over the one before it.

Whoever alters, drops or slips in a line breaks the chain there. Its end is written into every day's close and
every backup, so that a chain that was made anew as a whole is found out too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

ID_BYTES = 8
FIRST_HEAD = sha256(b"soxa/audit/1").digest()


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line as it was noted; ``noted_by`` is the clerk's row as it was called then."""

    id: int
    at_ms: int
    noted_by: int | None
    kind: str
    code: str
    detail: str


class ChainEnd(NamedTuple):
    """The last line and its hash: what an anchor keeps."""

    id: int
    hash: bytes

    def to_bytes(self) -> bytes:
        """Longer than the head of a signed log, so that either is known by its length."""
        return self.id.to_bytes(ID_BYTES, "big") + self.hash

    @classmethod
    def of_bytes(cls, data: bytes | None) -> "ChainEnd | None":
        """The end that an anchor keeps; None for anything that is not one."""
        if data is None or len(data) != ID_BYTES + len(FIRST_HEAD):
            return None
        return cls(int.from_bytes(data[:ID_BYTES], "big"), bytes(data[ID_BYTES:]))


class Moved(NamedTuple):
    """Rows ``first`` to ``last`` are called ``by`` more from some line on."""

    first: int
    last: int
    by: int


def next_hash(previous: bytes, line: AuditLine) -> bytes:
    """The hash of a line after another."""
    clerk = "" if line.noted_by is None else str(line.noted_by)
    parts = (str(line.id), str(line.at_ms), clerk, line.kind, line.code, line.detail)
    content = "".join(f"{len(part)}:{part}," for part in parts)
    return sha256(previous + content.encode()).digest()


def moves_as_text(moves: Iterable[Moved]) -> str:
    """How a line tells which rows were called otherwise from then on."""
    return ";".join(" ".join(map(str, move)) for move in moves)


def moves_of_text(text: str) -> list[Moved]:
    """Which rows were called otherwise; none where a line says something else."""
    try:
        return [Moved(*map(int, part.split(" "))) for part in text.split(";") if part]
    except (TypeError, ValueError):
        return []


def moved(row: int, moves: Iterable[Moved]) -> int:
    """What a row is called after others were moved."""
    return next((row + move.by for move in moves if move.first <= row <= move.last), row)
