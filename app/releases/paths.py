"""Which paths a release may name: those that mean one and the same file on every system.

A description comes from outside, and its paths become names on the office's disk. What Windows would read as
another file, another folder or a device is refused everywhere, so that one release is good or bad for all.
"""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

from app.releases.errors import ReleaseRefused

MOST_CHARACTERS = 180  # Windows ends at 260, and the installation's own folder comes before
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?:\.|$)", re.IGNORECASE)


def check_paths(paths: Iterable[str]) -> None:
    """Raise ReleaseRefused for a path that leads astray, or two that meet on a disk that ignores case."""
    files: set[str] = set()
    folders: set[str] = set()
    for path in paths:
        check_path(path)
        alike = PurePosixPath(_as_windows_sees(path))
        if str(alike) in files:
            raise ReleaseRefused("two files under one name")
        files.add(str(alike))
        folders.update(str(parent) for parent in alike.parents)
    if files & folders:
        raise ReleaseRefused("a file where a folder is")


def check_path(path: str) -> None:
    """Raise ReleaseRefused unless the path is a plain relative one, with forward slashes."""
    if not 0 < len(path) <= MOST_CHARACTERS or FORBIDDEN.search(path):
        raise ReleaseRefused("a path too long, or with letters that mean something else")
    if unicodedata.normalize("NFC", path) != path:
        raise ReleaseRefused("a path written in a way that file systems change")
    for part in path.split("/"):
        _check_part(part)


def _check_part(part: str) -> None:
    if part in ("", ".", ".."):
        raise ReleaseRefused("a path that leads out of its folder")
    if part[-1] in ". " or part[0] == " ":
        raise ReleaseRefused("a name whose ending Windows drops")
    if DEVICE.match(part):
        raise ReleaseRefused("the name of a device")


def _as_windows_sees(path: str) -> str:
    return unicodedata.normalize("NFC", path.casefold())
