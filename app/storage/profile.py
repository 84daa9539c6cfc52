"""An office profile on disk: made, opened, and refused with a sentence when it cannot be.

profile.json   id, kind, key check            soxa.db      the encrypted database
keyslots       the wrapped master key         sidecar      how far the log had come
blobs/         encrypted scans and PDFs       drafts/      encrypted drafts
lock           held by the open window        making       until its recovery code is confirmed
"""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from secrets import token_bytes
from typing import NamedTuple

import msgspec
from filelock import FileLock, Timeout

from app.changes.errors import UNREADABLE
from app.changes.sidecar import Sidecar
from app.domain.clock import Clock
from app.domain.dossier_code import day_of, number_of
from app.domain.entropy import Entropy
from app.platform.durable import make_folders, write_durably
from app.platform.secrets import Secrets
from app.storage import half_made, incarnations, keys, migrate, numbers, spare
from app.storage.blobs import BlobStore
from app.storage.drafts import DraftStore
from app.storage.engine import open_engine, refuse_truncated, sentence_for_os
from app.storage.errors import (
    AlreadyOpen,
    DamagedDatabase,
    KeyMissing,
    NoProfile,
    ProfileExists,
    ProfileHalfMade,
    StorageError,
    WrongKey,
)
from app.storage.sidecar_file import SidecarFile
from app.storage.unit_of_work import Store

CHECK_BYTES = 8
SEED_BYTES = 32  # of an Ed25519 key


class ProfileKind(Enum):
    """Only profiles without citizens may keep their key in a file; one for training has no key to sync."""

    OFFICE = "office"
    DEMO = "demo"
    TEST = "test"
    TRAINING = "training"


class ProfileInfo(msgspec.Struct, frozen=True):
    """What is known before the key is: nothing about people."""

    format: int
    id: str
    kind: ProfileKind
    key_check: str


class ProfileFolder(NamedTuple):
    """Where everything of a profile lies."""

    root: Path

    @property
    def info(self) -> Path:
        """The one file that is not encrypted and not needed by a thief."""
        return self.root / "profile.json"

    @property
    def database(self) -> Path:
        """The SQLCipher file."""
        return self.root / "soxa.db"

    @property
    def slots(self) -> Path:
        """The wrapped master key."""
        return self.root / "keyslots"

    @property
    def sidecar(self) -> Path:
        """The log's position, outside the database."""
        return self.root / "sidecar"


class Profile:
    """An open profile."""

    def __init__(self, folder: ProfileFolder, info: ProfileInfo, master: bytes, store: Store) -> None:
        derived = keys.derive(master)
        self.folder = folder
        self.info = info
        self.store = store
        self.database_key = derived.database
        self.backup_key = derived.backup
        self.blobs = BlobStore(folder.root / "blobs", derived.blobs)
        self.drafts = DraftStore(folder.root / "drafts", derived.drafts)
        self.was_put_back = False

    def confirm_code(self) -> None:
        """The recovery code is on paper: from now on this is the office's profile."""
        with _disk_sentences():
            half_made.finish(self.folder.root)

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()


def read_info(root: Path) -> ProfileInfo:
    """The profile's card; raises NoProfile."""
    try:
        return msgspec.json.decode(ProfileFolder(root).info.read_bytes(), type=ProfileInfo)
    except (FileNotFoundError, NotADirectoryError, *UNREADABLE) as error:
        raise NoProfile from error


def create_profile(
    root: Path,
    kind: ProfileKind,
    device_name: str,
    vault: Secrets,
    clock: Clock,
    entropy: Entropy = token_bytes,
) -> tuple[Profile, str]:
    """A new profile whose recovery code needs no confirming; raises ProfileExists or a disk's sentence."""
    profile, code = begin_profile(root, kind, device_name, vault, clock, entropy)
    profile.confirm_code()
    return profile, code


