"""Looking for a newer version off the window's thread: by the line while it rests, or from a stick."""

import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from app.installation.errors import InstallationBusy
from app.installation.folder import Running
from app.progress import Report, unheard
from app.storage import device, scans
from app.storage.profile import Profile
from app.storage.unit_of_work import Store
from sync.bundle.errors import BundleError
from sync.errors import NoLine, ServerBusy, ServerTrouble
from sync.http.lines import line_of
from sync.http.updates import LineSource
from sync.updates.errors import NotTrustedYet, NoUpdatesHere, Outdated, RolledBack
from sync.updates.fetching import MustYield
from sync.updates.looking import is_due, look
from sync.updates.outcome import Fetched
from sync.updates.stick import StickSource, updates_on
from sync.updates.trust import TrustKeeper
from sync.window import LEAST_S, Window

TURN_S = 600.0  # then the next exchange has its turn in any case
PASSING = (NoLine, ServerBusy, ServerTrouble, NoUpdatesHere, NotTrustedYet, InstallationBusy, BundleError)
"""What nobody need be told: it passes by itself, or there is nothing to have."""


def look_if_due(
    profile: Profile,
    running: Running,
    is_wanted: MustYield,
    left_s: float = TURN_S,
    report: Report = unheard,
) -> Fetched | None:
    """By the line after an exchange, when the last look is long ago or was cut; None: nothing to tell."""
    store = profile.store
    with store.read() as snapshot:
        if not is_due(snapshot, store.clock.now_ms()):
            return None
    window, rows = Window(time.monotonic, min(left_s, TURN_S)), _Rows(store)
    with suppress(*PASSING):
        return look_by_line(profile, running, window, lambda: is_wanted() or rows.are_waiting(), report)
    return None


def look_by_line(
    profile: Profile, running: Running, window: Window, is_wanted: MustYield, report: Report = unheard
) -> Fetched:
    """By the line now; raises whatever is in the way."""
    line = line_of(profile.store, is_beside=True)
    try:
        source = LineSource(line, lambda: max(LEAST_S, window.left_s))
        return look(
            profile.store,
            TrustKeeper(profile.store, profile.folder.root),
            running,
            source,
            profile.store.clock.now_ms(),
            lambda: window.is_over or is_wanted(),
            report,
        )
    finally:
        line.close()


def look_on_sticks(
    profile: Profile, running: Running, drives: Iterable[Path], report: Report = unheard
) -> Fetched | None:
    """From the sticks that carry updates; one that is old, or was pulled out, is nothing to tell."""
    found = None
    for drive in drives:
        if (folder := updates_on(drive)) is not None and _is_member(profile.store):
            with suppress(*PASSING, RolledBack, Outdated):
                found = look_in_folder(profile, running, folder, report)
    return found


def look_in_folder(profile: Profile, running: Running, folder: Path, report: Report = unheard) -> Fetched:
    """From one folder of updates; raises whatever is in the way."""
    keeper, now_ms = TrustKeeper(profile.store, profile.folder.root), profile.store.clock.now_ms()
    return look(profile.store, keeper, running, StickSource(folder), now_ms, report=report)


def _is_member(store: Store) -> bool:
    with store.read() as snapshot:
        return device.membership(snapshot) is not None


class _Rows:
    """Whether something was written since: then the line is for that."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._written = self._count()

    def are_waiting(self) -> bool:
        return self._count() != self._written

    def _count(self) -> int:
        with self._store.read() as snapshot:
            return scans.acts_written(snapshot)
