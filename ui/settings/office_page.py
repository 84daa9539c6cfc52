"""The office's names and the header of its forms."""

from app.services import officers
from app.storage.clerks import OfficeRecord
from ui.settings.office_form import OfficeForm
from ui.settings.page import SettingsPage
from ui.workplace import Workplace


class OfficePage(SettingsPage):
    title = "Cơ quan"
    saves = "Lưu tên cơ quan"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, "Các tên này đứng ở đầu mọi mẫu in từ lần in sau.")
        self.form = OfficeForm(workplace.look)
        self.body.addWidget(self.form)

    def refresh(self) -> None:
        self.workplace.ask(lambda: officers.office(self.workplace.desk), self._show)

    def _show(self, record: OfficeRecord | None) -> None:
        self.form.show_record(record or OfficeRecord(""))

    def save(self) -> None:
        if not self.form.is_complete():
            return
        place, record = self.workplace, self.form.record()
        place.act(
            lambda: officers.set_up_office(place.desk, record, place.officer),
            lambda _none: self.say("Đã lưu tên cơ quan."),
            self.complain,
        )
