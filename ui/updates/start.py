"""What happens to versions when the program starts, before its window.

Nothing at all in nearly every start. Where a version waits, it is tried on a copy of the books; if it passes,
this program ends and the launcher starts that one. Where a later version failed, the books come back.
"""

import logging
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from app.errors import AppError
from app.installation import switching
from app.installation.aside import Report
from app.installation.errors import InstallationError
from app.installation.folder import Running
from app.installation.self_test import LIMIT_S
from app.installation.switching import Switched
from app.platform import programs
from app.platform.secrets import vault
from app.platform.system_clock import SystemClock
from app.releases.version import Version
from app.storage import update_copy
from app.storage.profile import ProfileKind, read_info
from ui.bootstrap import opened_profile

logger = logging.getLogger(__name__)


class Beginning(NamedTuple):
    """How a start goes on: ``next_version`` is to be started instead; ``given_up`` is to be told."""

    next_version: Version | None = None
    given_up: Report | None = None


def begin(running: Running | None) -> Beginning:
    """Take note of what the launcher did; costs a look at three files."""
    if running is None:
        return Beginning()
    try:
        return Beginning(given_up=switching.settle(running))
    except InstallationError as error:
        logger.warning("the installation cannot be written: %s", type(error).__name__)
        return Beginning()


def has_next(running: Running | None) -> bool:
    """Whether a version waits to be tried."""
    return running is not None and switching.awaiting(running) is not None


def try_next(running: Running, profile_root: Path, limit_s: float = LIMIT_S) -> Beginning:
    """Try the version that waits on a copy of this profile; if anything goes wrong, this start goes on."""
    try:
        switched = _tried(running, profile_root, limit_s)
    except AppError as error:  # a profile that cannot be opened says so itself in a moment
        logger.warning("no switch at this start: %s", type(error).__name__)
        return Beginning()
    return Beginning(switched.version, switched.report)


def _tried(running: Running, root: Path, limit_s: float) -> Switched:
    from sync.updates.looking import signed_for  # only where a version waits

    waiting, clock = switching.awaiting(running), SystemClock()
    if waiting is None:
        return Switched(None, None)
    with opened_profile(root, clock) as profile, profile.store.read() as snapshot:
        signed = signed_for(snapshot, waiting)
    if not signed:
        return Switched(None, None)  # staged for another profile; this one fetches its own word first

    with ExitStack() as spent:

        def copied(version: Version) -> Path:
            with opened_profile(root, clock) as profile:
                update_copy.make(profile, str(version), clock.now_ms())
            return spent.enter_context(update_copy.to_spend(root))

        return switching.switch(running, signed, copied, limit_s)


def put_books_back(profile_root: Path) -> None:
    """Books that a later version opened, and only opened; raises NewerDatabase or WrittenSinceUpdate."""
    kind = read_info(profile_root).kind
    update_copy.put_back(profile_root, vault(kind is not ProfileKind.OFFICE, os.environ))


def hand_over(running: Running, version: Version, words: Sequence[str] | None = None) -> None:
    """Start the version that is now in use, by the launcher, which counts its starts; then this one ends."""
    launcher = running.installation.launcher
    program = launcher if launcher.is_file() else running.installation.program(version)
    programs.start_and_leave([str(program), *(sys.argv[1:] if words is None else words)])
