"""Bugs of what carries: staging without an end, holes in uploads, sticks that lie."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from app.changes.blocks import Bitmap
from server import blobs
from server.blob_vault import Vault
from sync.bundle import writer


@contextmanager
def staging_without_end() -> Iterator[None]:
    """What never became whole is kept for ever, on the server and on the stick."""
    with (
        patch.object(blobs.blobs, "staged_bytes", lambda *_: 0),
        patch.object(writer, "drop", lambda _paths: None),
    ):
        yield


@contextmanager
def offset_means_all() -> Iterator[None]:
    """An upload is whole once its last byte has come; what was lost before it stays a hole."""

    def whatever_is_there(_self: Vault, _commune: str, ref: Any, _hashes: bytes) -> tuple[Bitmap, bytes]:
        full = Bitmap(ref.blocks)
        full.update(range(ref.blocks))
        return full, ref.sha256

    has_last = property(lambda bitmap: bitmap._blocks - 1 in bitmap)
    with patch.object(Bitmap, "is_full", has_last), patch.object(Vault, "sound_blocks", whatever_is_there):
        yield


@contextmanager
def never_read_back() -> Iterator[None]:
    """A stick is believed when it takes what is written; what it kept of it is found out at the other end."""
    with patch.object(writer, "_read_back", lambda *_: None):
        yield