def begin_profile(
    root: Path,
    kind: ProfileKind,
    device_name: str,
    vault: Secrets,
    clock: Clock,
    entropy: Entropy = token_bytes,
) -> tuple[Profile, str]:
    """A new profile and the code to print once; nothing opens it again before ``confirm_code()``.

    What a power cut left of an earlier try gives way to it. Raises ProfileExists or a disk's sentence.
    """
    folder = ProfileFolder(root)
    if not half_made.is_half_made(root) and (folder.info.exists() or folder.database.exists()):
        raise ProfileExists
    master, code = keys.new_master_key(), keys.new_recovery_code()
    check = keys.derive(master).check[:CHECK_BYTES].hex()
    seed = b"" if kind is ProfileKind.TRAINING else entropy(SEED_BYTES)
    with _disk_sentences():
        make_folders(root)
        info = ProfileInfo(1, half_made.begin(root), kind, check)
        keys.write_slots(folder.slots, [keys.wrap(master, code)])
        vault.set(info.id, master)
        store = _open_store(folder, master, clock, entropy)
        with store.write_local() as connection:
            connection.exec_driver_sql(
                "INSERT INTO device(id, name, signing_seed) VALUES (1, ?, ?)",
                (device_name, seed),
            )
        incarnations.begin_life(store, device_name)
        write_durably(folder.info, msgspec.json.encode(info))
    return Profile(folder, info, master, store), code


def open_profile(root: Path, vault: Secrets, clock: Clock, entropy: Entropy = token_bytes) -> Profile:
    """Open a profile; a database that was put back from a backup begins a new life at once."""
    if half_made.is_half_made(root):
        raise ProfileHalfMade
    folder, info = ProfileFolder(root), read_info(root)
    master = vault.get(info.id)
    if master is None:
        raise KeyMissing
    return open_with_key(folder, info, master, clock, entropy)


def fits(master: bytes, key_check: str) -> bool:
    """Whether this is the master key of the profile with that check."""
    check = keys.derive(master).check[:CHECK_BYTES].hex()
    return hmac.compare_digest(check.encode(), key_check.encode())


def open_with_key(
    folder: ProfileFolder, info: ProfileInfo, master: bytes, clock: Clock, entropy: Entropy = token_bytes
) -> Profile:
    """Open a profile whose master key is at hand."""
    if not fits(master, info.key_check):
        raise WrongKey
    if not folder.database.exists() or not folder.database.stat().st_size:
        raise DamagedDatabase  # SQLite would begin a new one in its place
    with _disk_sentences():
        store = _open_store(folder, master, clock, entropy)
        profile = Profile(folder, info, master, store)
        with store.read() as connection:
            refuse_truncated(folder.database, connection)
            name = connection.exec_driver_sql("SELECT name FROM device WHERE id = 1").scalar_one()
        sidecar = SidecarFile(folder.sidecar).read()
        if incarnations.was_put_back(store, sidecar):
            profile.was_put_back = True
            incarnations.begin_life(store, name, closes_spare=not _knows_spare(store, sidecar))
        else:
            incarnations.announce_life(store, name)
    return profile


def _knows_spare(store: Store, sidecar: Sidecar | None) -> bool:
    """Note the last code that was given; whether that tells how far the spare range was used.

    A life that this database has never heard of may have had its spare, or a life before that one.
    """
    if sidecar is None:
        return True
    with store.write_local() as connection:
        current = incarnations.own_origins(connection)[-1].origin
        if sidecar.last_number:
            numbers.note_used(connection, sidecar.last_number)
        return sidecar.origin == current or (
            day_of(sidecar.last_number) == incarnations.today(store)
            and spare.holds(connection, current, number_of(sidecar.last_number))
        )


def _open_store(folder: ProfileFolder, master: bytes, clock: Clock, entropy: Entropy) -> Store:
    key = keys.derive(master).database
    engine = open_engine(folder.database, key)
    try:
        migrate.upgrade_if_needed(engine, folder.database, key)
    except WrongKey as error:  # the key was checked before: it is the file that is not what it was
        raise DamagedDatabase from error
    return Store(engine, clock, SidecarFile(folder.sidecar), entropy)


@contextmanager
def _disk_sentences() -> Iterator[None]:
    try:
        yield
    except StorageError:
        raise
    except OSError as error:
        raise sentence_for_os(error) from error


@contextmanager
def held_by_window(root: Path) -> Iterator[None]:
    """Hold the profile for one window; raises AlreadyOpen when another has it."""
    lock = FileLock(root / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise AlreadyOpen from error
    except OSError as error:
        raise sentence_for_os(error) from error
    try:
        yield
    finally:
        lock.release()
