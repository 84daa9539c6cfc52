"""Which folder the scanner writes into."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from app.services import scan_folder
from ui.settings.page import SettingsPage
from ui.settings.rows import in_a_row
from ui.widgets.key_button import KeyButton
from ui.widgets.sections import FactRow
from ui.workplace import Workplace


class ScansPage(SettingsPage):
    title = "Máy quét"
    needs_admin = False

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(
            workplace,
            "Đặt máy quét ghi tệp vào một thư mục của máy này, rồi chọn thư mục đó ở đây. Có tệp mới là màn "
            "hình báo ngay; tệp đã thêm vào hồ sơ được lấy khỏi thư mục.",
        )
        look = workplace.look
        self.folder = FactRow(look, "Thư mục")
        self.choose = KeyButton(look, "", "Chọn thư mục…")
        self.stop = KeyButton(look, "", "Không theo dõi nữa")
        self.body.addWidget(self.folder)
        self.body.addWidget(in_a_row(self.choose, self.stop))
        self.choose.clicked.connect(self._choose)
        self.stop.clicked.connect(lambda: self.choose_folder(None))

    def refresh(self) -> None:
        self.workplace.ask(lambda: scan_folder.chosen(self.workplace.desk), self._show)

    def _show(self, folder: Path | None) -> None:
        self.folder.set_value(str(folder) if folder else "Chưa chọn, nên chưa theo dõi thư mục nào")
        self.stop.setEnabled(folder is not None)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Chọn thư mục máy quét ghi vào")
        if chosen:
            self.choose_folder(Path(chosen))

    def choose_folder(self, folder: Path | None) -> None:
        """From now on scans are expected there, or nowhere."""
        self.workplace.act(
            lambda: scan_folder.choose(self.workplace.desk, folder),
            lambda _none: self._has_chosen(),
            self.complain,
        )

    def _has_chosen(self) -> None:
        self.refresh()
        self.workplace.scan_folder_changed.emit()
