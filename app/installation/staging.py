"""Puts the next version together beside the one in use: what is the same is copied, what is new was fetched.

incoming/parts/       what has come of each piece
incoming/contents/    whole contents by their hash
versions/X.Y.Z.new    until every file is there and verified

Everything may be killed anywhere: what is under its final name is whole, all else is continued or made anew.
"""

import logging
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from app.installation import marks
from app.installation.errors import NoRoomForVersion, disk_sentences
from app.installation.folder import UNFINISHED, Running
from app.platform.durable import make_folders, sync_folder
from app.releases.content import CHUNK_BYTES, Content, content_in, content_of, is_content
from app.releases.errors import ReleaseDamaged, ReleaseError
from app.releases.manifest import RELEASE_FILE, File, Manifest, check_build, read_manifest
from app.releases.offer import Offer, offered_manifest
from app.releases.packing import apply_delta, unpack
from app.releases.plan import Piece, pieces_for
from app.releases.version import Version

logger = logging.getLogger(__name__)

SPARE_BYTES = 20_000_000
PART = ".part"


class Staging:
    """The next version in the making, for one offer."""

    def __init__(self, running: Running, offer: Offer) -> None:
        installation = running.installation
        self.offer = offer
        self.version = Version.read(offer.version)
        self._installation = installation
        self._contents = installation.incoming / "contents"
        self._parts = installation.incoming / "parts"
        self._growing = installation.versions / f"{self.version}{UNFINISHED}"
        with disk_sentences():
            self._at_hand = _contents_of(installation.folder(running.version))
            make_folders(self._contents)
            make_folders(self._parts)

    @property
    def manifest(self) -> Manifest | None:
        """What the version is made of; None until that was fetched."""
        path = self._place(self.offer.manifest.sha256)
        try:
            return offered_manifest(path.read_bytes(), self.offer)
        except FileNotFoundError:
            return None
        except ReleaseDamaged:
            path.unlink()
            return None

    def lacking(self) -> tuple[Piece, ...]:
        """What is still to be fetched, the manifest before all else."""
        with disk_sentences():
            manifest = self.manifest
            if manifest is None:
                return pieces_for([self.offer.manifest], self.offer, self._at_hand)
            have = {path.name for path in self._contents.iterdir()}
            wanted = [content for content in manifest.contents().values() if content.sha256 not in have]
            return pieces_for(wanted, self.offer, self._at_hand)

    def check_room(self, pieces: Iterable[Piece]) -> None:
        """Raise NoRoomForVersion before anything is fetched that could not be used."""
        whole = sum(file.size for file in self.manifest.files) if self.manifest else 0
        coming = sum(piece.most_bytes + piece.content.size for piece in pieces)
        needed = whole + coming + SPARE_BYTES
        with disk_sentences():
            if shutil.disk_usage(self._installation.root).free < needed:
                raise NoRoomForVersion(needed)

    def part(self, piece: Piece) -> Path:
        """Where the bytes of a piece gather."""
        return self._parts / f"{Path(piece.name).name}{PART}"

    def finish(self, piece: Piece) -> None:
        """Make the content of a piece that has come wholly; raises ReleaseDamaged, and the part is gone."""
        part, target = self.part(piece), self._place(piece.content.sha256)
        growing = target.with_name(f"{target.name}{UNFINISHED}")
        try:
            if piece.old_sha256 is None:
                unpack(part, growing, piece.content)
            else:
                apply_delta(self._at_hand[piece.old_sha256], part, growing, piece.content)
        except ReleaseDamaged:
            part.unlink(missing_ok=True)
            raise
        os.replace(growing, target)
        sync_folder(target.parent)
        part.unlink()

    def doubt(self) -> None:
        """Look at every byte that was taken for granted; what is not what it should be is fetched anew."""
        with disk_sentences():
            self._at_hand = {
                sha256: path for sha256, path in self._at_hand.items() if content_of(path).sha256 == sha256
            }
            for path in self._contents.iterdir():
                if content_of(path).sha256 != path.name:
                    path.unlink()

    def assemble(self) -> str:
        """Put the version together, verify it and let it wait for the next start; its manifest's hash."""
        manifest = self.manifest
        if manifest is None:
            raise ReleaseDamaged(RELEASE_FILE)
        with disk_sentences():
            self._fill(manifest)
            folder = self._installation.folder(self.version)
            if not folder.exists():
                os.replace(self._growing, folder)
                sync_folder(folder.parent)
            marks.put_staged(self._installation, self.version)
            shutil.rmtree(self._installation.incoming, ignore_errors=True)
        logger.info("version %s waits for the next start", self.version)
        return self.offer.manifest.sha256

    def _fill(self, manifest: Manifest) -> None:
        folder = self._installation.folder(self.version)
        if folder.exists():  # killed before it was marked, or staged once and in doubt since
            if _is_build(folder, manifest):
                return
            shutil.rmtree(folder)
        try:
            for file in manifest.files:
                self._put(file)
            _copy(self._place(self.offer.manifest.sha256), self._growing / RELEASE_FILE)
            check_build(self._growing, manifest)
        except ReleaseError:
            shutil.rmtree(self._growing, ignore_errors=True)
            raise

    def _put(self, file: File) -> None:
        target = self._growing / file.path
        if is_content(target, file.content):
            return
        make_folders(target.parent)
        _copy(self._source(file.content), target)
        if file.is_executable:
            target.chmod(0o755)

    def _source(self, content: Content) -> Path:
        fetched = self._place(content.sha256)
        if fetched.exists():
            return fetched
        if content.sha256 not in self._at_hand:
            raise ReleaseDamaged(content.sha256)
        return self._at_hand[content.sha256]

    def _place(self, sha256: str) -> Path:
        return self._contents / sha256


def _contents_of(folder: Path) -> dict[str, Path]:
    """Every content of a version by its hash; its own ``release.json`` too, for the next one's is like it."""
    path = folder / RELEASE_FILE
    try:
        data = path.read_bytes()
        manifest = read_manifest(data)
    except (FileNotFoundError, ReleaseError):
        return {}  # built without one: everything is fetched whole
    files = {file.sha256: folder / file.path for file in manifest.files}
    present = {sha256: place for sha256, place in files.items() if place.is_file()}
    return present | {content_in(data).sha256: path}


def _is_build(folder: Path, manifest: Manifest) -> bool:
    try:
        check_build(folder, manifest)
    except ReleaseError:
        return False
    return (folder / RELEASE_FILE).is_file()


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as old, target.open("wb") as new:
        shutil.copyfileobj(old, new, CHUNK_BYTES)
        new.flush()
        os.fsync(new.fileno())
    sync_folder(target.parent)
