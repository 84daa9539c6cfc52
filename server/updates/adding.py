"""Takes a finished build into the repository: packs what is new, makes deltas, and drafts the targets."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tuf.api.metadata import Targets

from app.releases.content import Content, blob_name
from app.releases.errors import BuildUnusable, ReleaseError
from app.releases.manifest import RELEASE_FILE, Manifest, check_build, read_manifest
from app.releases.offer import Delta, Offer, make_offer, with_deltas
from app.releases.version import Version
from server.errors import ServerError
from server.updates.drafts import begin_draft, write_draft
from server.updates.repository import Repository
from server.updates.shelf import (
    Release,
    content_bytes,
    offered_version,
    releases_in,
    releases_of,
    set_releases,
    store_blob,
    store_bytes,
    store_delta,
    store_offers,
)

EARLIER = 3  # releases that a desk may come from by deltas; an older one fetches whole contents
ANY_VERSION = "0.0.0"


class Added(NamedTuple):
    """What a release costs: all of it packed, and the deltas among it."""

    offer: Offer
    files: int
    packed_bytes: int
    delta_bytes: int


def add_release(
    repository: Repository, build: Path, notes: str, now_ms: int, least_version: str = ANY_VERSION
) -> Added:
    """Put a build on the shelf and into the draft; raises ServerError or ReleaseError."""
    data, manifest = _read_build(build)
    with repository.locked():
        draft = begin_draft(repository, now_ms)
        _check_is_newer(repository, manifest)
        earlier = _earlier(repository, draft.targets.signed, manifest)
        _store_contents(repository, build, manifest)
        content = store_bytes(repository, data)
        deltas = set(_deltas(repository, build, manifest, data, earlier))
        offer = with_deltas(make_offer(manifest, content, least_version, notes), deltas)
        _name(repository, draft.targets.signed, [*(each.offer for each in earlier), offer], offer)
        write_draft(repository, draft)
    return _added(repository, manifest, offer)


def withdraw_release(repository: Repository, platform: str, version: str, now_ms: int) -> None:
    """Draft targets that offer the release before one that turned out bad; desks that have it keep it.

    It stays on the shelf: its number is not given again, and the next release has deltas from it.
    """
    with repository.locked():
        draft = begin_draft(repository, now_ms)
        targets = draft.targets.signed
        if offered_version(targets, platform) != version:
            raise ServerError(f"Bản {version} không phải bản đang mời cho {platform}. Không thay đổi gì.")
        offers = [each.offer for each in releases_of(platform, releases_in(repository, targets))]
        before = [offer for offer in offers if Version.read(offer.version) < Version.read(version)]
        set_releases(targets, platform, offers, before[-1] if before else None)
        store_offers(repository, targets, platform, offers)
        write_draft(repository, draft)


def _name(repository: Repository, targets: Targets, offers: list[Offer], current: Offer) -> None:
    set_releases(targets, current.platform, offers, current)
    store_offers(repository, targets, current.platform, offers)


def _read_build(build: Path) -> tuple[bytes, Manifest]:
    try:
        data = (build / RELEASE_FILE).read_bytes()
        manifest = read_manifest(data)
        check_build(build, manifest)
    except (OSError, ReleaseError) as error:
        where = getattr(error, "where", RELEASE_FILE)
        raise BuildUnusable(f"{where} thiếu hoặc không khớp {RELEASE_FILE}. Xin đóng gói lại.") from error
    return data, manifest


def _check_is_newer(repository: Repository, manifest: Manifest) -> None:
    published = releases_of(manifest.platform, releases_in(repository, repository.targets().signed))
    newest = max((Version.read(each.offer.version) for each in published), default=None)
    if newest is not None and Version.read(manifest.version) <= newest:
        raise ServerError(
            f"Đã phát hành bản {newest}; bản mới phải có số lớn hơn {newest}. Không thay đổi gì."
        )


def _earlier(repository: Repository, targets: Targets, manifest: Manifest) -> list[Release]:
    """The releases before this one that stay on the shelf."""
    there = releases_of(manifest.platform, releases_in(repository, targets))
    return [each for each in there if each.offer.version != manifest.version][-EARLIER:]


def _store_contents(repository: Repository, build: Path, manifest: Manifest) -> None:
    """Pack each content once; the packer lets go of Python's lock, so every core helps."""
    by_hash = {file.sha256: file for file in manifest.files}
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for _ in pool.map(
            lambda file: store_blob(repository, file.content, build / file.path), by_hash.values()
        ):
            pass


def _deltas(
    repository: Repository, build: Path, manifest: Manifest, data: bytes, earlier: list[Release]
) -> Iterator[Delta]:
    for release in earlier:
        for old, path in _changed(release.manifest, manifest):
            yield from _delta(repository, content_bytes(repository, old), (build / path).read_bytes())
        yield from _delta(repository, release.data, data)


def _delta(repository: Repository, old: bytes, new: bytes) -> Iterator[Delta]:
    delta = store_delta(repository, old, new)
    if delta is not None:
        yield delta


def _changed(old: Manifest, new: Manifest) -> Iterator[tuple[Content, str]]:
    """Each content of the new build that the old one lacks, where it had another one under the same path."""
    before = {file.path: file.content for file in old.files}
    known = old.contents()
    for file in new.files:
        if file.path in before and file.sha256 not in known:
            yield before[file.path], file.path


def _added(repository: Repository, manifest: Manifest, offer: Offer) -> Added:
    hashes = (*manifest.contents(), offer.manifest.sha256)
    packed = sum((repository.folder / blob_name(sha256)).stat().st_size for sha256 in hashes)
    return Added(offer, len(manifest.files), packed, sum(delta.size for delta in offer.deltas))
