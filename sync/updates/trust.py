"""Whom this desk believes about newer versions: the first root metadata that its district vouched for.

What the district signed comes with the updates themselves, by line or by stick, and is checked against the
root that the desk was enrolled under. It is kept, and asked for again only when what is offered does not
verify: the district may then have vouched for another one, after every key of the updates was lost.
"""

import logging
import os
import shutil
from pathlib import Path

from app.installation.errors import disk_sentences
from app.platform.durable import make_folders, sync_folder, write_durably
from app.releases.anchor import (
    ANCHOR_FILE,
    FIRST_ROOT_FILE,
    MOST_ANCHOR_BYTES,
    MOST_ROOT_BYTES,
    open_anchor,
)
from app.releases.errors import ReleaseRefused
from app.storage import device
from app.storage.unit_of_work import Store
from sync.errors import NotEnrolled
from sync.updates.errors import Endless, NotTrustedYet, NoUpdatesHere, WrongSignature
from sync.updates.repository import Trust
from sync.updates.source import NotThere, Source

logger = logging.getLogger(__name__)

FOLDER = "updates"
ROOT_FILE = "1.root.json"
SEEN = ("metadata", "targets")


class TrustKeeper:
    """What a profile has kept of its trust; raises NotEnrolled where there is no district to vouch."""

    def __init__(self, store: Store, profile_root: Path) -> None:
        with store.read() as snapshot:
            member = device.membership(snapshot)
        if member is None:
            raise NotEnrolled
        self._district_root = member.root
        self._folder = profile_root / FOLDER

    def trust(self, source: Source) -> Trust:
        """Whom to believe, asked of what is offered the first time; raises an UpdateError."""
        kept = self._kept()
        return Trust(kept[1], self._folder) if kept else self._first(source)

    def renewed(self, source: Source) -> Trust | None:
        """The trust under a later word of the district; None where there is none."""
        kept = self._kept()
        issued_ms, anchor, root = self._offered(source)
        if kept is not None and issued_ms <= kept[0]:
            return None
        logger.warning("the district vouches for another root of updates")
        with disk_sentences():
            for name in SEEN:  # what was seen under the old root would count as later than everything new
                shutil.rmtree(self._folder / name, ignore_errors=True)
        return self._keep(anchor, root)

    def _first(self, source: Source) -> Trust:
        _issued_ms, anchor, root = self._offered(source)
        return self._keep(anchor, root)

    def _kept(self) -> tuple[int, bytes] | None:
        """When the district vouched and for which root, checked as if it came just now."""
        try:
            anchor, root = ((self._folder / name).read_bytes() for name in (ANCHOR_FILE, ROOT_FILE))
            return open_anchor(anchor, root, self._district_root), root
        except (OSError, ReleaseRefused):
            return None

    def _offered(self, source: Source) -> tuple[int, bytes, bytes]:
        anchor = _read(source, ANCHOR_FILE, MOST_ANCHOR_BYTES)
        root = _read(source, FIRST_ROOT_FILE, MOST_ROOT_BYTES)
        try:
            return open_anchor(anchor, root, self._district_root), anchor, root
        except ReleaseRefused as error:
            raise WrongSignature from error

    def _keep(self, anchor: bytes, root: bytes) -> Trust:
        """The root first: an anchor without its root is asked for again."""
        with disk_sentences():
            make_folders(self._folder)
            for name, data in ((ROOT_FILE, root), (ANCHOR_FILE, anchor)):
                new = self._folder / f"{name}.new"
                write_durably(new, data)
                os.replace(new, self._folder / name)
            sync_folder(self._folder)
        return Trust(root, self._folder)


def _read(source: Source, path: str, most_bytes: int) -> bytes:
    data = bytearray()
    try:
        for piece in source.read(path):
            data += piece
            if len(data) > most_bytes:
                raise Endless
    except NotThere as error:
        raise (NotTrustedYet if path == ANCHOR_FILE else NoUpdatesHere) from error
    return bytes(data)
