"""Scans and PDFs as encrypted files (XChaCha20-Poly1305 secretstream in 64 KiB blocks).

The local file is named by an HMAC of the content's hash, since a plain hash would confirm a known document
to a thief. Beside the whole files lie those that are still coming (``.part``): their blocks are sealed one
by one, since they come in any order and over any carrier.
"""

import hmac
import os
import secrets
from collections.abc import Container, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

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

from app.changes.blocks import (
    BLOCK_BYTES,
    BadBlock,
    BlobRef,
    BlockSeal,
    blocks_of,
    reference,
    sealed_span,
)
from app.platform.durable import make_folders, sync_folder
from app.storage.engine import sentence_for_os
from app.storage.errors import StorageError

__all__ = ["BLOCK_BYTES", "BlobRef", "BlobStore", "DamagedBlob", "reference"]

PART = ".part"


class DamagedBlob(StorageError):
    """The stored file is missing, cut or altered."""

    sentence = (
        "Một tệp quét trên máy này bị hỏng hoặc bị mất. Hồ sơ và số liệu vẫn nguyên. "
        "Xin quét lại giấy tờ đó, hoặc khôi phục tệp từ bản sao lưu."
    )


class BlobStore:
    """Attachments by content; the same content is kept once."""

    def __init__(self, root: Path, key: bytes) -> None:
        self._root = root
        self._key = key
        self._seal = BlockSeal(hmac.digest(key, b"parts", "sha256"))

    def put(self, data: bytes) -> BlobRef:
        """Store the bytes, on the disk before this returns."""
        ref = reference(data)
        path = self._path(ref)
        if not path.exists():
            with _disk_sentences():
                self._write(path, data)
        return ref

    def has(self, ref: BlobRef) -> bool:
        """Whether a file of that name is here; only ``get`` says that it is whole."""
        return self._path(ref).exists()

    def get(self, ref: BlobRef) -> bytes:
        """The bytes, verified; raises DamagedBlob."""
        data = b"".join(self._each_block(ref))
        if reference(data) != ref:
            raise DamagedBlob
        return data

    def block_list(self, ref: BlobRef) -> bytes:
        """The joined hashes of its blocks; raises DamagedBlob."""
        hashes = b"".join(sha256(block).digest() for block in self._each_block(ref))
        if sha256(hashes).digest() != ref.block_root:
            raise DamagedBlob
        return hashes

    def blocks(self, ref: BlobRef, wanted: Container[int]) -> Iterator[tuple[int, bytes]]:
        """Some of its blocks in order, each with its number, read when asked for; raises DamagedBlob."""
        for number, block in enumerate(self._each_block(ref)):
            if number in wanted:
                yield number, block

    # files that are still coming

    def stage(self, ref: BlobRef, number: int, block: bytes) -> None:
        """Keep one block that was checked."""
        path = self._path(ref).with_suffix(PART)
        with _disk_sentences():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("r+b" if path.exists() else "w+b") as file:
                file.seek(sealed_span(ref, number)[0])
                file.write(self._seal.seal(ref, number, block))

    def finish(self, ref: BlobRef) -> bool:
        """Make the file of its staged blocks; False when they do not give it, and then they are gone."""
        try:
            data = self._staged(ref)
        except (OSError, BadBlock):
            data = b""
        is_whole = reference(data) == ref
        if is_whole:
            self.put(data)
        self.discard(ref)
        return is_whole

    def discard(self, ref: BlobRef) -> None:
        """Forget what has come of a file."""
        self._path(ref).with_suffix(PART).unlink(missing_ok=True)

    def staged_bytes(self) -> int:
        """The room that files take which are still coming."""
        return sum(path.stat().st_size for path in self._root.glob(f"*/*{PART}"))

    def _staged(self, ref: BlobRef) -> bytes:
        with self._path(ref).with_suffix(PART).open("rb") as file:
            return b"".join(self._staged_block(file, ref, number) for number in range(ref.blocks))

    def _staged_block(self, file: BinaryIO, ref: BlobRef, number: int) -> bytes:
        start, length = sealed_span(ref, number)
        file.seek(start)
        return self._seal.open(ref, number, file.read(length))

    # whole files

    def _path(self, ref: BlobRef) -> Path:
        name = hmac.digest(self._key, b"name" + ref.sha256, "sha256").hex()
        return self._root / name[:2] / name[2:]

    def _write(self, path: Path, data: bytes) -> None:
        make_folders(path.parent)
        temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        try:
            with temporary.open("xb") as file:
                file.writelines(self._encrypted(data))
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
            sync_folder(path.parent)
        finally:
            temporary.unlink(missing_ok=True)

    def _encrypted(self, data: bytes) -> Iterator[bytes]:
        state = new_stream_state()
        yield init_push(state, self._key)
        blocks = list(blocks_of(data))
        for number, block in enumerate(blocks, 1):
            yield push(state, block, None, FINAL if number == len(blocks) else MESSAGE)

    def _each_block(self, ref: BlobRef) -> Iterator[bytes]:
        try:
            with self._path(ref).open("rb") as file:
                yield from self._decrypted(file)
        except (OSError, RuntimeError, ValueError) as error:
            raise DamagedBlob from error

    def _decrypted(self, file: BinaryIO) -> Iterator[bytes]:
        state = new_stream_state()
        init_pull(state, file.read(HEADER), self._key)
        tag = MESSAGE
        while sealed := file.read(BLOCK_BYTES + OVERHEAD):
            if tag == FINAL:
                raise ValueError("bytes after the last block")
            block, tag = pull(state, sealed, None)
            yield block
        if tag != FINAL:
            raise ValueError("the last block is missing")


@contextmanager
def _disk_sentences() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise sentence_for_os(error) from error
