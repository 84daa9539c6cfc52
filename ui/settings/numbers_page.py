"""Which codes this desk can give, and the first one of a day begun beside another system."""

from app.services import numbering
from app.services.numbering import NumberOutlook
from ui.settings.page import SettingsPage
from ui.widgets.inputs import FieldRow
from ui.widgets.sections import FactRow
from ui.widgets.words_edit import WordsEdit
from ui.workplace import Workplace

LABEL = 132


class NumbersPage(SettingsPage):
    saves = "Dùng từ số này"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(
            workplace,
            "Số hồ sơ",
            "Cấp trên giao cho mỗi bàn một dải số; bàn cấp mã trong dải đó, không cần mạng. Khi bắt đầu giữa "
            "ngày bên cạnh phần mềm khác, ghi một lần số đầu tiên bàn này dùng hôm nay.",
        )
        look = workplace.look
        self.next_code = FactRow(look, "Mã tiếp theo")
        self.left = FactRow(look, "Còn lại")
        self.first = WordsEdit()
        self.first_row = FieldRow(look, "Số đầu hôm nay", self.first, label_width=LABEL)
        for part in (self.next_code, self.left, self.first_row):
            self.body.addWidget(part)

    def refresh(self) -> None:
        self.workplace.ask(lambda: numbering.outlook(self.workplace.desk), self._show)

    def _show(self, outlook: NumberOutlook) -> None:
        self.next_code.set_value(outlook.next_code or "Bàn này chưa có số; xin ghi danh với cấp trên.")
        self.left.set_value(f"{outlook.left} số hôm nay" if outlook.left else "0")

    def save(self) -> None:
        typed = self.first.text().strip()
        is_number = typed.isdecimal() and int(typed) > 0
        self.first_row.set_error("" if is_number else "Xin ghi một số, ví dụ 48.")
        if not is_number:
            self.first.setFocus()
            return
        desk = self.workplace.desk
        self.workplace.act(lambda: numbering.begin_at(desk, int(typed)), self._has_saved, self.complain)

    def _has_saved(self, _none: None) -> None:
        self.say(f"Hôm nay bàn này cấp mã từ số {self.first.text().strip()}.")
        self.first.fill("")
        self.refresh()
