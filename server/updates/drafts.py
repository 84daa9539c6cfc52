"""The draft: metadata on their way to be signed, as files that may travel to another machine and back."""

from pathlib import Path
from typing import Any, NamedTuple

from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Root, Targets

from server.errors import ServerError
from server.updates.keys import shown
from server.updates.repository import TARGETS_DAYS, Repository, ends, next_version, put, read

TRUSTED, ROOT, TARGETS = "trusted.json", "root.json", "targets.json"
FILES = (TRUSTED, ROOT, TARGETS)


class Draft(NamedTuple):
    """What waits to be signed; ``trusted`` is the root in force, ``root`` None unless it changes."""

    trusted: Metadata[Root]
    root: Metadata[Root] | None
    targets: Metadata[Targets]

    @property
    def ruling(self) -> Root:
        """The root whose keys the targets need."""
        return (self.root or self.trusted).signed


class Standing(NamedTuple):
    """How far the signing of one role is; ``needed`` for a root counts the keys of old and new root apart."""

    role: str
    signed: int
    needed: int

    @property
    def is_enough(self) -> bool:
        return self.signed >= self.needed


def read_draft(folder: Path) -> Draft:
    """The draft in a folder; raises ServerError."""
    if not (folder / TARGETS).exists():
        raise ServerError(f"Ở {folder} không có gì chờ ký.")
    root = read(folder / ROOT, Root) if (folder / ROOT).exists() else None
    return Draft(read(folder / TRUSTED, Root), root, read(folder / TARGETS, Targets))


def begin_draft(repository: Repository, now_ms: int) -> Draft:
    """The draft that waits already, else a new one of what is in force; not yet on the disk."""
    if (repository.draft / TARGETS).exists():
        return read_draft(repository.draft)
    targets = repository.targets()
    targets.signed.version = next_version(now_ms, targets.signed.version)
    targets.signed.expires = ends(now_ms, TARGETS_DAYS)
    return Draft(repository.root(), None, targets)


def write_draft(repository: Repository, draft: Draft) -> None:
    """Keep a draft that was changed: whatever was signed before was something else."""
    for metadata in (draft.root, draft.targets):
        if metadata is not None:
            metadata.signatures.clear()
    _write(repository.draft, draft)


def drop_draft(repository: Repository) -> None:
    """Forget what waits."""
    for name in FILES:
        (repository.draft / name).unlink(missing_ok=True)


def sign(folder: Path, signer: CryptoSigner) -> list[str]:
    """Sign all that this key may sign, and say the roles; raises ServerError if there is none."""
    draft = read_draft(folder)
    roles = []
    for role, metadata, roots in _asked(draft):
        if any(signer.public_key.keyid in root.roles[role].keyids for root in roots):
            metadata.sign(signer, append=True)
            roles.append(role)
    if not roles:
        name = shown(signer.public_key)
        raise ServerError(f"Khóa {name} không có quyền ký gì trong bản nháp này. Chưa ký gì.")
    _write(folder, draft)
    return roles


def standings(draft: Draft) -> list[Standing]:
    """How many of the needed signatures are there, and right."""
    found = []
    for role, metadata, roots in _asked(draft):
        results = [_result(root, role, metadata) for root in roots]
        found.append(
            Standing(
                role,
                sum(min(len(result.signed), result.threshold) for result in results),
                sum(result.threshold for result in results),
            )
        )
    return found


def _asked(draft: Draft) -> list[tuple[str, Metadata[Any], list[Root]]]:
    """What is to be signed, and by whose keys: a new root by the old one's and by its own."""
    asked: list[tuple[str, Metadata[Any], list[Root]]] = [("targets", draft.targets, [draft.ruling])]
    if draft.root is not None:
        asked.insert(0, ("root", draft.root, [draft.trusted.signed, draft.root.signed]))
    return asked


def _result(root: Root, role: str, metadata: Metadata[Any]) -> Any:
    try:
        return root.get_verification_result(role, metadata.signed_bytes, metadata.signatures)
    except (ValueError, VerificationError) as error:
        raise ServerError("Bản nháp có chữ ký hoặc khóa không đọc được. Chưa phát hành gì.") from error


def _write(folder: Path, draft: Draft) -> None:
    for name, metadata in zip(FILES, draft, strict=True):
        if metadata is not None:
            put(folder / name, metadata.to_bytes())
