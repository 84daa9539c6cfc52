"""The contents, deltas and offers of a repository on the disk: put there once, found again, cleared away."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import TargetFile, Targets

from app.releases.content import Content, blob_name, content_in, delta_name
from app.releases.errors import ReleaseError
from app.releases.manifest import Manifest
from app.releases.offer import (
    Delta,
    Offer,
    current_target,
    encode,
    offered_manifest,
    read_offer,
    release_target,
)
from app.releases.packing import WORTH_IT, pack, pack_bytes, pack_delta, unpack
from app.releases.version import Version
from server.errors import ServerError
from server.updates.repository import Repository, put

HASHES = ["sha256"]


class Release(NamedTuple):
    """A release that desks may have: its offer, its manifest and the manifest's bytes."""

    offer: Offer
    manifest: Manifest
    data: bytes


def releases_in(repository: Repository, targets: Targets) -> list[Release]:
    """The releases that these targets name, oldest first; raises ServerError where one is not whole."""
    current = {current_target(path.split("/")[1]) for path in targets.targets}
    found = [_release(repository, target) for path, target in targets.targets.items() if path not in current]
    return sorted(found, key=lambda release: Version.read(release.offer.version))


def releases_of(platform: str, releases: Iterable[Release]) -> list[Release]:
    """Those of one platform, in the same order."""
    return [release for release in releases if release.offer.platform == platform]


def _release(repository: Repository, target: TargetFile) -> Release:
    try:
        data = (repository.folder / "targets" / served_path(target)).read_bytes()
        target.verify_length_and_hashes(data)
        offer = read_offer(data, target.path.split("/")[1])
        manifest = content_bytes(repository, offer.manifest)
        return Release(offer, offered_manifest(manifest, offer), manifest)
    except (OSError, RepositoryError, ReleaseError) as error:
        raise ServerError(f"Bản phát hành {target.path} trong kho không còn nguyên vẹn.") from error


def served_path(target: TargetFile) -> str:
    """Where TUF's consistent snapshots look for a target."""
    return target.get_prefixed_paths()[0]


def set_releases(targets: Targets, platform: str, offers: list[Offer], current: Offer | None) -> None:
    """Name these offers, one of them as the current, and no other of the platform.

    Whoever signs sees the hash of each ``release.json`` and can compare it with the build's own.
    """
    stem = f"releases/{platform}/"
    named = {offer_path(offer): offer for offer in offers}
    if current is not None:
        named[current_target(platform)] = current
    kept = {path: target for path, target in targets.targets.items() if not path.startswith(stem)}
    targets.targets = kept | {path: _target(path, offer) for path, offer in sorted(named.items())}


def offered_version(targets: Targets, platform: str) -> str | None:
    """The version that desks of a platform are offered; later ones on the shelf were withdrawn."""
    target = targets.targets.get(current_target(platform))
    return None if target is None else str(target.custom["version"])


def offer_path(offer: Offer) -> str:
    return release_target(offer.platform, offer.version)


def _target(path: str, offer: Offer) -> TargetFile:
    target = TargetFile.from_data(path, encode(offer), HASHES)
    target.unrecognized_fields["custom"] = {"version": offer.version, "manifest": offer.manifest.sha256}
    return target


def store_offers(repository: Repository, targets: Targets, platform: str, offers: list[Offer]) -> None:
    """Put the files of these offers where ``set_releases`` says that they are."""
    by_version = {offer.version: encode(offer) for offer in offers}
    for path, target in targets.targets.items():
        if path.startswith(f"releases/{platform}/"):
            put(repository.folder / "targets" / served_path(target), by_version[target.custom["version"]])


def store_blob(repository: Repository, content: Content, source: Path) -> None:
    """Keep a content that is a file."""
    with _new(repository.folder / blob_name(content.sha256)) as part:
        if part is not None:
            pack(source, part)


def store_bytes(repository: Repository, data: bytes) -> Content:
    """Keep a content that is in memory."""
    content = content_in(data)
    path = repository.folder / blob_name(content.sha256)
    if not path.is_file():
        put(path, pack_bytes(data))
    return content


def store_delta(repository: Repository, old: bytes, new: bytes) -> Delta | None:
    """Keep the way from one content to another; None where the whole is as short."""
    old_content, content = content_in(old), content_in(new)
    path = repository.folder / delta_name(content.sha256, old_content.sha256)
    if not path.is_file():
        delta = pack_delta(old, new)
        whole_bytes = (repository.folder / blob_name(content.sha256)).stat().st_size
        if delta is None or len(delta) > whole_bytes * WORTH_IT:
            return None
        put(path, delta)
    return Delta(content.sha256, old_content.sha256, path.stat().st_size)


def content_bytes(repository: Repository, content: Content) -> bytes:
    """A content that is kept; raises ReleaseError or OSError."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "content")
        unpack(repository.folder / blob_name(content.sha256), target, content)
        return target.read_bytes()


def named_files(releases: Iterable[Release]) -> dict[str, int | None]:
    """Every blob and delta that these releases need, and its length where that is known."""
    names: dict[str, int | None] = {}
    for release in releases:
        for sha256 in (release.offer.manifest.sha256, *release.manifest.contents()):
            names[blob_name(sha256)] = None
        for delta in release.offer.deltas:
            names[delta_name(delta.sha256, delta.old_sha256)] = delta.size
    return names


def check_whole(repository: Repository, releases: Iterable[Release]) -> None:
    """Raise ServerError when a desk would look in vain for something."""
    for name, size in named_files(releases).items():
        path = repository.folder / name
        if not path.is_file() or (size is not None and path.stat().st_size != size):
            raise ServerError(f"Kho thiếu {name}. Xin thêm lại bản phát hành rồi mới phát hành.")


@contextmanager
def _new(path: Path) -> Iterator[Path | None]:
    """Where to write a file that gets its name when it is whole; None if it is there already."""
    if path.is_file():
        yield None
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    yield part
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(part, path)
