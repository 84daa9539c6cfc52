"""Bringing a backup back into an empty folder: unpacked beside it, checked whole, then there in one step.

The profile that appears is marked as restored, so its next opening begins a new life: a restored desk writes
under a new origin and takes dossier codes from its spare range, never from the one it used before.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from app.platform.durable import make_folders, sync_folder
from app.platform.secrets import Secrets
from app.progress import Progress, Report, unheard
from app.storage import keys
from app.storage.backup import reading, refuse_without_room
from app.storage.backup_errors import DamagedBackup
from app.storage.backup_file import Contents, Header, Manifest
from app.storage.engine import connect, refuse_damaged
from app.storage.errors import NewerDatabase, ProfileExists, WrongRecoveryCode
from app.storage.migrate import KNOWN
from app.storage.profile import ProfileFolder, fits, read_info

MEMBER = re.compile(r"(?:(?:blobs/[0-9a-f]{2}|drafts)/)?[0-9A-Za-z]+(?:[.][a-z]+)?")


def master_from_vault(header: Header, vault: Secrets) -> bytes | None:
    """The master key, where this PC still has it."""
    master = vault.get(header.profile_id)
    return master if master is not None and fits(master, header.key_check) else None


def master_from_code(header: Header, recovery_code: str) -> bytes:
    """The master key out of the backup's own key slots; raises WrongRecoveryCode."""
    return keys.unwrap(header.slots, recovery_code)


def restore_backup(
    first: Path, root: Path, master: bytes, vault: Secrets, report: Report = unheard
) -> Manifest:
    """Bring a backup back into an empty folder; the profile there begins a new life when it is opened."""
    root = root.absolute()
    _refuse_occupied(root)
    staging = root.with_name(f"{root.name}.restoring")
    with reading(first) as backup:
        contents = backup.contents(keys.derive(master).backup)
        root.parent.mkdir(parents=True, exist_ok=True)
        refuse_without_room(root.parent, contents.manifest.size)
        shutil.rmtree(staging, ignore_errors=True)
        try:
            _unpack(contents, staging, report)
            _check_unpacked(ProfileFolder(staging), backup.header, master)
            _keep_key(vault, backup.header.profile_id, master)
            _appear(staging, root)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return contents.manifest


def restore_key(root: Path, recovery_code: str, vault: Secrets) -> None:
    """Give this PC's key store the key again; the profile itself is not touched. Raises WrongRecoveryCode."""
    info = read_info(root)
    master = keys.unwrap(keys.read_slots(ProfileFolder(root).slots), recovery_code)
    if not fits(master, info.key_check):
        raise WrongRecoveryCode
    _keep_key(vault, info.id, master)


def _keep_key(vault: Secrets, profile_id: str, master: bytes) -> None:
    if vault.get(profile_id) != master:
        vault.set(profile_id, master)


def _refuse_occupied(root: Path) -> None:
    if not root.name or (root.exists() and (not root.is_dir() or any(root.iterdir()))):
        raise ProfileExists


def _unpack(contents: Contents, staging: Path, report: Report) -> None:
    total, done = contents.manifest.size, 0
    for member, portions in contents.members():
        if not MEMBER.fullmatch(member.name):
            raise DamagedBackup
        path = staging / member.name
        make_folders(path.parent)
        _write_synced(path, portions)
        done += member.size
        report(Progress("Đang khôi phục", done, total))


def _write_synced(path: Path, portions: Iterator[bytes]) -> None:
    with path.open("xb") as file:
        file.writelines(portions)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def _check_unpacked(folder: ProfileFolder, header: Header, master: bytes) -> None:
    info = read_info(folder.root)
    if info.id != header.profile_id or not fits(master, header.key_check):
        raise DamagedBackup
    with closing(connect(folder.database, keys.derive(master).database)) as connection:
        (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        if schema not in KNOWN:
            raise NewerDatabase
        refuse_damaged(connection)
        connection.execute("INSERT OR REPLACE INTO setting(name, value) VALUES ('restored', '1')")


def _appear(staging: Path, root: Path) -> None:
    if root.exists():
        root.rmdir()
    os.replace(staging, root)
    sync_folder(root.parent)
