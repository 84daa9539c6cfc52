"""The one-line files that say what starts. Each is replaced whole, so that a killed write changes nothing."""

import os
from pathlib import Path
from typing import NamedTuple

from app.installation.folder import Installation
from app.installation.version import version_of
from app.platform.durable import sync_folder, write_durably
from app.releases.version import Version

MOST_BYTES = 200


class Trial(NamedTuple):
    """A version on trial, the one to return to, and how often it was started so far."""

    version: Version
    previous: Version
    starts: int = 0


def current(installation: Installation) -> Version | None:
    """The version that starts; None where that cannot be read."""
    lines = _lines(installation.current)
    return version_of(lines[0]) if lines else None


def put_current(installation: Installation, version: Version) -> None:
    """From now on this version starts."""
    _put(installation.current, str(version))


def trial(installation: Installation) -> Trial | None:
    """The version on trial."""
    return _trial(installation.trial)


def put_trial(installation: Installation, given: Trial) -> None:
    """Put a version on trial."""
    _put(installation.trial, str(given.version), str(given.previous), str(given.starts))


def failed(installation: Installation) -> Trial | None:
    """The version that the launcher has given up."""
    return _trial(installation.failed)


def staged(installation: Installation) -> Version | None:
    """The version that waits for the next start."""
    lines = _lines(installation.staged)
    return version_of(lines[0]) if lines else None


def put_staged(installation: Installation, version: Version) -> None:
    """Let a version wait for the next start."""
    _put(installation.staged, str(version))


def take_away(mark: Path) -> None:
    """Remove a mark for good."""
    mark.unlink(missing_ok=True)
    sync_folder(mark.parent)


def _trial(path: Path) -> Trial | None:
    match _lines(path):
        case [version, previous, starts] if starts.isdecimal():
            ours, before = version_of(version), version_of(previous)
            return Trial(ours, before, int(starts)) if ours and before else None
    return None


def _put(path: Path, *lines: str) -> None:
    new = path.with_name(f"{path.name}.new")
    write_durably(new, "".join(f"{line}\n" for line in lines).encode("ascii"))
    os.replace(new, path)
    sync_folder(path.parent)


def _lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES).decode("ascii").split()
    except (OSError, UnicodeDecodeError):
        return []
