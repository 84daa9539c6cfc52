"""What happens to versions when the program starts, before its window.

Nothing at all in nearly every start. Where a version waits, it is tried on a copy of the books; if it passes,
this program ends and the launcher starts that one. Where a later version failed, the books come back.
"""

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from app.errors import AppError
from app.installation import switching
from app.installation.aside import Report
from app.installation.folder import Running
from app.installation.folder import running as running_now
from app.installation.switching import Switched
from app.platform import programs
from app.releases.version import Version
from ui.theme.look import Look
from ui.updates.trying import NOBODY, copy_for_trial, try_next

logger = logging.getLogger(__name__)

HANDED_OVER = "SOXA_HANDED_OVER"  # the launcher then waits until this program has ended, and counts the start


class Beginning(NamedTuple):
    """As what this start goes on; ``given_up`` is to be told, ``next_version`` to be started instead."""

    running: Running | None = None
    given_up: Report | None = None
    next_version: Version | None = None

    @property
    def hands_over(self) -> bool:
        """Whether another version is to show the window."""
        return self.next_version is not None

    def hand_over(self, words: Sequence[str] | None = None) -> None:
        """Start it by the launcher, which counts its starts; this program then ends."""
        if self.running is None or self.next_version is None:
            return
        launcher = self.running.installation.launcher
        program = launcher if launcher.is_file() else self.running.installation.program(self.next_version)
        all_words = [str(program), *(sys.argv[1:] if words is None else words)]
        programs.start_and_leave(all_words, {HANDED_OVER: "1"})


def begin(look: Look, profile_root: Path, running: Running | None = None) -> Beginning:
    """Heed what the launcher did and try the version that waits; costs a look at four files otherwise.

    Whatever goes wrong here, the version in use goes on.
    """
    running = running or running_now()
    if running is None:
        return Beginning()
    try:
        given_up = switching.settle(running)
        copy_for_trial(running, profile_root)
        waiting = switching.awaiting(running)
        switched = _tried_with_words(look, running, profile_root, waiting) if waiting else NOBODY
    except AppError as error:
        logger.warning("versions are left as they are: %s", type(error).__name__)
        return Beginning(running)
    return Beginning(running, switched.report or given_up, switched.version)


def _tried_with_words(look: Look, running: Running, profile_root: Path, waiting: Version) -> Switched:
    from ui.updates.waiting import Waiting  # once in the life of a version

    return Waiting(look, str(waiting)).wait_for(lambda: try_next(running, profile_root), NOBODY)
