"""A repository of updates as a district publishes it, on python-tuf's own metadata, for tests to harm.

The district's own way to make one (``server.updates``) is tested on its side and end to end; here every part
can be written wrong on purpose.
"""

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Signed, Snapshot, TargetFile, Targets, Timestamp

from app.installation.folder import Installation
from app.releases import offer as offers
from app.releases.anchor import ANCHOR_FILE, make_anchor
from app.releases.content import blob_name, content_in, delta_name
from app.releases.manifest import RELEASE_FILE, Manifest, encode, read_manifest
from app.releases.offer import Delta, current_target
from app.releases.packing import pack, pack_bytes, pack_delta
from app.releases.version import Version
from tests.support.versions import PLATFORM

A_MONTH = timedelta(days=30)
ROLES = ("root", "targets", "snapshot", "timestamp")


class Repo:
    """One folder of updates and the keys to it; ``publish`` makes a consistent state of it."""

    def __init__(self, folder: Path, district_root: SigningKey, now: datetime) -> None:
        self.folder = folder
        self.now = now
        self.keys = {role: CryptoSigner.generate_ed25519() for role in ROLES}
        self.versions = dict.fromkeys(ROLES, 0)
        self.targets: dict[str, bytes] = {}
        for name in ("metadata", "targets", "blobs", "deltas"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.publish_root()
        first = (folder / "metadata" / "1.root.json").read_bytes()
        moment = int(now.timestamp() * 1000)
        (folder / ANCHOR_FILE).write_bytes(make_anchor(first, "Huyện Mẫu", moment, district_root))

    def publish_root(self, *, and_signed_by: CryptoSigner | None = None) -> None:
        """A new root with the keys as they are; a rotation is signed by the key before too."""
        root = Root(consistent_snapshot=True, expires=self.now + 36 * A_MONTH, version=self._next("root"))
        for role, signer in self.keys.items():
            root.add_key(signer.public_key, role)
        signers = [self.keys["root"], *([and_signed_by] if and_signed_by else [])]
        self._write(root, f"{root.version}.root.json", signers)

    def release(
        self,
        build: Path,
        *,
        before: Path | None = None,
        least: str = "0.0.1",
        notes: str = "Sửa lỗi in sổ.",
    ) -> Manifest:
        """Offer a build, with deltas from the one before; not visible before ``publish``."""
        data = (build / RELEASE_FILE).read_bytes()
        manifest = read_manifest(data)
        for file in manifest.files:
            pack(build / file.path, self.folder / blob_name(file.sha256))
        (self.folder / blob_name(content_in(data).sha256)).write_bytes(pack_bytes(data))
        offer = offers.make_offer(manifest, content_in(data), least, notes)
        deltas = [*self._deltas(before, build)] if before else []
        self.offer(offers.encode(offers.with_deltas(offer, deltas)))
        return manifest

    def offer(self, data: bytes) -> None:
        """Any bytes as the newest offer."""
        self.targets[current_target(PLATFORM)] = data

    def publish(self, expires: timedelta = A_MONTH) -> None:
        """Sign targets, snapshot and timestamp anew."""
        targets = Targets(
            self._next("targets"),
            expires=self.now + 12 * A_MONTH,
            targets={
                path: TargetFile.from_data(path, data, ["sha256"]) for path, data in self.targets.items()
            },
        )
        for path, data in self.targets.items():
            place = self.folder / "targets" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.with_name(f"{sha256(data).hexdigest()}.{place.name}").write_bytes(data)
        written = self._write(targets, f"{targets.version}.targets.json", [self.keys["targets"]])
        snapshot = Snapshot(
            self._next("snapshot"),
            expires=self.now + A_MONTH,
            meta={"targets.json": _meta(targets.version, written)},
        )
        written = self._write(snapshot, f"{snapshot.version}.snapshot.json", [self.keys["snapshot"]])
        self.publish_timestamp(_meta(snapshot.version, written), expires)

    def publish_timestamp(self, snapshot: MetaFile, expires: timedelta = A_MONTH) -> None:
        """Only the timestamp, for any snapshot."""
        timestamp = Timestamp(self._next("timestamp"), expires=self.now + expires, snapshot_meta=snapshot)
        self._write(timestamp, "timestamp.json", [self.keys["timestamp"]])

    def copy(self, target: Path) -> Path:
        """The folder as it is now, elsewhere."""
        return Path(shutil.copytree(self.folder, target, dirs_exist_ok=True))

    def _next(self, role: str) -> int:
        self.versions[role] += 1
        return self.versions[role]

    def _write(self, signed: Signed, name: str, signers: list[CryptoSigner]) -> bytes:
        metadata = Metadata(signed)
        for signer in signers:
            metadata.sign(signer, append=True)
        data = metadata.to_bytes()
        (self.folder / "metadata" / name).write_bytes(data)
        return data

    def _deltas(self, before: Path, build: Path) -> list[Delta]:
        old, new = (read_manifest((each / RELEASE_FILE).read_bytes()) for each in (before, build))
        olds = {file.path: (file.sha256, (before / file.path).read_bytes()) for file in old.files}
        pairs = [
            (file.sha256, *olds[file.path], (build / file.path).read_bytes())
            for file in new.files
            if file.path in olds and olds[file.path][0] != file.sha256
        ]
        pairs.append((_sha(encode(new)), _sha(encode(old)), encode(old), encode(new)))
        return [delta for pair in pairs if (delta := self._delta(*pair)) is not None]

    def _delta(self, sha: str, old_sha: str, old: bytes, new: bytes) -> Delta | None:
        data = pack_delta(old, new)
        if data is None:
            return None
        (self.folder / delta_name(sha, old_sha)).write_bytes(data)
        return Delta(sha, old_sha, len(data))


def a_repo(
    folder: Path,
    district_root: SigningKey,
    now: datetime,
    builds: Mapping[Version, Path],
    installed: Installation,
) -> Repo:
    """A repository that offers the newest of these builds to who runs the installed one."""
    repo = Repo(folder, district_root, now)
    for version in sorted(builds):
        repo.release(builds[version], before=installed.folder(installed.present()[-1]))
    repo.publish()
    return repo


def utc(year: int, month: int, day: int) -> datetime:
    """A moment of tests."""
    return datetime(year, month, day, tzinfo=UTC)


def _meta(version: int, data: bytes) -> MetaFile:
    return MetaFile(version, len(data), {"sha256": _sha(data)})


def _sha(data: bytes) -> str:
    return sha256(data).hexdigest()
