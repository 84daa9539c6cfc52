"""A district's updates in a test: real keys, cheap passphrases, and a desk that believes only TUF."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nacl.signing import SigningKey
from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import FetcherInterface, Updater

from app.releases.anchor import FIRST_ROOT_FILE, open_anchor
from app.releases.content import Content, content_in
from app.releases.manifest import RELEASE_FILE, Manifest, check_build
from app.releases.offer import Offer, current_target, offered_manifest, read_offer
from app.releases.packing import apply_delta, unpack
from app.releases.plan import Piece, pieces_for
from server.updates.adding import Added, add_release
from server.updates.ceremony import District, KeyMaker, Wanted, init
from server.updates.drafts import sign
from server.updates.keys import Cost, OfflineRole, open_offline_key
from server.updates.publishing import publish
from server.updates.repository import Repository
from tests.app.releases.builds import a_build

PASSPHRASE = "mười hai con giáp"
CHEAP = Cost(1, 8192)
DISTRICT = SigningKey(b"d" * 32)
PLATFORM = "linux-amd64"


def now_ms() -> int:
    return int(time.time() * 1000)


@dataclass
class Ceremony:
    """The district's side: a repository in a folder, its offline keys in another."""

    home: Path
    repository: Repository
    district: SigningKey = DISTRICT
    clock: Callable[[], int] = now_ms

    @property
    def maker(self) -> KeyMaker:
        return KeyMaker(self.home / "stick", lambda _role: PASSPHRASE, CHEAP)

    def begin(self, root: Wanted = Wanted(), targets: Wanted = Wanted()) -> None:  # noqa: B008
        self.home.mkdir(exist_ok=True)
        init(self.repository, self.maker, root, targets, District("Huyện mẫu", self.district), self.clock())

    def keys(self, role: OfflineRole) -> list[Path]:
        return sorted((self.home / "stick").glob(f"{role}-*.key"), key=lambda path: path.stat().st_mtime_ns)

    def add(self, version: str, changed: Mapping[str, bytes] | None = None, notes: str = "Sửa lỗi.") -> Added:
        build = a_build(self.home / f"dist-{version}", version, changed)
        return add_release(self.repository, build, notes, self.clock())

    def sign(self, *keys: Path, draft: Path | None = None) -> None:
        for key in keys:
            sign(draft or self.repository.draft, open_offline_key(key, PASSPHRASE))

    def release(self, version: str, changed: Mapping[str, bytes] | None = None) -> Added:
        """All the way to the desks."""
        added = self.add(version, changed)
        self.publish()
        return added

    def publish(self) -> None:
        """Sign and publish what waits."""
        self.sign(self.keys("targets")[-1])
        publish(self.repository, self.clock())


def a_ceremony(home: Path) -> Ceremony:
    """A district's folder without a server."""
    return Ceremony(home, Repository(home / "updates", home / "updates-draft", home / "updates-online.key"))


class Folder(FetcherInterface):
    """python-tuf's way to a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _fetch(self, url: str) -> Iterator[bytes]:
        try:
            yield (self._folder / url).read_bytes()
        except FileNotFoundError as error:
            raise DownloadHTTPError("not there", 404) from error


class Desk:
    """The office's side, with nothing but TUF and app.releases."""

    def __init__(self, home: Path, updates: Path) -> None:
        root = (updates / FIRST_ROOT_FILE).read_bytes()
        open_anchor((updates / "anchor.sxa").read_bytes(), root, bytes(DISTRICT.verify_key))
        self._home, self._root, self.updates = home, root, updates
        (home / "seen").mkdir(parents=True)

    def newest(self) -> Offer | None:
        """What the district offers, as far as TUF believes it."""
        updater = Updater(
            str(self._home / "seen"), "metadata/", str(self._home), "targets/",
            fetcher=Folder(self.updates), bootstrap=self._root,
        )  # fmt: skip
        updater.refresh()
        target = updater.get_targetinfo(current_target(PLATFORM))
        if target is None:
            return None
        return read_offer(Path(updater.download_target(target)).read_bytes(), PLATFORM)

    def install(self, offer: Offer, old: Path) -> tuple[Path, int, list[Piece]]:
        """Rebuild the offered release from an installed one; the folder, the bytes it took, and how."""
        at_hand = {content_in(path.read_bytes()).sha256: path for path in old.rglob("*") if path.is_file()}
        new = self._home / offer.version
        got: list[Piece] = []

        def fetch(contents: list[Content]) -> None:
            for piece in pieces_for(contents, offer, at_hand):
                at_hand[piece.content.sha256] = self._fetched(piece, at_hand)
                got.append(piece)

        fetch([offer.manifest])
        data = at_hand[offer.manifest.sha256].read_bytes()
        manifest: Manifest = offered_manifest(data, offer)
        fetch(list(manifest.contents().values()))
        for file in manifest.files:
            path = new / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(at_hand[file.sha256].read_bytes())
        (new / RELEASE_FILE).write_bytes(data)
        check_build(new, manifest)
        return new, sum((self.updates / piece.name).stat().st_size for piece in got), got

    def _fetched(self, piece: Piece, at_hand: dict[str, Path]) -> Path:
        target = self._home / f"content-{piece.content.sha256}"
        packed = self.updates / piece.name
        assert packed.stat().st_size <= piece.most_bytes
        if piece.old_sha256 is None:
            unpack(packed, target, piece.content)
        else:
            apply_delta(at_hand[piece.old_sha256], packed, target, piece.content)
        return target
