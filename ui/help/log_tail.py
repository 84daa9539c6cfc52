"""The end of the log as it may leave the office.

Nothing personal is written there to begin with; this is a second fence, and the first for lines of older
versions and of libraries, which may quote what they were given.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.crash.trace import HIDDEN, named, place_of

MOST_BYTES = 300_000
OWN_ROOMS = ("app", "ui", "sync")

ENTRY = re.compile(
    r"(?P<head>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ (?P<logger>[\w.]+)): (?P<words>.*)", re.ASCII
)
PLACE = re.compile(r"  [\w./<>+-]+:\d+ in [\w<>]+", re.ASCII)
OLD_PLACE = re.compile(r'  File "(?P<file>.*)", line (?P<line>\d+), in (?P<name>.*)')
KIND = re.compile(r"(?:[a-z_]\w*\.)*[A-Z]\w+(?=: |$)", re.ASCII)
VALUES = (
    re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”"),  # what is quoted is a value
    re.compile(r"(?:[A-Za-z]:|~|\.)?[\\/][^\s,;]+(?: [^\s,;]*[\\/][^\s,;]*)*"),  # a folder may bear a name
    re.compile(r"\S*@\S*"),
    re.compile(r"\d(?:[ .-]?\d){8,}"),  # an id or a phone, written in groups too
    re.compile(r"\S*[^\x00-\x7f]\S*"),  # the log is English: other letters are somebody's
)


def tail(folder: Path) -> str:
    """The last lines of the log that lies in this folder."""
    return "\n".join(filtered(_last_lines(folder / "soxa.log"))) + "\n"


def _last_lines(path: Path) -> list[str]:
    """From the first whole line within the last bytes."""
    try:
        with path.open("rb") as file:
            start = max(0, path.stat().st_size - MOST_BYTES)
            file.seek(start)
            lines = file.read(MOST_BYTES).decode("utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return lines[1:] if start else lines


def filtered(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a known form, each without values; of all others only that they were there."""
    is_gap = False
    for line in lines:
        safe = _safe(line)
        if safe or not is_gap:
            yield safe or HIDDEN
        is_gap = not safe


def _safe(line: str) -> str:
    entry = ENTRY.fullmatch(line)
    if entry:
        is_own = entry["logger"].partition(".")[0] in OWN_ROOMS
        return f"{entry['head']}: {without_values(entry['words']) if is_own else HIDDEN}"
    old = OLD_PLACE.fullmatch(line)
    if old:
        return f"  {place_of(old['file'])}:{old['line']} in {named(old['name'])}"
    if PLACE.fullmatch(line):
        return line
    kind = KIND.match(line)
    return kind[0] if kind else ""


def without_values(words: str) -> str:
    """A message without anything that could be about somebody."""
    for pattern in VALUES:
        words = pattern.sub(HIDDEN, words)
    return words
