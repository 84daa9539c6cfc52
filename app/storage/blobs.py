"""Scans and PDFs as encrypted files (XChaCha20-Poly1305 secretstream in 64 KiB blocks).

A reference is {SHA-256 of the plain bytes, size, root of the 64 KiB block hashes}; the local file is named
by an HMAC of the hash, since a plain hash would confirm a known document to a thief.
"""

import hmac
import os
import secrets
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES as OVERHEAD,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_HEADERBYTES as HEADER,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_pull as init_pull,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_push as init_push,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_pull as pull,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_push as push,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_state as new_stream_state,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_TAG_FINAL as FINAL,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE as MESSAGE,
)

from app.storage.engine import sentence_for_os
from app.storage.errors import StorageError

BLOCK_BYTES = 64 * 1024


class BlobRef(NamedTuple):
    """A file's content: what the database holds of it."""

    sha256: bytes
    size: int
    block_root: bytes


class DamagedBlob(StorageError):
    """The stored file is missing, cut or altered."""

    sentence = (
        "Một tệp quét trên máy này bị hỏng hoặc bị mất. Hồ sơ và số liệu vẫn nguyên. "
        "Xin quét lại giấy tờ đó, hoặc khôi phục tệp từ bản sao lưu."
    )


def reference(data: bytes) -> BlobRef:
    """The reference of these bytes."""
    blocks = b"".join(sha256(block).digest() for block in _blocks(data))
    return BlobRef(sha256(data).digest(), len(data), sha256(blocks).digest())


def _blocks(data: bytes) -> Iterator[bytes]:
    for start in range(0, max(len(data), 1), BLOCK_BYTES):
        yield data[start : start + BLOCK_BYTES]


class BlobStore:
    """Attachments by content; the same content is kept once."""

    def __init__(self, root: Path, key: bytes) -> None:
        self._root = root
        self._key = key

    def put(self, data: bytes) -> BlobRef:
        """Store the bytes, on the disk before this returns."""
        ref = reference(data)
        path = self._path(ref)
        if not path.exists():
            try:
                self._write(path, data)
            except OSError as error:
                raise sentence_for_os(error) from error
        return ref

    def has(self, ref: BlobRef) -> bool:
        """Whether a file of that name is here; only ``get`` says that it is whole."""
        return self._path(ref).exists()

    def get(self, ref: BlobRef) -> bytes:
        """The bytes, verified; raises DamagedBlob."""
        try:
            data = b"".join(self._decrypted(self._path(ref).read_bytes()))
        except (OSError, RuntimeError, ValueError) as error:
            raise DamagedBlob from error
        if reference(data) != ref:
            raise DamagedBlob
        return data

    def _path(self, ref: BlobRef) -> Path:
        name = hmac.digest(self._key, b"name" + ref.sha256, "sha256").hex()
        return self._root / name[:2] / name[2:]

    def _write(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        try:
            with temporary.open("xb") as file:
                file.writelines(self._encrypted(data))
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)

    def _encrypted(self, data: bytes) -> Iterator[bytes]:
        state = new_stream_state()
        yield init_push(state, self._key)
        blocks = list(_blocks(data))
        for number, block in enumerate(blocks, 1):
            yield push(state, block, None, FINAL if number == len(blocks) else MESSAGE)

    def _decrypted(self, stored: bytes) -> Iterator[bytes]:
        state = new_stream_state()
        init_pull(state, stored[:HEADER], self._key)
        step = BLOCK_BYTES + OVERHEAD
        tag = MESSAGE
        for start in range(HEADER, len(stored), step):
            if tag == FINAL:
                raise ValueError("bytes after the last block")
            block, tag = pull(state, stored[start : start + step], None)
            yield block
        if tag != FINAL:
            raise ValueError("the last block is missing")
