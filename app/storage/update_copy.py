"""A verified copy of the books from before another version of the program opens them, and the way back to it.

before-update/            the copy: profile.json, keyslots, soxa.db, sidecar; card.json comes last
before-update/newer.db    the books as the other version left them, once the copy took their place

The blobs and drafts are shared: no version rewrites them. The copy takes its place again only when nothing
was written since, which is told by where every log, the exchange and the numbers stand; else both are kept.
"""

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import sqlcipher3.dbapi2 as sqlcipher

from app.changes.errors import UNREADABLE
from app.platform.durable import make_folders, sync_folder, write_durably
from app.platform.secrets import Secrets
from app.storage import keys
from app.storage.backup import refuse_without_room
from app.storage.engine import connect, refuse_damaged, sentence_for_os
from app.storage.errors import NewerDatabase, StorageError
from app.storage.migrate import KNOWN, copy_whole_database
from app.storage.profile import Profile, ProfileFolder, fits, read_info

logger = logging.getLogger(__name__)

FOLDER, CARD, NEWER = "before-update", "card.json", "newer.db"
UNFINISHED, SPENT = ".new", ".trying"
BESIDE = ("-wal", "-shm", "-journal")

# In the words of every schema so far; a later one that has none of these keeps both books.
STANDING = (
    "SELECT origin, is_own, seq, head, sealed_seq, stored_seq, applied_seq FROM origin ORDER BY origin",
    "SELECT o.origin, s.last_number FROM log_state s JOIN origin o ON o.no = s.origin_no",
    "SELECT epoch, cursor FROM device",
    "SELECT count(*), max(id) FROM segment",
)


class Card(msgspec.Struct, frozen=True):
    """For which version the copy was made, when, and where the books stood."""

    version: str
    made_ms: int
    standing: str


class WrittenSinceUpdate(StorageError):
    """The other version wrote before it failed: only a person may choose between the two books."""

    sentence = (
        "Bản mới của chương trình đã ghi thêm vào sổ rồi không chạy được nữa. Cả sổ trước và sổ sau cập nhật "
        "còn nguyên trên máy. Xin báo quản trị trước khi làm tiếp."
    )


def make(profile: Profile, version: str, made_ms: int) -> Card:
    """Copy and verify, in place of what an earlier update left; raises NoRoomForBackup and others."""
    return _make(profile.folder, profile.database_key, version, made_ms)


def make_of_shut(root: Path, vault: Secrets, version: str, made_ms: int) -> None:
    """The same of books that this version has not opened yet; a copy that was made for it before stays."""
    card, master = card_of(root), vault.get(read_info(root).id)
    if master is not None and (card is None or card.version != version):
        _make(ProfileFolder(root), keys.derive(master).database, version, made_ms)


def _make(folder: ProfileFolder, key: bytes, version: str, made_ms: int) -> Card:
    root = folder.root
    target, growing = root / FOLDER, root / f"{FOLDER}{UNFINISHED}"
    with _disk_sentences():
        shutil.rmtree(growing, ignore_errors=True)
        # The copy, and once more what the other version is tried on.
        refuse_without_room(root, 2 * folder.database.stat().st_size)
        make_folders(growing)
        for name in ("profile.json", "keyslots", "sidecar"):
            _copy_small(root / name, growing / name)
        database = growing / folder.database.name
        copy_whole_database(folder.database, key, database)
        with closing(connect(database, key)) as connection:
            refuse_damaged(connection)
            card = Card(version, made_ms, _standing(connection))
        _sync_file(database)
        write_durably(growing / CARD, msgspec.json.encode(card))
        shutil.rmtree(target, ignore_errors=True)
        os.replace(growing, target)
        sync_folder(root)
    return card


def card_of(root: Path) -> Card | None:
    """What the copy in a profile is of; None where there is none that is whole."""
    try:
        return msgspec.json.decode((root / FOLDER / CARD).read_bytes(), type=Card)
    except (OSError, *UNREADABLE):
        return None


@contextmanager
def to_spend(root: Path) -> Iterator[Path]:
    """A second copy, for another version to open, migrate and examine; gone afterwards."""
    spent = root / f"{FOLDER}{SPENT}"
    with _disk_sentences():
        shutil.rmtree(spent, ignore_errors=True)
        try:
            shutil.copytree(root / FOLDER, spent, ignore=shutil.ignore_patterns(CARD, NEWER))
            yield spent
        finally:
            shutil.rmtree(spent, ignore_errors=True)


def drop(root: Path) -> None:
    """The other version is there to stay."""
    for name in (FOLDER, f"{FOLDER}{UNFINISHED}", f"{FOLDER}{SPENT}"):
        shutil.rmtree(root / name, ignore_errors=True)


def put_back(root: Path, vault: Secrets) -> None:
    """Let the copy take the place of books that another version has changed.

    Raises NewerDatabase where there is no copy, WrittenSinceUpdate where something was written since.
    """
    folder, copy = ProfileFolder(root), ProfileFolder(root / FOLDER)
    card, info = card_of(root), read_info(root)
    master = vault.get(info.id)
    if card is None or master is None or not fits(master, info.key_check):
        raise NewerDatabase
    key = keys.derive(master).database
    with _disk_sentences():
        _check_copy(copy, key, card)
        if _standing_of(folder.database, key) != card.standing:
            raise WrittenSinceUpdate
        _replace(folder.database, copy.database)
    logger.info("the books from before version %s are back", card.version)


def _check_copy(copy: ProfileFolder, key: bytes, card: Card) -> None:
    with closing(connect(copy.database, key)) as connection:
        refuse_damaged(connection)
        (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        if schema not in KNOWN or _standing(connection) != card.standing:
            raise NewerDatabase


def _standing_of(database: Path, key: bytes) -> str | None:
    """Where the books stand that this version cannot read otherwise; None where it cannot tell."""
    try:
        with closing(connect(database, key)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return _standing(connection)
    except (sqlcipher.DatabaseError, StorageError):
        return None


def _standing(connection: Any) -> str:
    digest = sha256()
    for statement in STANDING:
        digest.update(repr(connection.execute(statement).fetchall()).encode())
    return digest.hexdigest()


def _replace(database: Path, copy: Path) -> None:
    """In one step, with the other books kept; a log beside them would be taken for the copy's own."""
    coming, kept = database.with_name(f"{database.name}.coming"), copy.with_name(NEWER)
    _copy_whole(copy, coming)
    if not kept.exists():
        _copy_whole(database, kept)
    for suffix in BESIDE:
        database.with_name(f"{database.name}{suffix}").unlink(missing_ok=True)
    sync_folder(database.parent)
    os.replace(coming, database)
    sync_folder(database.parent)


def _copy_whole(source: Path, target: Path) -> None:
    growing = target.with_name(f"{target.name}{UNFINISHED}")
    shutil.copyfile(source, growing)
    _sync_file(growing)
    os.replace(growing, target)
    sync_folder(target.parent)


def _copy_small(source: Path, target: Path) -> None:
    try:
        write_durably(target, source.read_bytes())
    except FileNotFoundError:
        return  # a sidecar that could not be written


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _disk_sentences() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise sentence_for_os(error) from error
