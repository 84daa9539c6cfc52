"""Which codes this desk can give, and the first one of a day begun beside another system."""

from collections.abc import Sequence

from app.services import books, numbering
from app.services.books import BookStanding
from app.services.numbering import NumberOutlook
from ui.settings.page import SettingsPage
from ui.widgets.inputs import FieldRow
from ui.widgets.sections import FactRow
from ui.widgets.text import Text
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
        self.warning = Text(look, "", tone="due", wraps=True)
        self.warning.hide()
        self.books = FactRow(look, "Sổ một bàn ghi")
        self.first = WordsEdit()
        self.first_row = FieldRow(look, "Số đầu hôm nay", self.first, label_width=LABEL)
        for part in (self.next_code, self.left, self.warning, self.books, self.first_row):
            self.body.addWidget(part)

    def refresh(self) -> None:
        desk = self.workplace.desk
        self.workplace.ask(lambda: (numbering.outlook(desk), books.standings(desk)), self._show)

    def _show(self, read: tuple[NumberOutlook, Sequence[BookStanding]]) -> None:
        outlook, standings = read
        self.next_code.set_value(outlook.next_code or "Bàn này chưa có số; xin ghi danh với cấp trên.")
        self.left.set_value(f"{outlook.left} số hôm nay" if outlook.left else "0")
        self.warning.setText(outlook.warning)
        self.warning.setVisible(bool(outlook.warning))
        self.books.set_value("; ".join(map(_book_words, standings)) or "Chưa mở sổ nào")

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


def _book_words(standing: BookStanding) -> str:
    """Which desk writes a book."""
    writer = "đã khóa" if standing.is_closed else f"{standing.writer_name} ghi"
    if standing.offered_to_name:
        writer = f"{standing.writer_name} giao, chờ {standing.offered_to_name} nhận"
    return f"{standing.record.name} {standing.record.year}: {writer}"
