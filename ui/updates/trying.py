"""A version is tried on a copy of an office's profile: the next one at a start, the one before by hand."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.installation import marks, switching
from app.installation.folder import Running
from app.installation.self_test import LIMIT_S
from app.installation.switching import CopyProfile, Switched
from app.platform.secrets import Secrets, vault
from app.platform.system_clock import SystemClock
from app.releases.version import Version
from app.storage import update_copy
from app.storage.profile import ProfileFolder, ProfileKind, read_info
from ui.bootstrap import opened_profile

NOBODY = Switched(None, None)


def try_next(running: Running, profile_root: Path, limit_s: float = LIMIT_S) -> Switched:
    """Put the version that waits on trial if it can open these books; raises whatever is in the way."""
    from sync.updates.looking import signed_for  # with TUF, which other starts do not need

    waiting = switching.awaiting(running)
    if waiting is None:
        return NOBODY
    with opened_profile(profile_root, SystemClock()) as profile, profile.store.read() as snapshot:
        signed = signed_for(snapshot, waiting)
    if not signed:
        return NOBODY  # staged for another profile; this one has to hear of it itself
    with _copies_of(profile_root) as copied:
        return switching.switch(running, signed, copied, limit_s)


def go_back(running: Running, profile_root: Path, limit_s: float = LIMIT_S) -> Switched:
    """By hand to the version before, if it can open these books; raises whatever is in the way."""
    with _copies_of(profile_root) as copied:
        return switching.go_back(running, copied, limit_s)


@contextmanager
def _copies_of(profile_root: Path) -> Iterator[CopyProfile]:
    """What makes a copy for a version, when it comes to that; the spent ones are gone at the end."""
    with ExitStack() as spent:

        def copied(version: Version) -> Path:
            clock = SystemClock()
            with opened_profile(profile_root, clock) as profile:
                update_copy.make(profile, str(version), clock.now_ms())
            return spent.enter_context(update_copy.to_spend(profile_root))

        yield copied


def copy_for_trial(running: Running, profile_root: Path) -> None:
    """Copy the books of yet another profile before a version that was tried on the first opens them."""
    trial = marks.trial(running.installation)
    if trial is not None and trial.version == running.version and ProfileFolder(profile_root).info.exists():
        version, now_ms = str(running.version), SystemClock().now_ms()
        update_copy.make_of_shut(profile_root, _vault_of(profile_root), version, now_ms)


def put_books_back(profile_root: Path) -> None:
    """Books that a later version opened, and only opened; raises NewerDatabase or WrittenSinceUpdate."""
    update_copy.put_back(profile_root, _vault_of(profile_root))


def _vault_of(profile_root: Path) -> Secrets:
    return vault(read_info(profile_root).kind is not ProfileKind.OFFICE, os.environ)
