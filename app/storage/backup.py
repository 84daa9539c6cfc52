"""Making a profile's backup: written beside its final name, synced, read back whole, then put in place.

Older backups of the same profile go last; those of others are never touched.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from app.domain.audit import FIRST_HEAD, ChainEnd
from app.domain.clock import wall_of
from app.progress import Progress, Report, unheard
from app.storage import backup_file, keys
from app.storage.backup_errors import (
    BackupFolderAbsent,
    BackupRunning,
    NoBackup,
    NoRoomForBackup,
    drive_sentences,
)
from app.storage.backup_file import BackupReader, Header, Manifest, Member, Source, of_bytes, of_file
from app.storage.drafts import SUFFIX as DRAFT_SUFFIX
from app.storage.engine import connect
from app.storage.errors import StorageError
from app.storage.migrate import copy_whole_database
from app.storage.profile import Profile
from app.storage.volumes import PARTIAL, VOLUME_BYTES, drop, put_in_place

KEPT = 14
SUFFIX = ".sxb"
ID_LETTERS = 8
ROOM_TO_SPARE = 4 * 1024 * 1024
NAME = re.compile(r"SoXa-[0-9a-f]{8}-\d{8}-\d{6}\.sxb")


class BackupMade(NamedTuple):
    """A backup that was read back and found whole; ``removed`` older ones made room for it."""

    path: Path
    size: int
    made_ms: int
    manifest: Manifest
    opens_with_code: bool
    removed: int


def make_backup(
    profile: Profile,
    folder: Path,
    made_ms: int,
    report: Report = unheard,
    kept: int = KEPT,
    volume_bytes: int = VOLUME_BYTES,
) -> BackupMade:
    """Back the profile up into a folder; raises a sentence and leaves what was there as it was."""
    if not folder.is_dir():
        raise BackupFolderAbsent
    with drive_sentences(), _alone(profile), _copied_database(profile, report) as database:
        _drop_unfinished(folder, profile)
        first = _free_name(folder, profile, made_ms)
        header = _header(profile, made_ms)
        sources = _sources(profile, database)
        manifest = _manifest(profile, database, sources)
        refuse_without_room(folder, manifest.size)
        try:
            size = backup_file.write(
                first, header, manifest, sources, profile.backup_key, report, volume_bytes
            )
            with backup_file.opened(first, PARTIAL) as written:
                written.contents(profile.backup_key).verify(report)
            put_in_place(first)
        finally:
            drop(first, PARTIAL)
        removed = _drop_old(folder, profile, kept, first)
    return BackupMade(first, size, made_ms, manifest, bool(header.slots), removed)


@contextmanager
def _alone(profile: Profile) -> Iterator[None]:
    lock = FileLock(profile.folder.root / "backup-lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise BackupRunning from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _copied_database(profile: Profile, report: Report) -> Iterator[Path]:
    """A copy under the same key, taken while the database may be in use; never left behind."""
    report(Progress("Đang chép sổ"))
    copy = profile.folder.root / "backup.copying"
    _remove_database(copy)
    try:
        copy_whole_database(profile.folder.database, profile.database_key, copy)
        yield copy
    finally:
        _remove_database(copy)


def _remove_database(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _header(profile: Profile, made_ms: int) -> Header:
    info = profile.info
    slots = keys.read_slots(profile.folder.slots)
    return Header(backup_file.FORMAT, info.id, info.kind.value, info.key_check, made_ms, slots)


def _sources(profile: Profile, database: Path) -> list[Source]:
    """The database was copied before the blobs are listed, so every blob it names is among them."""
    folder = profile.folder
    small = [path for path in (folder.info, folder.slots) if path.exists()]
    drafts = sorted((folder.root / "drafts").glob(f"*{DRAFT_SUFFIX}"))
    blobs = sorted(path for path in (folder.root / "blobs").glob("*/*") if not path.suffix)
    return [
        *(of_bytes(path.name, path.read_bytes()) for path in small),
        of_file(folder.database.name, database),
        *(of_bytes(f"drafts/{path.name}", data) for path in drafts if (data := _draft(path)) is not None),
        *(of_file(f"blobs/{path.parent.name}/{path.name}", path) for path in blobs),
    ]


def _draft(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # it became a dossier meanwhile
        return None


def _manifest(profile: Profile, database: Path, sources: list[Source]) -> Manifest:
    members = [Member(source.name, source.size) for source in sources]
    with closing(connect(database, profile.database_key)) as connection:
        schema, origin, seq, head, last_number, dossiers = connection.execute(
            "SELECT v.version_num, o.origin, o.seq, o.head, s.last_number, (SELECT count(*) FROM dossier) "
            "FROM alembic_version v, log_state s JOIN origin o ON o.no = s.origin_no"
        ).fetchone()
        end = connection.execute("SELECT last_id, hash FROM act_log_end WHERE id = 1").fetchone()
    audit = ChainEnd(*end or (0, FIRST_HEAD)).to_bytes()
    return Manifest(members, schema, origin, seq, head, last_number, dossiers, audit)


def refuse_without_room(folder: Path, size: int) -> None:
    """Raise NoRoomForBackup before anything is written."""
    if shutil.disk_usage(folder).free < size + ROOM_TO_SPARE:
        raise NoRoomForBackup


def _stem(profile: Profile) -> str:
    return f"SoXa-{profile.info.id[:ID_LETTERS]}-"


def _free_name(folder: Path, profile: Profile, made_ms: int) -> Path:
    names = (f"{_stem(profile)}{wall_of(made_ms + n * 1000):%Y%m%d-%H%M%S}{SUFFIX}" for n in count())
    return next(path for name in names if not (path := folder / name).exists())


def _drop_unfinished(folder: Path, profile: Profile) -> None:
    """What a killed backup of this profile left; no other one runs."""
    for path in folder.glob(f"{_stem(profile)}*{PARTIAL}"):
        path.unlink()


def backups_of(folder: Path, profile_id: str) -> list[Path]:
    """The first volumes of a profile's backups in a folder, oldest first."""
    named = folder.glob(f"SoXa-{profile_id[:ID_LETTERS]}-*{SUFFIX}")
    return sorted(path for path in named if NAME.fullmatch(path.name) and _belongs(path, profile_id))


def _belongs(path: Path, profile_id: str) -> bool:
    try:
        with backup_file.opened(path) as backup:
            return backup.header.profile_id == profile_id
    except (StorageError, OSError):
        return False  # not ours to delete


def _drop_old(folder: Path, profile: Profile, kept: int, newest: Path) -> int:
    others = [path for path in backups_of(folder, profile.info.id) if path != newest]
    old = others[: max(0, len(others) - kept + 1)]
    for path in old:
        with suppress(OSError):  # the new backup is made; an old one that stays does no harm
            drop(path)
    return len(old)


def verify_backup(first: Path, master: bytes, report: Report = unheard) -> Manifest:
    """Read every byte of a backup; raises a sentence."""
    with reading(first) as backup:
        contents = backup.contents(keys.derive(master).backup)
        contents.verify(report)
        return contents.manifest


def manifest_of(first: Path, backup_key: bytes) -> Manifest:
    """What a backup says of itself to whoever has its key."""
    with reading(first) as backup:
        return backup.contents(backup_key).manifest


def header_of(first: Path) -> Header:
    """What a backup says without its key."""
    with reading(first) as backup:
        return backup.header


@contextmanager
def reading(first: Path) -> Iterator[BackupReader]:
    """A backup to read from; raises a sentence."""
    if not first.is_file():
        raise NoBackup
    with drive_sentences(), backup_file.opened(first) as backup:
        yield backup
