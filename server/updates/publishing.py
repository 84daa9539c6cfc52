"""Makes a signed draft visible to desks, keeps the timestamp fresh, clears away what nobody is offered."""

import os
from pathlib import Path
from typing import NamedTuple

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, Targets, Timestamp

from server.errors import ServerError
from server.updates.drafts import Draft, drop_draft, read_draft, standings
from server.updates.keys import open_online_key
from server.updates.repository import (
    SNAPSHOT_DAYS,
    TIMESTAMP_DAYS,
    Kind,
    Repository,
    ends,
    ends_ms,
    next_version,
    put,
)
from server.updates.shelf import Release, check_whole, named_files, offered_version, releases_in, served_path

DAY_MS = 24 * 3600 * 1000
RENEW_AFTER_DAYS = 1
SHORTLY_S = 1.0  # a server that stops waits for this
ONLINE_ROLES = (Timestamp.type, Snapshot.type)


class Published(NamedTuple):
    """What desks see from now on."""

    root_version: int
    targets_version: int
    offered: dict[str, str]
    """The version of each platform."""


def publish(repository: Repository, now_ms: int) -> Published:
    """Check a draft as a desk would and put it in force, the timestamp last; raises ServerError."""
    with repository.locked():
        draft = read_draft(repository.draft)
        root = _next_root(repository, draft)
        _check_targets(repository, draft, now_ms)
        releases = releases_in(repository, draft.targets.signed)
        check_whole(repository, releases)
        signer = _online_signer(repository, root.signed)
        put_in_force(repository, draft.root, draft.targets, signer, now_ms)
        _settle_online_key(repository, signer)
        drop_draft(repository)
        _clear(repository, releases)
    return Published(root.signed.version, draft.targets.signed.version, _offered(draft.targets.signed))


def _offered(targets: Targets) -> dict[str, str]:
    platforms = sorted({path.split("/")[1] for path in targets.targets})
    versions = {platform: offered_version(targets, platform) for platform in platforms}
    return {platform: version for platform, version in versions.items() if version is not None}


def put_in_force(
    repository: Repository,
    root: Metadata[Root] | None,
    targets: Metadata[Targets],
    signer: CryptoSigner,
    now_ms: int,
) -> None:
    """Write what was checked; until the timestamp is replaced a desk sees nothing of it."""
    _put(repository, f"{targets.signed.version}.targets", targets)
    snapshot = _snapshot(repository, targets.signed.version, signer, now_ms)
    if root is not None:
        _put(repository, f"{root.signed.version}.root", root)
    _put_timestamp(repository, snapshot, signer, now_ms)


def renew(repository: Repository, now_ms: int) -> bool:
    """Sign the timestamp anew once it is a day old, and the snapshot before it ends; whether it was time."""
    if not repository.exists or not _is_due(repository, now_ms):
        return False
    with repository.locked(SHORTLY_S):
        if not _is_due(repository, now_ms):  # another process was quicker
            return False
        signer = _online_signer(repository, repository.root().signed)
        snapshot = repository.snapshot().signed
        version = snapshot.version
        if ends_ms(snapshot) - now_ms < 2 * TIMESTAMP_DAYS * DAY_MS:
            version = _snapshot(repository, snapshot.meta["targets.json"].version, signer, now_ms)
        _put_timestamp(repository, version, signer, now_ms)
        return True


def _is_due(repository: Repository, now_ms: int) -> bool:
    left_ms = ends_ms(repository.timestamp().signed) - now_ms
    return left_ms < (TIMESTAMP_DAYS - RENEW_AFTER_DAYS) * DAY_MS


def _next_root(repository: Repository, draft: Draft) -> Metadata[Root]:
    """The root that will be in force; the draft's idea of the present one is not believed."""
    current = repository.root()
    if draft.root is not None and draft.root.signed == current.signed:
        return current  # put in place by an earlier try that did not come to its end
    if draft.trusted.signed != current.signed:
        raise ServerError("Bản nháp được làm khi khóa gốc còn khác. Xin bỏ bản nháp và làm lại.")
    if draft.root is not None and draft.root.signed.version != current.signed.version + 1:
        raise ServerError("Khóa gốc trong bản nháp không nối tiếp khóa gốc đang dùng. Chưa phát hành gì.")
    return draft.root or current


