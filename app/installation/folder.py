"""Where everything of an installation lies. The office's data lies elsewhere.

SoXa(.exe)   the launcher       current    the version that starts
versions/    each version       trial      a version that has yet to show a usable window
incoming/    what is fetched    staged     a version that is whole and waits for the next start
aside/       reports of versions that are not to be tried again by themselves
failed       left by the launcher after it went back by itself
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from app.installation.errors import InstallationBusy, disk_sentences
from app.installation.version import version_of
from app.releases.version import Version

EXE = ".exe" if os.name == "nt" else ""
UNFINISHED = ".new"
LEAVING = ".old"


class Installation(NamedTuple):
    """The installation root, by the names of what lies in it."""

    root: Path

    @property
    def launcher(self) -> Path:
        """What the shortcuts start."""
        return self.root / f"SoXa{EXE}"

    @property
    def current(self) -> Path:
        """One line: the version that starts."""
        return self.root / "current"

    @property
    def trial(self) -> Path:
        """Three lines while a version is on trial."""
        return self.root / "trial"

    @property
    def failed(self) -> Path:
        """What the launcher makes of ``trial`` when it goes back."""
        return self.root / "failed"

    @property
    def staged(self) -> Path:
        """One line: the version that waits for the next start."""
        return self.root / "staged"

    @property
    def versions(self) -> Path:
        """A folder for each version."""
        return self.root / "versions"

    @property
    def incoming(self) -> Path:
        """What is being fetched."""
        return self.root / "incoming"

    @property
    def aside(self) -> Path:
        """Reports of versions that failed."""
        return self.root / "aside"

    def folder(self, version: Version) -> Path:
        """Where a version lies."""
        return self.versions / str(version)

    def program(self, version: Version) -> Path:
        """What the launcher starts."""
        return self.folder(version) / f"soxa{EXE}"

    def present(self) -> list[Version]:
        """The versions that have a folder, oldest first."""
        if not self.versions.is_dir():
            return []
        named = (version_of(path.name) for path in self.versions.iterdir() if path.is_dir())
        return sorted(version for version in named if version is not None)


class Running(NamedTuple):
    """The installation that this very program runs out of, and as which version."""

    installation: Installation
    version: Version


def running_out_of(executable: Path) -> Running | None:
    """The installation of ``ROOT/versions/X.Y.Z/soxa``; None for a program that was not installed so."""
    version = version_of(executable.parent.name)
    installation = Installation(executable.parent.parent.parent)
    is_ours = installation.versions == executable.parent.parent and installation.current.is_file()
    return Running(installation, version) if version is not None and is_ours else None


def running() -> Running | None:
    """The same of this process."""
    return running_out_of(Path(sys.executable)) if getattr(sys, "frozen", False) else None


@contextmanager
def held(installation: Installation) -> Iterator[None]:
    """Fetch or switch alone; raises InstallationBusy."""
    with disk_sentences():
        lock = FileLock(installation.root / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise InstallationBusy from error
    try:
        yield
    finally:
        lock.release()
