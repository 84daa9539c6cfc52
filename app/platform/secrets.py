"""Where a profile's master key lies: the operating system's key store, or for demos and tests a 0600 file."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import keyring
import keyring.errors

from app.errors import AppError
from app.platform.durable import make_folders, sync_folder

SERVICE = "soxa"
KEY_FILES = "SOXA_KEY_FILES"


class KeyStoreRefused(AppError):
    """The operating system's key store is locked, or there is none."""

    def __init__(self) -> None:
        super().__init__(
            "Kho khóa của máy không nhận khóa của sổ. Chưa ghi gì vào sổ. "
            "Xin đăng nhập lại vào máy rồi làm lại, hoặc nhờ quản trị."
        )


class Secrets(Protocol):
    """A place that keeps one key a profile."""

    def get(self, profile_id: str) -> bytes | None:
        """The key; None when this place has none."""

    def set(self, profile_id: str, key: bytes) -> None:
        """Keep the key."""


class KeyringSecrets:
    """The operating system's key store; one 32-byte key as hex, since Windows keeps 1,280 characters."""

    def get(self, profile_id: str) -> bytes | None:
        """The key, if the store answers and has it."""
        try:
            text = keyring.get_password(SERVICE, profile_id)
        except keyring.errors.KeyringError:
            return None
        return bytes.fromhex(text) if text else None

    def set(self, profile_id: str, key: bytes) -> None:
        """Keep the key; raises KeyStoreRefused."""
        try:
            keyring.set_password(SERVICE, profile_id, key.hex())
        except keyring.errors.KeyringError as error:
            raise KeyStoreRefused from error

    def forget(self, profile_id: str) -> None:
        """Take a key away; one that is not there is no matter."""
        with suppress(keyring.errors.KeyringError):
            keyring.delete_password(SERVICE, profile_id)


class FileSecrets:
    """A key file that only its owner can read, one line "profile-id hex"; not for an office."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, profile_id: str) -> bytes | None:
        """The key in the file; a file that others can read, or of another profile, has none."""
        try:
            if os.name == "posix" and self._path.stat().st_mode & 0o077:
                return None
            named, key = self._path.read_text("ascii").split()
            return bytes.fromhex(key) if named == profile_id else None
        except (OSError, ValueError):
            return None

    def set(self, profile_id: str, key: bytes) -> None:
        """Write the file, readable by its owner alone from its first byte."""
        make_folders(self._path.parent)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{profile_id} {key.hex()}\n")
            file.flush()
            os.fsync(descriptor)
        sync_folder(self._path.parent)


class FirstOf:
    """Several places asked in turn; a new key goes to the first."""

    def __init__(self, places: Sequence[Secrets]) -> None:
        self._places = places

    def get(self, profile_id: str) -> bytes | None:
        """The key from the first place that has it."""
        return next((key for place in self._places if (key := place.get(profile_id)) is not None), None)

    def set(self, profile_id: str, key: bytes) -> None:
        """Keep the key in the first place."""
        self._places[0].set(profile_id, key)


def vault(accepts_files: bool, environment: Mapping[str, str]) -> Secrets:
    """The key store; files named in SOXA_KEY_FILES come first where the profile may have one."""
    names = environment.get(KEY_FILES, "") if accepts_files else ""
    files: list[Secrets] = [FileSecrets(Path(name)) for name in names.split(os.pathsep) if name]
    return FirstOf([*files, KeyringSecrets()])
