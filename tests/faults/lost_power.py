"""What may be on a disk when the power goes: a record of the shim, replayed up to a point.

What a program wrote since it last synced a file may be there or not, sector by sector and in any order. New
names, renames and removals may be missing from some moment on, unless their folder was synced since: file
systems keep a journal of them, so a later one never survives an earlier one.
"""

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

SECTOR = 512
HEAD = struct.Struct("<ciqI")
CREATED, TRUNCATED = 1, 2
OF_NO_WORTH = "-shm"  # shared memory; SQLite makes it anew


class Call(NamedTuple):
    """One recorded call."""

    op: str
    file: int
    offset: int
    data: bytes


def read_record(path: Path) -> list[Call]:
    """All calls, in order."""
    calls, data, at = [], path.read_bytes(), 0
    while at < len(data):
        op, file, offset, size = HEAD.unpack_from(data, at)
        at += HEAD.size
        calls.append(Call(op.decode(), file, offset, data[at : at + size]))
        at += size
    return calls


class Change(NamedTuple):
    """A write that is not synced; without bytes it cuts or lengthens the file."""

    offset: int
    data: bytes | None


@dataclass
class File:
    """A file's content on the disk, and what may or may not be."""

    safe: bytearray = field(default_factory=bytearray)
    unsynced: list[Change] = field(default_factory=list)

    def sync(self) -> None:
        """Everything is safe."""
        for change in self.unsynced:
            _apply(self.safe, change)
        self.unsynced.clear()

    def after_a_loss(self, survives: Callable[[], bool]) -> bytes:
        """One content that the disk may hold."""
        content = bytearray(self.safe)
        for change in self.unsynced:
            for part in _sectors(change):
                if survives():
                    _apply(content, part)
        return bytes(content)


def _sectors(change: Change) -> Iterator[Change]:
    if change.data is None:
        yield change
        return
    at, end = change.offset, change.offset + len(change.data)
    while at < end:
        until = min(end, (at // SECTOR + 1) * SECTOR)
        yield Change(at, change.data[at - change.offset : until - change.offset])
        at = until


def _apply(content: bytearray, change: Change) -> None:
    size = change.offset + len(change.data or b"")
    if len(content) < size:
        content.extend(bytes(size - len(content)))
    if change.data is None:
        del content[change.offset :]
    else:
        content[change.offset : size] = change.data


class Renaming(NamedTuple):
    """A change of names that its folder was not synced after; ``file`` is None for a removal."""

    name: str
    file: File | None
    before: str = ""


class Disk:
    """Files and names as a record leaves them, call by call."""

    def __init__(self, contents: dict[str, bytes]) -> None:
        self._safe = {name: File(bytearray(data)) for name, data in contents.items()}
        self._names = dict(self._safe)
        self._pending: list[Renaming] = []
        self._open: dict[int, tuple[str, File]] = {}

    def play(self, call: Call) -> None:
        """Go on by one call."""
        match call.op:
            case "O":
                self._opened(call)
            case "C":
                self._open.pop(call.file, None)
            case "W" | "T" if call.file in self._open:
                data = call.data if call.op == "W" else None
                self._open[call.file][1].unsynced.append(Change(call.offset, data))
            case "S" if call.file in self._open:
                self._synced(*self._open[call.file])
            case "R":
                before, after = call.data.decode().split("\0")
                if before in self._names:
                    self._name(Renaming(after, self._names[before], before))
            case "U":
                self._name(Renaming(call.data.decode(), None))

    def _opened(self, call: Call) -> None:
        name = call.data.decode()
        if name not in self._names and call.offset & CREATED:
            self._name(Renaming(name, File()))
        file = self._names.get(name, File())  # a folder, opened to be synced
        if call.offset & TRUNCATED:
            file.unsynced.append(Change(0, None))
        self._open[call.file] = (name, file)

    def _synced(self, name: str, file: File) -> None:
        file.sync()
        inside = name + "/"
        last = max((n for n, each in enumerate(self._pending, 1) if each.name.startswith(inside)), default=0)
        for each in self._pending[:last]:
            _rename(self._safe, each)
        del self._pending[:last]

    def _name(self, change: Renaming) -> None:
        _rename(self._names, change)
        self._pending.append(change)

    def after_a_loss(self, random: Random, survival: float) -> dict[str, bytes]:
        """What may be found when the power comes back; of what is not synced each part survives so likely."""
        names = dict(self._safe)
        for each in self._pending[: _some(random, survival, len(self._pending))]:
            _rename(names, each)
        return {
            name: file.after_a_loss(lambda: random.random() < survival)
            for name, file in names.items()
            if not name.endswith(OF_NO_WORTH)
        }


def _some(random: Random, survival: float, most: int) -> int:
    return round(most * survival) if survival in (0, 1) else random.randint(0, most)


def _rename(names: dict[str, File], change: Renaming) -> None:
    names.pop(change.before, None)
    if change.file is None:
        names.pop(change.name, None)
    else:
        names[change.name] = change.file


def contents_of(folders: Sequence[Path]) -> dict[str, bytes]:
    """Every file below some folders, as a disk to begin with."""
    return {
        str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()
    }
