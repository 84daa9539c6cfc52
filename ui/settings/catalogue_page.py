"""The catalogue in force, and taking in another one from a file."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.catalogue.errors import FileUnreadable
from app.services import catalogue
from app.services.catalogue import Catalogue
from ui.settings.page import SettingsPage
from ui.widgets.key_button import KeyButton
from ui.widgets.sections import FactRow
from ui.workplace import Workplace

if TYPE_CHECKING:
    from app.services.catalogue_intake import PackReport

KINDS = "Gói danh mục (*.sxdm);;Danh sách thủ tục (*.json);;Mọi tệp (*)"


class CataloguePage(SettingsPage):
    title = "Danh mục"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(
            workplace,
            "Thủ tục, giấy tờ, thời hạn, lịch nghỉ và mẫu in đi cùng một gói đã ký. Hồ sơ giữ bản danh mục "
            "lúc tiếp nhận.",
        )
        look = workplace.look
        self.version = FactRow(look, "Đang dùng")
        self.source = FactRow(look, "Nơi ban hành")
        self.count = FactRow(look, "Thủ tục")
        self.take = KeyButton(look, "Ctrl+O", "Nhập gói từ tệp…")
        for part in (self.version, self.source, self.count):
            self.body.addWidget(part)
        self.body.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        self.take.clicked.connect(self._choose)

    def refresh(self) -> None:
        pack = self.workplace.desk.catalogue.pack
        self.version.set_value(f"Bản {pack.version}, hiệu lực từ {pack.effective_from:%d/%m/%Y}")
        decision = f", quyết định {pack.decision_number}" if pack.decision_number else ""
        self.source.set_value(f"{pack.publisher or 'Chưa ghi'}{decision}")
        self.count.set_value(f"{len(pack.procedures)} thủ tục, {len(pack.templates)} mẫu in")

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Nhập gói danh mục", "", KINDS)
        if chosen:
            self.take_in(Path(chosen))

    def take_in(self, path: Path) -> None:
        """Take a pack in; a bad one changes nothing and says why."""
        desk = self.workplace.desk

        def work() -> "tuple[PackReport, Catalogue]":
            from app.services import catalogue_intake  # the lint's rules, which few starts need

            report = catalogue_intake.take_in(desk.store, desk.clock, _read(path))
            return report, catalogue.load(desk.store, desk.clock)

        self.workplace.act(work, self._has_taken, self.complain)

    def _has_taken(self, taken: "tuple[PackReport, Catalogue]") -> None:
        report, self.workplace.desk.catalogue = taken
        warnings = f", {len(report.findings)} điều lưu ý" if report.findings else ""
        self.say(f"Đã nhập danh mục {report.version}: {report.procedures} thủ tục{warnings}.")
        self.refresh()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(path.name) from error
