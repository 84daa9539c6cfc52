"""The rare acts around offline keys: a new repository, and another set of keys for an old one."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from nacl.signing import SigningKey
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Root, Targets

from app.releases.anchor import make_anchor
from server.errors import ServerError
from server.updates.drafts import Draft, begin_draft, drop_draft, write_draft
from server.updates.keys import Cost, OfflineRole, make_offline_key, make_online_key
from server.updates.publishing import ONLINE_ROLES, put_in_force
from server.updates.repository import ROOT_DAYS, TARGETS_DAYS, Repository, ends, next_version, put

Ask = Callable[[str], str]
"""Asks for a new key's passphrase, given what the key is for."""


@dataclass(frozen=True)
class Wanted:
    """How many keys of a role there shall be, and how many of them must sign."""

    keys: int = 1
    threshold: int = 1

    def check(self) -> None:
        if not 1 <= self.threshold <= self.keys <= 16:
            raise ServerError("Số chữ ký cần có phải từ 1 đến số khóa. Chưa tạo gì.")


@dataclass(frozen=True)
class KeyMaker:
    """Makes offline keys in a folder that is no part of the server, most often a stick."""

    folder: Path
    ask: Ask
    cost: Cost

    def make(self, role: OfflineRole, count: int) -> list[CryptoSigner]:
        return [make_offline_key(self.folder, role, self.ask(role), self.cost) for _ in range(count)]


class District(NamedTuple):
    """Who vouches for the updates: the district's name and its root key."""

    name: str
    root_key: SigningKey


def read_district_root(path: Path) -> SigningKey:
    """The district's root key, brought out for this one signature; raises ServerError."""
    try:
        return SigningKey(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ServerError(f"Không đọc được khóa gốc của cấp trên ở {path}.") from error


def init(
    repository: Repository,
    maker: KeyMaker,
    root: Wanted,
    targets: Wanted,
    district: District,
    now_ms: int,
) -> None:
    """Make a repository without releases, all its keys, and the anchor by which desks believe it."""
    root.check()
    targets.check()
    root_signers = maker.make("root", root.keys)
    targets_signers = maker.make("targets", targets.keys)
    with repository.locked():
        _set_aside(repository, now_ms)
        online = make_online_key(repository.online_key)
        first = _first_root(root_signers, targets_signers, online, (root, targets), now_ms)
        put(repository.anchor, make_anchor(first.to_bytes(), district.name, now_ms, district.root_key))
        put_in_force(repository, first, _no_targets(targets_signers, now_ms), online, now_ms)


def begin_rotation(
    repository: Repository,
    now_ms: int,
    role: str = "",
    new: Sequence[CryptoSigner] = (),
    drop: Sequence[str] = (),
    threshold: int | None = None,
) -> Draft:
    """Draft the next root, and targets for its keys; without a role only their time is drawn out.

    ``drop`` holds key ids or their beginnings as shown, or ``all`` for every former key of the role.
    """
    with repository.locked():
        begun = begin_draft(repository, now_ms)
        root = begun.root or _next_of(repository.root())
        root.signed.expires = ends(now_ms, ROOT_DAYS)
        if role:
            _change(root.signed, ONLINE_ROLES if role == "online" else (role,), new, drop, threshold)
        draft = Draft(begun.trusted, root, begun.targets)
        write_draft(repository, draft)
    return draft


def abandon_draft(repository: Repository) -> None:
    """Forget what waits to be signed."""
    with repository.locked():
        drop_draft(repository)


def _set_aside(repository: Repository, now_ms: int) -> None:
    """An earlier repository's files stay on the disk under another name, out of every desk's sight."""
    drop_draft(repository)
    if repository.folder.exists():
        shutil.move(repository.folder, repository.folder.with_name(f"updates-before-{now_ms}"))


def _first_root(
    root_signers: Sequence[CryptoSigner],
    targets_signers: Sequence[CryptoSigner],
    online: CryptoSigner,
    wanted: tuple[Wanted, Wanted],
    now_ms: int,
) -> Metadata[Root]:
    root = Root(expires=ends(now_ms, ROOT_DAYS))
    holders = {"root": root_signers, "targets": targets_signers} | {role: [online] for role in ONLINE_ROLES}
    for role, signers in holders.items():
        for signer in signers:
            root.add_key(signer.public_key, role)
    root.roles["root"].threshold, root.roles["targets"].threshold = (each.threshold for each in wanted)
    metadata: Metadata[Root] = Metadata(root)
    for signer in root_signers:
        metadata.sign(signer, append=True)
    return metadata


def _no_targets(signers: Sequence[CryptoSigner], now_ms: int) -> Metadata[Targets]:
    """What a repository offers before its first release."""
    metadata = Metadata(Targets(next_version(now_ms), expires=ends(now_ms, TARGETS_DAYS), targets={}))
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata


def _next_of(current: Metadata[Root]) -> Metadata[Root]:
    current.signed.version += 1
    return current


def _change(
    root: Root, roles: Sequence[str], new: Sequence[CryptoSigner], drop: Sequence[str], threshold: int | None
) -> None:
    for role in roles:
        for key_id in _dropped(root, role, drop):
            root.revoke_key(key_id, role)
        for signer in new:
            root.add_key(signer.public_key, role)
        count = len(root.roles[role].keyids)
        wanted = root.roles[role].threshold if threshold is None else threshold
        if not 1 <= wanted <= count:
            raise ServerError(f"Vai trò {role} còn {count} khóa nhưng cần {wanted} chữ ký. Chưa thay đổi gì.")
        root.roles[role].threshold = wanted


def _dropped(root: Root, role: str, drop: Sequence[str]) -> list[str]:
    held = list(root.roles[role].keyids)
    if "all" in drop:
        return held
    found = [key_id for key_id in held if any(key_id.startswith(start) for start in drop if start)]
    if len(found) < len(drop):
        raise ServerError(f"Vai trò {role} không có khóa đã nêu. Chưa thay đổi gì.")
    return found
