"""Who saw, printed, changed or exported what: narrowed by person, kind, code and days, and printed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout

from app.export.sheet import Sheet as Listed
from app.services import audit_view, reports, staff
from app.services.audit_view import AuditLineView, AuditPage, AuditQuestion, What
from app.services.exports import Outgoing
from app.services.oversight import may_oversee
from app.storage.clerks import ClerkRecord
from ui.audit.papers import audit_job
from ui.audit.words import WHAT_WORDS, act_words, count_words, detail_words
from ui.dossier.sheet import Sheet
from ui.dossier.sheet_model import Entries, Entry, SheetColumn, SheetModel
from ui.reports.period_bar import PeriodBar
from ui.saving import ListSaver
from ui.settings.forms_page import ALL_ROOM
from ui.settings.page import SettingsPage
from ui.settings.rows import in_a_row
from ui.widgets.inputs import ChoiceBox
from ui.widgets.key_button import KeyButton
from ui.widgets.message_bar import Message
from ui.widgets.text import Text
from ui.workplace import Workplace

WIDTH, SHEET_HEIGHT, CODE_WIDTH, CHOICE_WIDTH = 1100, 190, 190, 230
TYPING_MS = 250  # after the last letter of a code
COLUMNS = (
    SheetColumn("Thời gian", 156, is_right=True),
    SheetColumn("Người làm", 170),
    SheetColumn("Việc", 260, stretch=2),
    SheetColumn("Mã, số", 130),
    SheetColumn("Chi tiết", 180, stretch=1, folds=True),
)
WORDS = (
    "Ai đã xem, mở số định danh, in, sửa, xuất gì ở máy này; việc ghi sổ của mọi bàn. "
    "Các dòng nối với nhau; dòng bị sửa hay xóa thì khi kiểm tra máy sẽ thấy."
)
EMPTY = "Không có dòng nào trong những ngày này. Xin chọn kỳ khác hoặc bớt điều kiện."
EVERYBODY = "Mọi người"
PRINTED = "audit-printed"


class InspectionPage(SettingsPage):
    """Open to leaders, heads and controllers; nobody changes anything here."""

    title = "Nhật ký"
    closed_words = "Nhật ký dành cho lãnh đạo, phụ trách và kiểm soát."

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, WORDS)
        look = workplace.look
        self._asked = 0
        self.period = PeriodBar(look)
        self.who, self.what, self.code = ChoiceBox(), ChoiceBox(), QLineEdit()
        self.model = SheetModel(COLUMNS, self)
        self.sheet = Sheet(look, "Nhật ký", self.model)
        self.remark = Text(look, tone="text2")
        self.print_key = KeyButton(look, "Ctrl+P", "In nhật ký")
        self.export = KeyButton(look, "Ctrl+E", "Xuất Excel")
        self.saver = ListSaver(workplace, self)
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        look = self.workplace.look
        self.fields.setMaximumWidth(look.px(WIDTH))
        for box, name in ((self.who, "Người làm"), (self.what, "Loại việc")):
            box.setAccessibleName(name)
            box.setFixedWidth(look.px(CHOICE_WIDTH))
        for what, words in WHAT_WORDS.items():
            self.what.addItem(words, what)
        self.code.setAccessibleName("Mã hồ sơ")
        self.code.setPlaceholderText("Mã hồ sơ hoặc số cuối")
        self.code.setFixedWidth(look.px(CODE_WIDTH))
        self.sheet.say_when_empty(EMPTY)
        self.sheet.setMinimumHeight(look.px(SHEET_HEIGHT))
        self.sheet.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.fields.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.setAlignment(self.fields, Qt.AlignmentFlag(0))
            column.setStretchFactor(self.fields, ALL_ROOM)
        self.body.addWidget(self.period)
        self.body.addWidget(in_a_row(self.who, self.what, self.code))
        self.body.addWidget(self.sheet, 1)
        self.body.addWidget(in_a_row(self.print_key, self.export, self.remark))

    def _connect(self) -> None:
        self.period.chosen.connect(lambda _period: self._ask())
        self.who.activated.connect(lambda _place: self._ask())
        self.what.activated.connect(lambda _place: self._ask())
        self.code.textEdited.connect(lambda _text: self._typing.start())
        self._typing.timeout.connect(self._ask)
        self.print_key.clicked.connect(self._print)
        self.export.clicked.connect(self._export)

    def is_open_to_officer(self) -> bool:
        return may_oversee(self.workplace.desk.officer)

    def refresh(self) -> None:
        """Whoever may not read it is shown nothing."""
        if not self.is_open_to_officer():
            self.model.show([])
            self.remark.setText("")
            return
        desk = self.workplace.desk
        self.period.offer(reports.periods(desk))
        self.workplace.ask(lambda: staff.all_clerks(desk), self._offer)

    def _offer(self, clerks: Sequence[ClerkRecord]) -> None:
        chosen = self.who.currentText()
        self.who.clear()
        self.who.addItem(EVERYBODY, None)
        for clerk in clerks:
            self.who.addItem(clerk.full_name, clerk.id)
        self.who.setCurrentIndex(max(0, self.who.findText(chosen)))
        self._ask()

    def question(self) -> AuditQuestion | None:
        """What is asked; None while the days are none."""
        period, what = self.period.period(), self.what.currentData()
        if period is None or not isinstance(what, What):
            return None
        code = self.code.text().strip()
        return AuditQuestion(period.first, period.last, what, self.who.currentData(), code)

    def _ask(self) -> None:
        question = self.question()
        if question is None:
            return
        self._asked += 1
        number, desk, officer = self._asked, self.workplace.desk, self.workplace.officer

        def answered(shown: AuditPage) -> None:
            if number == self._asked:
                self._show(shown)

        self.workplace.ask(lambda: audit_view.read(desk, officer, question), answered)

    def _show(self, shown: AuditPage) -> None:
        self.model.show([_row(line) for line in shown.lines])
        self.remark.setText(count_words(shown))

    def _print(self) -> None:
        question = self.question()
        if question is not None:
            place = self.workplace
            desk, officer = place.desk, place.officer
            place.print(
                lambda: audit_job(desk, officer, question),
                lambda _no: place.tell(Message(PRINTED, "Đã in nhật ký.", "ok")),
                lambda error: place.tell(Message(PRINTED, place.sentence(error), "late")),
            )

    def _export(self) -> None:
        """Every line that answers, in the columns of the page."""
        question = self.question()
        if question is None:
            return
        desk, officer = self.workplace.desk, self.workplace.officer

        def gather() -> Outgoing:
            found = audit_view.read(desk, officer, question, audit_view.EXPORTED_AT_MOST)
            cells = ([entry.text for entry in _row(line)] for line in found.lines)
            listed = Listed("Nhật ký", [column.title for column in COLUMNS], cells)
            return Outgoing(listed, len(found.lines), found.total > len(found.lines))

        self.saver.ask_and_save("nhat-ky", "audit", gather)


def _row(line: AuditLineView) -> Entries:
    return (
        Entry(f"{line.at:%d/%m/%Y %H:%M}", tone="text2"),
        Entry(line.clerk_name),
        Entry(act_words(line)),
        Entry(line.code),
        Entry(detail_words(line), tone="text2"),
    )
