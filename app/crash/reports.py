"""The reports of crashes in the log folder: plain text, the last few, and whether they were looked at.

crash-20261122-101500-ended.txt     the program ended suddenly
crash-20261122-101500-error.txt     one piece of work failed by our fault; the program went on
crashes-seen                        the name of the newest that somebody looked at or put away
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from enum import Enum
from itertools import count
from pathlib import Path
from typing import NamedTuple

from app.crash.facts import facts

MOST_KEPT = 20
NAME = re.compile(r"crash-(\d{8}-\d{6})(?:-\d+)?-(ended|error)\.txt")
MOMENT = "%Y%m%d-%H%M%S"
SEEN = "crashes-seen"


class Kind(Enum):
    """Whether the program ended by it."""

    ENDED = "ended"
    ERROR = "error"


class Report(NamedTuple):
    """One report on the disk."""

    path: Path
    kind: Kind
    at: datetime

    def text(self) -> str:
        """What it says; nothing once somebody removed it."""
        try:
            return self.path.read_text("utf-8", errors="replace")
        except OSError:
            return ""


class Reports:
    """The reports of one log folder; the same error is written once in the life of this object."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._written: set[tuple[str, ...]] = set()

    def write(self, kind: Kind, lines: Sequence[str], program: Mapping[str, str] | None = None) -> None:
        """Keep one more; a disk that takes none is no reason for a second error."""
        if tuple(lines) in self._written:
            return
        self._written.add(tuple(lines))
        now = datetime.now(UTC)
        head = [f"kind: {kind.value}", f"at: {now:%Y-%m-%dT%H:%M:%SZ}"]
        told = [f"{name}: {value}" for name, value in (program or facts()).items()]
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            self._free_path(kind, now).write_text("\n".join([*head, "", *lines, "", *told, ""]), "utf-8")
            self._drop_old()

    def _free_path(self, kind: Kind, now: datetime) -> Path:
        names = (f"crash-{now:{MOMENT}}{f'-{n}' if n else ''}-{kind.value}.txt" for n in count())
        return next(path for name in names if not (path := self.folder / name).exists())

    def _drop_old(self) -> None:
        for report in self.all()[MOST_KEPT:]:
            report.path.unlink(missing_ok=True)

    def all(self) -> list[Report]:
        """Every report, the newest first."""
        found = [(path, NAME.fullmatch(path.name)) for path in self.folder.glob("crash-*.txt")]
        reports = [
            Report(path, Kind(match[2]), datetime.strptime(match[1], MOMENT).replace(tzinfo=UTC))
            for path, match in found
            if match
        ]
        return sorted(reports, key=lambda report: report.path.name, reverse=True)

    def unseen(self) -> list[Report]:
        """Those nobody was told of yet, the newest first."""
        try:
            seen = (self.folder / SEEN).read_text("ascii")
        except (OSError, ValueError):
            seen = ""
        return [report for report in self.all() if report.path.name > seen]

    def put_away(self) -> None:
        """Offer none of those that are there now again."""
        newest = self.all()[:1]
        if newest:
            with suppress(OSError):
                (self.folder / SEEN).write_text(newest[0].path.name, "ascii")