def _check_targets(repository: Repository, draft: Draft, now_ms: int) -> None:
    if draft.targets.signed.version <= repository.targets().signed.version:
        raise ServerError("Bản nháp cũ hơn bản đang phát hành. Xin bỏ bản nháp và làm lại.")
    for metadata in (draft.root, draft.targets):
        if metadata is not None and ends_ms(metadata.signed) <= now_ms:
            raise ServerError("Bản nháp đã quá hạn khi chờ ký. Xin bỏ bản nháp và làm lại.")
    for standing in standings(draft):
        if not standing.is_enough:
            raise ServerError(
                f"Phần “{standing.role}” mới có {standing.signed} trên {standing.needed} chữ ký cần có. "
                "Chưa phát hành gì."
            )


def _online_signer(repository: Repository, root: Root) -> CryptoSigner:
    """The online key that the root lets sign; with any other desks would be told nonsense."""
    for path in (repository.next_online_key, repository.online_key):
        if path.exists():
            signer = open_online_key(path)
            if all(signer.public_key.keyid in root.roles[role].keyids for role in ONLINE_ROLES):
                return signer
    raise ServerError("Máy chủ không có khóa trực tuyến mà khóa gốc cho phép. Chưa phát hành gì.")


def _settle_online_key(repository: Repository, signer: CryptoSigner) -> None:
    """The next online key becomes the only one, once a root with it is in force."""
    following = repository.next_online_key
    if following.exists() and open_online_key(following).public_key.keyid == signer.public_key.keyid:
        os.replace(following, repository.online_key)


def _snapshot(repository: Repository, targets_version: int, signer: CryptoSigner, now_ms: int) -> int:
    before = repository.snapshot().signed.version if repository.exists else 0
    meta = {"targets.json": MetaFile(targets_version)}
    snapshot = Snapshot(next_version(now_ms, before), expires=ends(now_ms, SNAPSHOT_DAYS), meta=meta)
    _put(repository, f"{snapshot.version}.snapshot", _signed(snapshot, signer))
    return snapshot.version


def _put_timestamp(repository: Repository, snapshot_version: int, signer: CryptoSigner, now_ms: int) -> None:
    before = repository.timestamp().signed.version if repository.exists else 0
    timestamp = Timestamp(
        next_version(now_ms, before),
        expires=ends(now_ms, TIMESTAMP_DAYS),
        snapshot_meta=MetaFile(snapshot_version),
    )
    _put(repository, "timestamp", _signed(timestamp, signer))


def _signed(signed: Kind, signer: CryptoSigner) -> Metadata[Kind]:
    metadata = Metadata(signed)
    metadata.sign(signer)
    return metadata


def _put(repository: Repository, name: str, metadata: Metadata[Kind]) -> None:
    put(repository.metadata / f"{name}.json", metadata.to_bytes())


def _clear(repository: Repository, releases: list[Release]) -> None:
    """Remove what no release needs; a desk amid its questions still finds the metadata before these."""
    targets = repository.targets().signed.targets.values()
    needed = {repository.folder / name for name in named_files(releases)}
    needed |= {repository.folder / "targets" / served_path(target) for target in targets}
    for folder in ("blobs", "deltas", "targets"):
        for path in (repository.folder / folder).rglob("*"):
            if path.is_file() and path not in needed:
                path.unlink(missing_ok=True)
    for role in ("targets", "snapshot"):
        for path in sorted(repository.metadata.glob(f"*.{role}.json"), key=_version)[:-2]:
            path.unlink(missing_ok=True)


def _version(path: Path) -> int:
    return int(path.name.partition(".")[0])
