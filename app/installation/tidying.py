"""Takes away what no start needs any more: the version in use and the one before it stay."""

import os
import shutil
from pathlib import Path

from app.installation import marks
from app.installation.folder import LEAVING, UNFINISHED, Installation
from app.installation.version import version_of
from app.releases.version import Version


def tidy(installation: Installation) -> None:
    """Remove old versions and what a killed removal left; what is in use elsewhere stays for another time."""
    kept = kept_versions(installation)
    for version in installation.present():
        if version not in kept:
            remove(installation.folder(version))
    for path in installation.versions.glob(f"*{LEAVING}"):
        shutil.rmtree(path, ignore_errors=True)
    staged = marks.staged(installation)
    if staged is not None and staged not in kept:
        marks.take_away(installation.staged)


def kept_versions(installation: Installation) -> set[Version]:
    """The one in use, the newest older one, and any that waits or is on trial."""
    current, trial, staged = (
        marks.current(installation),
        marks.trial(installation),
        marks.staged(installation),
    )
    if current is None:
        return set(installation.present())  # what starts is not known: nothing is certain to be old
    older = [version for version in installation.present() if version < current]
    kept = {current, *older[-1:]}
    if staged is not None and staged > current:
        kept.add(staged)
    return kept | ({trial.version, trial.previous} if trial else set())


def remove(folder: Path) -> None:
    """Remove a version's folder, under another name first: half of one is never taken for the whole."""
    leaving = folder.with_name(f"{folder.name}{LEAVING}")
    shutil.rmtree(leaving, ignore_errors=True)
    try:
        os.replace(folder, leaving)
    except OSError:
        return  # absent, or a program still runs out of it
    shutil.rmtree(leaving, ignore_errors=True)


def unfinished(installation: Installation) -> list[Path]:
    """Folders of versions that are being put together."""
    if not installation.versions.is_dir():
        return []
    paths = installation.versions.glob(f"*{UNFINISHED}")
    return [path for path in paths if version_of(path.name.removesuffix(UNFINISHED))]
