"""Drafts: what is being typed, encrypted, one small file each.

A draft is written whole at every keystroke and put in place in one step. It is not synced to the platter
each time: a killed program loses nothing, and a power cut at most the last second of one form.
"""

import os
import secrets
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from app.changes.errors import UNREADABLE
from app.storage.engine import sentence_for_os

SUFFIX = ".draft"


class Draft(NamedTuple):
    """A parked or unfinished form."""

    id: str
    saved_ms: int
    fields: dict[str, Any]


class DraftStore:
    """The drafts of this desk."""

    def __init__(self, root: Path, key: bytes) -> None:
        self._root = root
        self._box = SecretBox(key)

    def new_id(self) -> str:
        """A name that says nothing about anybody."""
        return secrets.token_hex(8)

    def save(self, draft: Draft) -> None:
        """Put the draft on disk in one step; raises a disk's sentence."""
        sealed = self._box.encrypt(msgspec.msgpack.encode(draft))
        path = self._root / f"{draft.id}{SUFFIX}"
        temporary = path.with_suffix(".new")
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(sealed)
            os.replace(temporary, path)
        except OSError as error:
            raise sentence_for_os(error) from error

    def drop(self, draft_id: str) -> None:
        """Forget a draft: it became a dossier, or the clerk gave it up."""
        (self._root / f"{draft_id}{SUFFIX}").unlink(missing_ok=True)

    def all(self) -> list[Draft]:
        """Every draft that can be read, the newest first."""
        drafts = [self._read(path) for path in self._root.glob(f"*{SUFFIX}")]
        return sorted((d for d in drafts if d), key=lambda draft: draft.saved_ms, reverse=True)

    def _read(self, path: Path) -> Draft | None:
        try:
            return msgspec.msgpack.decode(self._box.decrypt(path.read_bytes()), type=Draft)
        except (OSError, CryptoError, *UNREADABLE):
            return None  # torn by a power cut: its file stays where it is for whoever wants to look
