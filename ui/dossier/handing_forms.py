"""Forms of a dossier that changes hands: to a colleague, from one, to another agency and back."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.ids import ClerkId
from app.domain.time_words import day_in_words
from app.services import extension, handing, processing
from ui.dossier.act_form import Act, ActForm
from ui.widgets.inputs import ChoiceBox, FieldRow
from ui.widgets.painting import draw_focus

DAYS_OFFERED = 30


class HandOverForm(ActForm):
    """To whom, and what they should know."""

    title = "Bàn giao hồ sơ"
    save_words = "Ghi bàn giao"
    meaning = "Hồ sơ đứng tên người nhận, kèm chữ “chờ nhận” đến khi họ quét giấy. Ngày hẹn không đổi."

    def _fill(self) -> None:
        self.to = ChoiceBox()
        self.to.addItem("Chọn người nhận", None)
        for clerk in self.reading.clerks:
            is_holder = clerk.id == self.reading.view.holder_id
            if not is_holder and handing.may_take(clerk, self.reading.officer.id):
                self.to.addItem(clerk.full_name, clerk.id)
        self.add_field("Giao cho", self.to)
        self.note = self.add_words("Ghi chú")

    def missing(self) -> tuple[FieldRow, str] | None:
        return (self.row_of(self.to), "Xin chọn người nhận hồ sơ.") if self.to.currentData() is None else None

    def act(self) -> Act:
        to, note = ClerkId(self.to.currentData()), self.note.words().strip()
        return lambda desk, officer, id_: processing.hand_over(desk, officer, id_, to, note)


class AcceptForm(ActForm):
    """That it is in one's hands now."""

    title = "Nhận hồ sơ được giao"
    save_words = "Ghi đã nhận"
    meaning = "Xin xem đủ giấy tờ rồi mới ghi. Quét giấy ở mục Chờ tôi nhận thì nhận được nhiều hồ sơ liền."

    def _fill(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.title)
        self.setAccessibleDescription(self.meaning)

    def first(self) -> QWidget:
        return self

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            draw_focus(QPainter(self), self.rect(), self.look.colour("accent"))

    def act(self) -> Act:
        return handing.accept


class TransferForm(ActForm):
    """Where to, under which number there, and until when they owe their part."""

    title = "Chuyển lên cấp trên"
    save_words = "Ghi đã chuyển"
    meaning = "Ngày hẹn với người dân giữ nguyên. Quá ngày cấp trên hẹn, bàn làm việc nhắc."

    def _fill(self) -> None:
        self.agency = self.add_words("Nơi nhận")
        self.back_by = day_choice(self, "Hẹn trả về", "Chưa hẹn ngày", after=None)
        self.code = self.add_words("Mã bên đó")
        self.note = self.add_words("Ghi chú")

    def missing(self) -> tuple[FieldRow, str] | None:
        if self.agency.words().strip():
            return None
        return self.row_of(self.agency), "Xin ghi cơ quan nhận hồ sơ."

    def act(self) -> Act:
        agency, note = self.agency.words().strip(), self.note.words().strip()
        back_by, code = self.back_by.currentData(), self.code.words()
        return lambda desk, officer, id_: processing.transfer_up(
            desk, officer, id_, agency, note, back_by=back_by, outside_code=code
        )


class TakeBackForm(ActForm):
    """What came with it."""

    title = "Nhận lại từ cấp trên"
    save_words = "Ghi đã nhận lại"
    meaning = "Hồ sơ trở lại bàn này để giải quyết tiếp."

    def _fill(self) -> None:
        self.code = self.add_words("Số văn bản")
        self.note = self.add_words("Ghi chú")

    def act(self) -> Act:
        note, code = self.note.words().strip(), self.code.words()
        return lambda desk, officer, id_: processing.take_back(desk, officer, id_, note, outside_code=code)


def day_choice(form: ActForm, label: str, nothing: str, *, after: datetime | None) -> ChoiceBox:
    """The next working days to choose one from, each carrying its closing time; first that none is chosen."""
    box, read = ChoiceBox(), form.reading
    box.addItem(nothing, None)
    for moment in extension.choices(read.calendar, after, read.now, DAYS_OFFERED):
        box.addItem(day_in_words(moment), moment)
    form.add_field(label, box)
    return box
