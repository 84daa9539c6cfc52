"""Where backups go, when the last one was made, and one more right now."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from app import paths
from app.services import backup
from app.services.backup import BackupPlan
from app.storage.backup import BackupMade
from app.storage.profile import Profile
from ui.settings.page import SettingsPage
from ui.widgets.key_button import KeyButton
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.sections import FactRow
from ui.workplace import Workplace

MEGABYTE = 1_000_000


class BackupPage(SettingsPage):
    title = "Sao lưu"
    needs_admin = False

    def __init__(self, workplace: Workplace, profile: Profile) -> None:
        super().__init__(
            workplace,
            "Mỗi ngày máy tự sao lưu một lần vào nơi đã chọn, mã hóa và đọc lại từng byte. Nên chọn ổ đĩa "
            "thứ hai hoặc USB để trong tủ.",
        )
        look = workplace.look
        self._profile = profile
        self._folder: Path | None = None
        self.folder = FactRow(look, "Nơi lưu")
        self.last = FactRow(look, "Lần gần nhất")
        self.choose = KeyButton(look, "", "Chọn nơi lưu…")
        self.make = KeyButton(look, "Ctrl+B", "Sao lưu ngay")
        self.progress = ProgressStrip(look)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addWidget(self.make)
        row.addStretch(1)
        self.body.addWidget(self.folder)
        self.body.addWidget(self.last)
        self.body.addLayout(row)
        self.body.addWidget(self.progress)
        self.choose.clicked.connect(self._choose)
        self.make.clicked.connect(self.back_up)

    def refresh(self) -> None:
        self.workplace.ask(lambda: backup.plan(self._profile), self._show)

    def _show(self, plan: BackupPlan) -> None:
        self._folder = plan.folder
        self.folder.set_value(str(plan.folder) if plan.folder else "Chưa chọn, nên chưa tự sao lưu")
        self.last.set_value(f"{plan.last_made:%H:%M %d/%m/%Y}" if plan.last_made else "Chưa có bản nào")

    def _choose(self) -> None:
        start = str(self._folder or paths.default_backups().parent)
        chosen = QFileDialog.getExistingDirectory(self, "Chọn nơi lưu bản sao", start)
        if chosen:
            self.choose_folder(Path(chosen))

    def choose_folder(self, folder: Path) -> None:
        """From now on backups go there."""
        self.workplace.act(
            lambda: backup.choose_folder(self._profile, folder), lambda _none: self.refresh(), self.complain
        )

    def back_up(self) -> None:
        """Make a backup now, into the chosen folder or the usual one."""
        folder = self._folder or paths.default_backups()
        profile, now_ms = self._profile, self.workplace.desk.now_ms()
        if self._folder is None:
            folder.mkdir(parents=True, exist_ok=True)
        self.make.setEnabled(False)
        task = self.workplace.runner.start(
            lambda report: backup.back_up(profile, folder, now_ms, report), self._has_made, self._has_failed
        )
        task.stopped.connect(lambda: self.make.setEnabled(True))
        self.progress.watch(task, "Đang sao lưu")

    def _has_made(self, made: BackupMade) -> None:
        self.make.setEnabled(True)
        size = max(1, round(made.size / MEGABYTE))
        self.say(f"Đã sao lưu và đọc lại đủ {made.manifest.dossiers} hồ sơ ({size} MB).")
        self.refresh()

    def _has_failed(self, error: Exception) -> None:
        self.make.setEnabled(True)
        self.complain(error)
