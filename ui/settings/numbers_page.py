"""Which codes this desk can give, its spare range, and where a day begun beside another system starts."""

from collections.abc import Sequence

from app.domain.dossier_code import is_before_enrolment, number_of
from app.services import books, numbering
from app.services.books import BookStanding
from app.services.numbering import NumberOutlook
from ui.settings.page import SettingsPage
from ui.settings.rows import in_a_row
from ui.widgets.inputs import FieldRow
from ui.widgets.key_button import KeyButton
from ui.widgets.sections import FactRow
from ui.widgets.text import Text
from ui.widgets.words_edit import WordsEdit
from ui.workplace import Workplace

LABEL = 132
NOT_ENROLLED = "Bàn chưa ghi danh nên cấp số của riêng mình. Mã đã in vẫn đúng sau khi ghi danh."
NO_SPARE = "Chưa có; gửi nhận với cấp trên thì được giao."
SPARE_LATER = "Có sẵn, dùng khi hết số mà chưa gửi nhận được với cấp trên."
SPARE_NOW = "Hôm nay đã hết số. Gửi nhận với cấp trên để có thêm, hoặc mở dải dự phòng ngay."


class NumbersPage(SettingsPage):
    title = "Số hồ sơ"
    saves = "Dùng từ số này"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(
            workplace,
            "Cấp trên giao cho mỗi bàn một dải số; bàn cấp mã trong dải đó, không cần mạng. Khi bắt đầu giữa "
            "ngày bên cạnh phần mềm khác, ghi một lần số đầu tiên bàn này dùng hôm nay.",
        )
        look = workplace.look
        self.next_code = FactRow(look, "Mã tiếp theo", label_width=LABEL)
        self.left = FactRow(look, "Còn lại", label_width=LABEL)
        self.spare = FactRow(look, "Dải dự phòng", label_width=LABEL)
        self.open_spare = KeyButton(look, "Alt+D", "Mở dải dự phòng")
        self.open_spare.clicked.connect(self._open_spare)
        self.open_row = FieldRow(look, "", in_a_row(self.open_spare), label_width=LABEL)
        self.warning = Text(look, "", tone="due", wraps=True)
        self.warning.hide()
        self.books = FactRow(look, "Sổ một bàn ghi", label_width=LABEL)
        self.first = WordsEdit()
        self.first_row = FieldRow(look, "Số đầu hôm nay", self.first, label_width=LABEL)
        for part in (self.next_code, self.left, self.warning, self.spare, self.open_row):
            self.body.addWidget(part)
        for part in (self.books, self.first_row):
            self.body.addWidget(part)
        self.open_row.hide()

    def refresh(self) -> None:
        desk = self.workplace.desk
        self.workplace.ask(lambda: (numbering.outlook(desk), books.standings(desk)), self._show)

    def _show(self, read: tuple[NumberOutlook, Sequence[BookStanding]]) -> None:
        outlook, standings = read
        self.next_code.set_value(outlook.next_code or "Bàn này chưa có số; xin ghi danh với cấp trên.")
        self.left.set_value(f"{outlook.left} số hôm nay" if outlook.left else "0")
        self.warning.setText(outlook.warning)
        self.warning.setVisible(bool(outlook.warning))
        can_open = outlook.has_spare and not outlook.left
        self.spare.set_value(_spare_words(outlook, can_open=can_open))
        self.open_row.setVisible(can_open)
        self.books.set_value("; ".join(map(_book_words, standings)) or "Chưa mở sổ nào")

    def open(self, is_open: bool) -> None:
        """Whoever is out of numbers at the counter may open the spare; the rest is the administrator's."""
        self.first_row.setEnabled(is_open)

    def _open_spare(self) -> None:
        desk = self.workplace.desk
        self.workplace.act(lambda: numbering.open_spare(desk), self._has_opened, self.complain)

    def _has_opened(self, left: int) -> None:
        self.say(f"Đã mở dải dự phòng: còn {left} số hôm nay. Mã đã in vẫn đúng.")
        self.refresh()

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


def _spare_words(outlook: NumberOutlook, *, can_open: bool) -> str:
    """What there is beside the day's own range."""
    if outlook.next_code and is_before_enrolment(number_of(outlook.next_code)):
        return NOT_ENROLLED
    return SPARE_NOW if can_open else SPARE_LATER if outlook.has_spare else NO_SPARE


def _book_words(standing: BookStanding) -> str:
    """Which desk writes a book."""
    writer = "đã khóa" if standing.is_closed else f"{standing.writer_name} ghi"
    if standing.offered_to_name:
        writer = f"{standing.writer_name} giao, chờ {standing.offered_to_name} nhận"
    return f"{standing.record.name} {standing.record.year}: {writer}"
