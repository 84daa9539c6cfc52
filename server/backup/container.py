"""The bytes of a backup file.

    magic       b"SXSB\\x01"
    header      length (4 bytes, big-endian), then MessagePack [format, created ms, recipient,
                sealed stream key, secretstream header]
    chunks      length (4 bytes), then XChaCha20-Poly1305 ciphertext; the last carries the final tag

The stream's key is sealed to the backup key, whose private half is kept offline: whoever takes the server,
or the disk with the backups, cannot read them. The header is bound into the first chunk.
"""

from collections.abc import Iterator
from typing import BinaryIO

import msgspec
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_keygen,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from app.changes.errors import UNREADABLE
from server.errors import ServerError

MAGIC = b"SXSB\x01"
FORMAT = 1
CHUNK_BYTES = 64 * 1024
MAX_HEADER_BYTES = 4096
LENGTH_BYTES = 4


class BackupDamaged(ServerError):
    """A file that is not a whole, unaltered backup."""

    def __init__(self) -> None:
        super().__init__("Tệp sao lưu bị hỏng, thiếu hoặc đã bị sửa. Chưa ghi gì. Xin dùng bản khác.")


class WrongBackupKey(ServerError):
    """Another district's key, or an older one."""

    def __init__(self) -> None:
        super().__init__("Khóa sao lưu này không mở được tệp. Xin dùng đúng backup.key của máy chủ đã ghi.")


class Header(msgspec.Struct, array_like=True, frozen=True):
    """What stands in clear."""

    format: int
    created_ms: int
    recipient: bytes
    sealed_key: bytes
    stream_header: bytes


class Writer:
    """Encrypts what is written to it; ``close`` writes the final chunk."""

    def __init__(self, file: BinaryIO, recipient: PublicKey, created_ms: int) -> None:
        self.key: bytes = crypto_secretstream_xchacha20poly1305_keygen()
        self._file = file
        self._state = crypto_secretstream_xchacha20poly1305_state()
        stream_header = crypto_secretstream_xchacha20poly1305_init_push(self._state, self.key)
        sealed_key = SealedBox(recipient).encrypt(self.key)
        header = msgspec.msgpack.encode(
            Header(FORMAT, created_ms, bytes(recipient), sealed_key, stream_header)
        )
        self._bound: bytes | None = header
        self._waiting = bytearray()
        file.write(MAGIC + _length(header) + header)

    def write(self, data: bytes) -> int:
        """Take plain bytes."""
        self._waiting += data
        while len(self._waiting) > CHUNK_BYTES:
            self._push(bytes(self._waiting[:CHUNK_BYTES]), crypto_secretstream_xchacha20poly1305_TAG_MESSAGE)
            del self._waiting[:CHUNK_BYTES]
        return len(data)

    def close(self) -> None:
        """Write what is left and the mark of the end."""
        self._push(bytes(self._waiting), crypto_secretstream_xchacha20poly1305_TAG_FINAL)
        self._waiting.clear()

    def _push(self, plain: bytes, tag: int) -> None:
        chunk = crypto_secretstream_xchacha20poly1305_push(self._state, plain, self._bound, tag)
        self._bound = None
        self._file.write(_length(chunk) + chunk)


def open_with(file: BinaryIO, private: PrivateKey) -> Iterator[bytes]:
    """The plain bytes of a backup, chunk by chunk; raises BackupDamaged or WrongBackupKey."""
    header, encoded = _read_header(file)
    if header.recipient != bytes(private.public_key):
        raise WrongBackupKey
    try:
        key = SealedBox(private).decrypt(header.sealed_key)
    except CryptoError as error:
        raise BackupDamaged from error
    return _chunks(file, header, encoded, key)


def read_back(file: BinaryIO, key: bytes) -> Iterator[bytes]:
    """The same with the stream's key, which only the writer still holds."""
    header, encoded = _read_header(file)
    return _chunks(file, header, encoded, key)


def _read_header(file: BinaryIO) -> tuple[Header, bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        raise BackupDamaged
    encoded = _read_sized(file, MAX_HEADER_BYTES)
    try:
        return msgspec.msgpack.decode(encoded, type=Header), encoded
    except UNREADABLE as error:
        raise BackupDamaged from error


def _chunks(file: BinaryIO, header: Header, bound: bytes, key: bytes) -> Iterator[bytes]:
    state = crypto_secretstream_xchacha20poly1305_state()
    additional: bytes | None = bound
    try:
        crypto_secretstream_xchacha20poly1305_init_pull(state, header.stream_header, key)
        while True:
            chunk = _read_sized(file, CHUNK_BYTES + crypto_secretstream_xchacha20poly1305_ABYTES)
            plain, tag = crypto_secretstream_xchacha20poly1305_pull(state, chunk, additional)
            additional = None
            yield plain
            if tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL:
                break
    except (RuntimeError, ValueError, TypeError, CryptoError) as error:
        raise BackupDamaged from error
    if file.read(1):
        raise BackupDamaged


def _read_sized(file: BinaryIO, limit: int) -> bytes:
    length = int.from_bytes(file.read(LENGTH_BYTES), "big")
    data = file.read(length) if 0 < length <= limit else b""
    if not data or len(data) != length:
        raise BackupDamaged
    return data


def _length(data: bytes) -> bytes:
    return len(data).to_bytes(LENGTH_BYTES, "big")
