"""Keys that sign updates: offline ones in files sealed under a passphrase, the online one with the server's.

An offline key's file is JSON: what it is for, its id, how the passphrase was stretched (Argon2id), and the
seed sealed by it (XSalsa20-Poly1305). Losing the passphrase is losing the key.
"""

import unicodedata
from pathlib import Path
from secrets import token_bytes
from typing import Literal, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from securesystemslib.signer import CryptoSigner, Key

from server.authority import SEED_BYTES, write_private
from server.errors import ServerError

FORMAT = 1
LEAST_PASSPHRASE = 12
SHOWN = 12  # characters of a key's id that people compare
MOST_COST = (16, 1024 * 1024 * 1024)

OfflineRole = Literal["root", "targets"]


class Cost(NamedTuple):
    """How hard a passphrase is to try out."""

    operations: int = argon2id.OPSLIMIT_MODERATE
    memory_bytes: int = argon2id.MEMLIMIT_MODERATE


class KeyFile(msgspec.Struct, frozen=True):
    """An offline key as it lies in its file."""

    format: int
    role: OfflineRole
    key_id: str
    operations: int
    memory_bytes: int
    salt: bytes
    sealed: bytes


def make_offline_key(folder: Path, role: OfflineRole, passphrase: str, cost: Cost) -> CryptoSigner:
    """Write a new key's file and hand out the key for the ceremony at hand; never over an existing file."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise ServerError(f"Cụm mật khẩu phải có ít nhất {LEAST_PASSPHRASE} ký tự. Chưa ghi khóa nào.")
    seed, salt = token_bytes(SEED_BYTES), token_bytes(argon2id.SALTBYTES)
    signer = _signer(seed)
    sealed = bytes(SecretBox(_stretched(passphrase, salt, cost)).encrypt(seed))
    file = KeyFile(FORMAT, role, signer.public_key.keyid, *cost, salt, sealed)
    path = folder / f"{role}-{shown(signer.public_key)}.key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_private(path, msgspec.json.format(msgspec.json.encode(file)) + b"\n")
    except OSError as error:
        raise ServerError(f"Không ghi được khóa vào {folder}. Chưa thay đổi gì.") from error
    return signer


def open_offline_key(path: Path, passphrase: str) -> CryptoSigner:
    """The key in a file; raises ServerError."""
    try:
        file = msgspec.json.decode(path.read_bytes(), type=KeyFile)
    except (OSError, msgspec.MsgspecError) as error:
        raise ServerError(f"Tệp {path.name} không phải khóa cập nhật hoặc không đọc được.") from error
    if file.format != FORMAT or file.operations > MOST_COST[0] or file.memory_bytes > MOST_COST[1]:
        raise ServerError(f"Tệp {path.name} thuộc một phiên bản khác của chương trình.")
    try:
        cost = Cost(file.operations, file.memory_bytes)
        signer = _signer(SecretBox(_stretched(passphrase, file.salt, cost)).decrypt(file.sealed))
    except (CryptoError, ValueError) as error:
        raise ServerError(f"Cụm mật khẩu của {path.name} chưa đúng. Chưa ký gì.") from error
    if signer.public_key.keyid != file.key_id:
        raise ServerError(f"Tệp {path.name} không phải khóa cập nhật hoặc không đọc được.")
    return signer


def make_online_key(path: Path) -> CryptoSigner:
    """The key that the running server renews with; kept with the server's others, and in its backups."""
    seed = token_bytes(SEED_BYTES)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    write_private(path, seed)
    return _signer(seed)


def open_online_key(path: Path) -> CryptoSigner:
    """The same key, later; raises ServerError."""
    try:
        return _signer(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ServerError(f"Không đọc được khóa trực tuyến của bản cập nhật ở {path}.") from error


def shown(key: Key) -> str:
    """A key's id as people read it."""
    return key.keyid[:SHOWN]


def _signer(seed: bytes) -> CryptoSigner:
    return CryptoSigner(Ed25519PrivateKey.from_private_bytes(seed))


def _stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The same key for the same words, whichever way a keyboard composes Vietnamese letters."""
    typed = unicodedata.normalize("NFC", passphrase).encode()
    return argon2id.kdf(SecretBox.KEY_SIZE, typed, salt, opslimit=cost.operations, memlimit=cost.memory_bytes)
