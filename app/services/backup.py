"""Backups: once a day by themselves into the folder the office chose, at any time by hand, and back again."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.domain.clock import wall_of
from app.progress import Report, unheard
from app.storage import setting
from app.storage.backup import BackupMade, make_backup
from app.storage.backup_errors import BackupFolderAbsent
from app.storage.profile import Profile

FOLDER, LAST_MS = "backup_folder", "backup_last_ms"


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """Where the daily backup goes (None: nowhere yet) and when the last one was made (None: never)."""

    folder: Path | None
    last_made: datetime | None

    def is_due(self, now: datetime) -> bool:
        """Whether the day has no backup yet; a clock that was set back makes one more, never one less."""
        return self.folder is not None and (self.last_made is None or self.last_made.date() != now.date())


@dataclass(frozen=True, slots=True)
class BackupReport:
    """How the daily backup went; ``made`` is None while its folder is absent (a stick not plugged in)."""

    folder: Path
    made: BackupMade | None
    last_made: datetime | None

    @property
    def sentence(self) -> str:
        """What the status line says."""
        if self.made is not None:
            time = f"{wall_of(self.made.made_ms):%H:%M %d/%m/%Y}"
            return f"Đã sao lưu và đọc lại đủ {self.made.manifest.dossiers} hồ sơ lúc {time}."
        last = f"Bản gần nhất: {self.last_made:%d/%m/%Y}." if self.last_made else "Chưa có bản nào."
        return f"Chưa sao lưu được vì không thấy {self.folder}. {last} Xin cắm ổ hoặc USB sao lưu."


def plan(profile: Profile) -> BackupPlan:
    """What is set on this device."""
    with profile.store.read() as connection:
        folder, last = setting.get(connection, FOLDER), setting.get(connection, LAST_MS)
    return BackupPlan(Path(folder) if folder else None, wall_of(int(last)) if last else None)


def choose_folder(profile: Profile, folder: Path) -> None:
    """Back up into this folder every day from now on; raises BackupFolderAbsent."""
    if not folder.is_dir():
        raise BackupFolderAbsent
    with profile.store.write_local() as connection:
        setting.put(connection, FOLDER, str(folder.absolute()))
        setting.put(connection, LAST_MS, "")


def back_up(profile: Profile, folder: Path, now_ms: int, report: Report = unheard) -> BackupMade:
    """Make a backup now; raises a sentence."""
    made = make_backup(profile, folder, now_ms, report)
    if plan(profile).folder == folder.absolute():
        with profile.store.write_local() as connection:
            setting.put(connection, LAST_MS, str(now_ms))
    return made


def backup_if_due(profile: Profile, now_ms: int, report: Report = unheard) -> BackupReport | None:
    """Make the day's backup; None when there is nothing to do, and no error when the stick is not there."""
    chosen = plan(profile)
    if chosen.folder is None or not chosen.is_due(wall_of(now_ms)):
        return None
    try:
        made = back_up(profile, chosen.folder, now_ms, report)
    except BackupFolderAbsent:
        return BackupReport(chosen.folder, None, chosen.last_made)
    return BackupReport(chosen.folder, made, wall_of(made.made_ms))
