"""From one version to the next, and back: decided before any window, by the version in use.

    staged    the files are those of the release; the mark is the last thing written
    tried     a copy of the office's books was opened by the new version on this machine
    on trial  ``trial`` and then ``current`` name it; the launcher counts its starts
    in use    it showed a usable window and took ``trial`` away

A start that is killed between two steps leaves a version in use that is whole, and the next start goes on.
"""

import logging
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from app.installation import aside, marks, tidying
from app.installation.aside import Report
from app.installation.errors import DamagedVersion, NoPreviousVersion, disk_sentences
from app.installation.folder import Installation, Running, held
from app.installation.marks import Trial
from app.installation.self_test import LIMIT_S, try_out
from app.releases.errors import ReleaseError
from app.releases.manifest import RELEASE_FILE, check_build, read_manifest
from app.releases.version import Version

logger = logging.getLogger(__name__)

CopyProfile = Callable[[Version], Path]
"""Copies the office's profile, verified, for this version to be tried on; the folder of the copy to spend."""


class Switched(NamedTuple):
    """What came of it: the version that starts next, or the report of the one that does not."""

    version: Version | None
    report: Report | None


def awaiting(running: Running) -> Version | None:
    """The version that waits to be tried; costs one look at a file when there is none."""
    version = marks.staged(running.installation)
    return version if version is not None and version > running.version else None


def switch(
    running: Running, manifest_sha256: str, copy_profile: CopyProfile, limit_s: float = LIMIT_S
) -> Switched:
    """Try the version that waits and put it on trial if it passes; raises DamagedVersion and disk sentences.

    ``manifest_sha256`` is what was signed for it, kept where the version's own folder cannot change it.
    """
    installation = running.installation
    version = awaiting(running)
    if version is None:
        return Switched(None, None)
    with held(installation), disk_sentences():
        if aside.report_of(installation, version) is not None:
            _let_go(installation, version)
            return Switched(None, None)
        try:
            verify(installation, version, manifest_sha256)
        except DamagedVersion:
            _let_go(installation, version)
            raise
        report = _try(running, version, copy_profile, limit_s)
        if report is not None:
            _let_go(installation, version)
            return Switched(None, report)
        _put_on_trial(running, version)
        marks.take_away(installation.staged)
    return Switched(version, None)


def go_back(running: Running, copy_profile: CopyProfile, limit_s: float = LIMIT_S) -> Switched:
    """By hand to the version before, if it can open the books as they are now; raises NoPreviousVersion."""
    installation = running.installation
    with held(installation), disk_sentences():
        version = previous(running)
        verify(installation, version)
        report = _try(running, version, copy_profile, limit_s)
        if report is not None:
            aside.forgive(installation, version)  # it is as good as it was; the books have moved on
            return Switched(None, report)
        aside.put_aside(installation, running.version, aside.Reason.BY_HAND)
        _put_on_trial(running, version)
    return Switched(version, None)


def previous(running: Running) -> Version:
    """The newest version before the one in use; raises NoPreviousVersion."""
    older = [version for version in running.installation.present() if version < running.version]
    if not older:
        raise NoPreviousVersion
    return older[-1]


def verify(installation: Installation, version: Version, manifest_sha256: str | None = None) -> None:
    """A version's files against its manifest, and that against what was signed; raises DamagedVersion."""
    folder = installation.folder(version)
    try:
        data = (folder / RELEASE_FILE).read_bytes()
        manifest = read_manifest(data)
        check_build(folder, manifest)
    except (OSError, ReleaseError) as error:
        raise DamagedVersion from error
    is_signed = manifest_sha256 is None or sha256(data).hexdigest() == manifest_sha256
    if not is_signed or manifest.version != str(version):
        raise DamagedVersion


def confirm(running: Running) -> bool:
    """The window is usable: this version stays. True when it was on trial until now."""
    installation = running.installation
    with disk_sentences():
        trials = (marks.trial(installation), marks.failed(installation))
        if all(trial is None or trial.version != running.version for trial in trials):
            return False
        # A clerk who clicks three times on a slow PC makes the launcher give up what is just starting.
        if marks.current(installation) != running.version:
            marks.put_current(installation, running.version)
        marks.take_away(installation.trial)
        marks.take_away(installation.failed)
    logger.info("version %s confirmed", running.version)
    return True


def settle(running: Running) -> Report | None:
    """At the start of the version that stays in use: what the launcher gave up, and leftovers of a kill."""
    installation = running.installation
    with disk_sentences():
        report = aside.heed_launcher(installation)
        trial = marks.trial(installation)
        if trial is not None and trial.version != running.version:
            marks.take_away(installation.trial)  # killed between ``trial`` and ``current``
    return report


def _try(running: Running, version: Version, copy_profile: CopyProfile, limit_s: float) -> Report | None:
    """The report of a version that did not pass."""
    verdict = try_out(running.installation, version, copy_profile(version), limit_s)
    if verdict.reason is None:
        return None
    return aside.put_aside(running.installation, version, verdict.reason, verdict.failing)


def _put_on_trial(running: Running, version: Version) -> None:
    """The trial first: what starts without one would have no way back."""
    marks.put_trial(running.installation, Trial(version, running.version))
    marks.put_current(running.installation, version)


def _let_go(installation: Installation, version: Version) -> None:
    """The mark first: a version half removed is never taken for one that waits."""
    marks.take_away(installation.staged)
    tidying.remove(installation.folder(version))
