"""One master key a profile; the keys derived from it, and the slots that wrap it.

The master key lies in the operating system's key store and nowhere else in the clear. ``keyslots`` beside
the database holds it once more, wrapped by the office's recovery code (Argon2id, so that each guess costs
half a second); slots are numbered so that more ways to unwrap it can be added.
"""

import hmac
import secrets
from pathlib import Path
from typing import NamedTuple

import msgspec
from argon2.low_level import Type, hash_secret_raw
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from app.changes.errors import UNREADABLE
from app.platform.durable import write_durably
from app.storage.errors import WrongRecoveryCode

KEY_BYTES = 32
RECOVERY_SLOT = 1
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
RECOVERY_GROUPS, RECOVERY_GROUP = 6, 5
MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 1
MOST_MEMORY_KIB, MOST_PASSES = 1024 * 1024, 16  # a slot out of a damaged file may ask for anything


class ProfileKeys(NamedTuple):
    """What the master key opens."""

    database: bytes
    blobs: bytes
    drafts: bytes
    check: bytes
    backup: bytes


class KeySlot(msgspec.Struct, array_like=True, frozen=True):
    """The master key wrapped once: Argon2id parameters and the sealed box."""

    number: int
    salt: bytes
    memory_kib: int
    passes: int
    lanes: int
    box: bytes


def new_master_key() -> bytes:
    """A fresh master key."""
    return secrets.token_bytes(KEY_BYTES)


def derive(master: bytes) -> ProfileKeys:
    """HKDF-Expand (RFC 5869) of the master key, which is uniformly random already."""
    purposes = (b"database", b"blobs", b"drafts", b"check", b"backup")
    return ProfileKeys(*(_expand(master, purpose) for purpose in purposes))


def _expand(master: bytes, purpose: bytes) -> bytes:
    return hmac.digest(master, b"soxa/" + purpose + b"/1\x01", "sha256")


def new_recovery_code() -> str:
    """150 random bits in letters that cannot be mistaken for one another."""
    letters = [secrets.choice(ALPHABET) for _ in range(RECOVERY_GROUPS * RECOVERY_GROUP)]
    groups = ("".join(letters[i : i + RECOVERY_GROUP]) for i in range(0, len(letters), RECOVERY_GROUP))
    return "-".join(groups)


def wrap(master: bytes, recovery_code: str) -> KeySlot:
    """The slot that this code opens."""
    salt = secrets.token_bytes(16)
    key = _stretch(recovery_code, salt, MEMORY_KIB, PASSES, LANES)
    return KeySlot(RECOVERY_SLOT, salt, MEMORY_KIB, PASSES, LANES, bytes(SecretBox(key).encrypt(master)))


def unwrap(slots: list[KeySlot], recovery_code: str) -> bytes:
    """The master key; raises WrongRecoveryCode."""
    for slot in slots:
        if slot.memory_kib > MOST_MEMORY_KIB or slot.passes > MOST_PASSES:
            continue
        key = _stretch(recovery_code, slot.salt, slot.memory_kib, slot.passes, slot.lanes)
        try:
            return SecretBox(key).decrypt(slot.box)
        except CryptoError:
            continue
    raise WrongRecoveryCode


def _stretch(code: str, salt: bytes, memory_kib: int, passes: int, lanes: int) -> bytes:
    letters = "".join(letter for letter in code.upper() if letter in ALPHABET)
    return hash_secret_raw(letters.encode(), salt, passes, memory_kib, lanes, KEY_BYTES, Type.ID)


def write_slots(path: Path, slots: list[KeySlot]) -> None:
    """Keep the slots beside the database."""
    write_durably(path, msgspec.msgpack.encode(slots))


def read_slots(path: Path) -> list[KeySlot]:
    """The slots; none where the file is missing or torn."""
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=list[KeySlot])
    except (FileNotFoundError, *UNREADABLE):
        return []
