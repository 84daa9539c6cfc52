"""Fetches the next version, a piece at a time, and goes on where it was cut.

Metadata, the offer, the manifest, then only the contents that this machine lacks, the smallest first. Between
pieces, and between the bytes of one, whoever called may want the line back.
"""

import logging
import os
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.installation import aside, marks
from app.installation.errors import disk_sentences
from app.installation.folder import Running, held
from app.installation.staging import Staging
from app.progress import Progress, Report, unheard
from app.releases.errors import ReleaseDamaged
from app.releases.offer import Offer
from app.releases.plan import Piece, whole
from app.releases.version import Version
from sync.errors import NoLine
from sync.updates.errors import DamagedPieces, NoUpdatesHere, UpdateNotForThis
from sync.updates.outcome import Fetched, State
from sync.updates.repository import Repository
from sync.updates.source import NotThere, Source

logger = logging.getLogger(__name__)

STAGE = "Tải bản mới của chương trình"
MOST_ROUNDS = 3  # whole contents for deltas that were damaged, then once more for what lay here damaged

MOST_CUTS = 4  # in a row, with nothing between them
FIRST_PAUSE_S = 0.5

MustYield = Callable[[], bool]
"""Whether the line is wanted for something better, or is gone soon."""


def never() -> bool:
    """Nothing better to do."""
    return False


def fetch(
    running: Running,
    platform: str,
    repository: Repository,
    source: Source,
    must_yield: MustYield = never,
    report: Report = unheard,
    pause: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Look what is offered and fetch what it takes; raises an UpdateError or the way's own."""
    offer, installation = repository.newest(platform), running.installation
    if offer is None or Version.read(offer.version) <= running.version:
        with disk_sentences():
            marks.take_away(installation.staged)  # what was withdrawn does not come into use
        return Fetched(State.NOTHING_NEW)
    version = Version.read(offer.version)
    if aside.report_of(installation, version) is not None:
        return Fetched(State.SET_ASIDE, offer.version, offer.notes)
    if not offer.replaces(str(running.version)):
        raise UpdateNotForThis(offer.version)
    if marks.staged(installation) == version and installation.folder(version).is_dir():
        return Fetched(State.STAGED, offer.version, offer.notes, manifest_sha256=offer.manifest.sha256)
    with held(installation):
        return _Fetch(running, offer, source, must_yield, report, pause).run()


class _Fetch:
    """One go at an offer."""

    def __init__(
        self,
        running: Running,
        offer: Offer,
        source: Source,
        must_yield: MustYield,
        report: Report,
        pause: Callable[[float], None],
    ) -> None:
        self._offer = offer
        self._source = source
        self._must_yield = must_yield
        self._report = report
        self._staging = Staging(running, offer)
        self._pause = pause
        self._fetched = self._fetched_at_cut = 0
        self._left = 0
        self._cuts = 0

    def run(self) -> Fetched:
        """Until the version waits, or the line is wanted otherwise."""
        for _ in range(MOST_ROUNDS):
            if not self._fetch_all():
                return self._told(State.UNFINISHED)
            try:
                signed = self._staging.assemble()
            except ReleaseDamaged as error:
                logger.info("a version that does not fit together: %s", error.where)
                self._staging.doubt()
            else:
                return self._told(State.STAGED)._replace(manifest_sha256=signed)
        raise DamagedPieces

    def _told(self, state: State) -> Fetched:
        return Fetched(state, self._offer.version, self._offer.notes, self._fetched, self._left)

    def _fetch_all(self) -> bool:
        """Every piece that is lacking, the manifest first; False when the line is wanted before the end."""
        while pieces := self._staging.lacking():
            self._staging.check_room(pieces)
            self._left = sum(piece.most_bytes - self._have(piece) for piece in pieces)
            for piece in pieces:
                if self._must_yield() or not self._fetch_one(piece):
                    return False
        return True

    def _fetch_one(self, piece: Piece) -> bool:
        """A delta that is damaged, or gone, is replaced by the whole content."""
        try:
            return self._fetch_whole(piece)
        except (ReleaseDamaged, NotThere):
            if piece.old_sha256 is None:
                logger.info("a piece that does not fit")
            else:
                piece = whole(piece.content)
        try:
            return self._fetch_whole(piece)
        except ReleaseDamaged as error:
            raise DamagedPieces from error
        except NotThere as error:
            raise NoUpdatesHere from error

    def _fetch_whole(self, piece: Piece) -> bool:
        while True:
            try:
                if not self._append(piece, self._staging.part(piece)):
                    return False
                break
            except NoLine as error:
                if not self._waits_for_line(error):
                    return False
        with disk_sentences():
            self._staging.finish(piece)
        return True

    def _append(self, piece: Piece, part: Path) -> bool:
        """Add to what has come of a piece; what is longer than it may be is endless and thrown away."""
        have = self._have(piece)
        with (
            closing(self._source.read(piece.name, have)) as pieces,
            disk_sentences(),
            part.open("ab") as file,
        ):
            try:
                for data in pieces:
                    have += len(data)
                    if have > piece.most_bytes:
                        file.truncate(0)
                        raise ReleaseDamaged(piece.name)
                    file.write(data)
                    self._note(len(data))
                    if self._must_yield():
                        return False
            except NotThere:
                if not have:
                    raise  # else there is nothing after what has come
            finally:
                file.flush()
                os.fsync(file.fileno())
        return True

    def _waits_for_line(self, error: NoLine) -> bool:
        """Leave a line that was cut alone for a moment; raises the error when it brings nothing any more."""
        self._cuts = 1 if self._fetched > self._fetched_at_cut else self._cuts + 1
        self._fetched_at_cut = self._fetched
        if self._cuts > MOST_CUTS:
            raise error
        if self._must_yield():
            return False
        self._pause(FIRST_PAUSE_S * 2 ** (self._cuts - 1))
        return not self._must_yield()

    def _note(self, size: int) -> None:
        self._fetched += size
        self._left = max(0, self._left - size)
        self._report(Progress(STAGE, self._fetched, self._fetched + self._left))

    def _have(self, piece: Piece) -> int:
        part = self._staging.part(piece)
        return part.stat().st_size if part.exists() else 0
