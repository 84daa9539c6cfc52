"""What a district offers, as far as TUF believes it: one refresh of its metadata, one small target.

The time that counts for what has expired is the caller's: a PC whose battery is dead lives in another year,
and the line has just told what time it is.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.ngclient.config import UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface
from tuf.ngclient.updater import Updater

from app.installation.errors import disk_sentences
from app.platform.durable import make_folders
from app.releases.offer import MOST_OFFER_BYTES, Offer, current_target, read_offer
from sync.updates.errors import (
    Endless,
    MixedUp,
    NoUpdatesHere,
    Outdated,
    RolledBack,
    UpdateError,
    WrongSignature,
)
from sync.updates.source import NotThere, Source

logger = logging.getLogger(__name__)

NOT_FOUND = 404
CONFIG = UpdaterConfig(
    max_root_rotations=64,
    max_delegations=4,
    root_max_length=64_000,
    timestamp_max_length=8_000,
    snapshot_max_length=64_000,
    targets_max_length=512_000,
)
REFUSALS: tuple[tuple[type[Exception], type[UpdateError]], ...] = (
    (ExpiredMetadataError, Outdated),
    (BadVersionNumberError, RolledBack),
    (UnsignedMetadataError, WrongSignature),
    (LengthOrHashMismatchError, MixedUp),
    (DownloadLengthMismatchError, Endless),
    (RepositoryError, MixedUp),
    (DownloadError, MixedUp),
)
"""In this order: the general ones come last."""


class Trust(NamedTuple):
    """Whom to believe: the first root, and the folder of what was seen since."""

    root: bytes
    folder: Path


class Repository:
    """One look at what is offered."""

    def __init__(self, trust: Trust, source: Source, now: datetime) -> None:
        self._seen = trust.folder / "metadata"
        self._kept = trust.folder / "targets"
        with disk_sentences():
            make_folders(self._seen)
            make_folders(self._kept)
        with _sentences():
            self._updater = _Updater(trust, self._seen, self._kept, source, now)

    def newest(self, platform: str) -> Offer | None:
        """What is offered to this platform now; None where there is nothing for it."""
        with _sentences():
            self._updater.refresh()
            target = self._updater.get_targetinfo(current_target(platform))
            if target is None:
                return None
            if target.length > MOST_OFFER_BYTES:
                raise Endless
            path = self._updater.find_cached_target(target) or self._updater.download_target(target)
        return read_offer(Path(path).read_bytes(), platform)


class _Updater(Updater):
    """python-tuf's client under a time of ours."""

    def __init__(self, trust: Trust, seen: Path, kept: Path, source: Source, now: datetime) -> None:
        super().__init__(
            str(seen),
            "metadata/",
            str(kept),
            "targets/",
            fetcher=_Fetcher(source),
            config=CONFIG,
            bootstrap=trust.root,
        )
        self._trusted_set.reference_time = now


class _Fetcher(FetcherInterface):
    """What python-tuf asks for, by whichever way."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def _fetch(self, url: str) -> Iterator[bytes]:
        try:
            yield from self._source.read(url)
        except NotThere as error:
            raise DownloadHTTPError("not there", NOT_FOUND) from error


@contextmanager
def _sentences() -> Iterator[None]:
    """What python-tuf objects to, as what an officer may be told; the way's own errors pass."""
    try:
        yield
    except DownloadHTTPError as error:
        raise NoUpdatesHere from error
    except (RepositoryError, DownloadError) as error:
        kind = next(ours for theirs, ours in REFUSALS if isinstance(error, theirs))
        logger.warning("updates refused: %s", type(error).__name__)
        raise kind from error
    except OSError as error:
        with disk_sentences():
            raise error
