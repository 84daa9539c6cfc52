"""One look for a newer version, by whichever way, and what the profile keeps of it.

What was signed for a staged version is kept in the encrypted books: whoever can write into the program's
folder cannot make another version out of it.
"""

import logging
import platform as machine
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.installation.folder import Running
from app.progress import Report, unheard
from app.releases.errors import ReleaseError
from app.releases.version import Version
from app.storage import feed_store, setting
from app.storage.unit_of_work import Snapshot, Store
from sync.updates.errors import UpdateError, UpdateRefused
from sync.updates.fetching import MustYield, fetch, never
from sync.updates.outcome import Fetched, State
from sync.updates.repository import Repository, Trust
from sync.updates.source import Source
from sync.updates.trust import TrustKeeper

logger = logging.getLogger(__name__)

STAGED, LOOKED_MS = "update_staged", "update_looked_ms"
EVERY_MS = 6 * 3600_000


def this_platform() -> str:
    """What releases for this machine are called."""
    return "win-amd64" if sys.platform == "win32" else f"linux-{_processor()}"


def _processor() -> str:
    return "amd64" if machine.machine().lower() in ("x86_64", "amd64") else machine.machine().lower()


def look(
    store: Store,
    keeper: TrustKeeper,
    running: Running,
    source: Source,
    now_ms: int,
    must_yield: MustYield = never,
    report: Report = unheard,
    platform: str | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Ask, believe, fetch, and keep what was signed; raises an UpdateError or the way's own sentence."""
    with store.read() as snapshot:
        now = believed_now(snapshot, now_ms)

    def fetched_under(trust: Trust) -> Fetched:
        repository = Repository(trust, source, now)
        return fetch(running, platform or this_platform(), repository, source, must_yield, report, pause)

    try:
        try:
            fetched = fetched_under(keeper.trust(source))
        except UpdateRefused:
            renewed = _renewed(keeper, source)
            if renewed is None:
                raise
            fetched = fetched_under(renewed)
    except (UpdateError, ReleaseError):
        _note(store, now_ms, None)
        raise
    _note(store, now_ms, fetched)
    return fetched


def _note(store: Store, now_ms: int, fetched: Fetched | None) -> None:
    """An unfinished look is gone on with at the next chance; any other has time."""
    with store.write_local() as connection:
        if fetched is None or fetched.state is not State.UNFINISHED:
            setting.put(connection, LOOKED_MS, str(now_ms))
        if fetched is not None and fetched.state is State.STAGED:
            setting.put(connection, STAGED, f"{fetched.version} {fetched.manifest_sha256}")


def _renewed(keeper: TrustKeeper, source: Source) -> Trust | None:
    try:
        return keeper.renewed(source)
    except UpdateError:
        return None  # what was refused first is what is told


def believed_now(snapshot: Snapshot, now_ms: int) -> datetime:
    """This PC's time put right by what the district last said, and never before that was said."""
    told_ms = feed_store.trusted_ms(snapshot) or 0
    right_ms = min(now_ms, now_ms - feed_store.clock_off_ms(snapshot))
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=max(told_ms, right_ms))


def is_due(snapshot: Snapshot, now_ms: int) -> bool:
    """Whether the last look is long enough ago; a clock that was set back makes one more."""
    text = setting.get(snapshot, LOOKED_MS)
    return not text or not 0 <= now_ms - int(text) < EVERY_MS


def looked_ms(snapshot: Snapshot) -> int | None:
    """When this desk last looked; None before it ever did."""
    text = setting.get(snapshot, LOOKED_MS)
    return int(text) if text else None


def signed_for(snapshot: Snapshot, version: Version) -> str:
    """The hash of the manifest that was signed for a staged version; "" where this profile knows of none."""
    named, _, sha256 = setting.get(snapshot, STAGED).partition(" ")
    return sha256 if named == str(version) else ""
