"""Lending a role for some days: to whom, by which document, from when to when; and what was lent before."""

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from app.domain.ids import ClerkId
from app.domain.lending import LendingForm
from app.services import delegations, officers
from app.services.delegations import BadLending
from app.storage.clerks import ClerkRecord
from app.storage.delegations import DelegationRecord
from ui.audit.words import FORM_WORDS
from ui.settings.page import SettingsPage
from ui.terms import ROLE_WORDS
from ui.widgets.inputs import ChoiceBox, FieldRow
from ui.widgets.key_button import KeyButton
from ui.widgets.side_list import SideList, SideRow
from ui.workplace import Workplace

LABEL, LIST_WIDTH = 132, 340
DAY = "%d/%m/%Y"
WORDS = (
    "Trong những ngày ghi ở đây, người được ủy quyền làm việc của vai trò đó; mỗi việc và mỗi giấy ghi rõ "
    "KT., TUQ. hay TL. Việc được ủy quyền không ủy quyền lại."
)


class DelegationsPage(SettingsPage):
    """Open to whoever has a role to lend; everybody may read what was lent."""

    title = "Ủy quyền"
    saves = "Ủy quyền"
    closed_words = "Lãnh đạo, phụ trách giao việc ở đây; người khác chỉ xem."

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, WORDS)
        look = workplace.look
        self.chosen: DelegationRecord | None = None
        self.lent = SideList(look, "Đã ủy quyền", "surface", shows_choice=True)
        self.taker, self.role, self.form = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.number, self.first, self.last = QLineEdit(), QLineEdit(), QLineEdit()
        self.rows = {
            words: FieldRow(look, words, field, label_width=LABEL)
            for words, field in (
                ("Người nhận việc", self.taker),
                ("Vai trò", self.role),
                ("Hình thức", self.form),
                ("Số văn bản", self.number),
                ("Từ ngày", self.first),
                ("Đến hết ngày", self.last),
            )
        }
        self.end_key = KeyButton(look, "", "Kết thúc từ bây giờ")
        for form, words in FORM_WORDS.items():
            self.form.addItem(words, form)
        self._lay_out()
        self.lent.opened.connect(self._choose)
        self.end_key.clicked.connect(self._end)

    def _lay_out(self) -> None:
        self.fields.setMaximumWidth(self.workplace.look.px(900))
        self.lent.setFixedWidth(self.workplace.look.px(LIST_WIDTH))
        left = QVBoxLayout()
        left.addWidget(self.lent)
        left.addWidget(self.end_key, 0, Qt.AlignmentFlag.AlignLeft)
        left.addStretch(1)
        right = QVBoxLayout()
        for row in self.rows.values():
            right.addWidget(row)
        right.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(24)
        columns.addLayout(left)
        columns.addLayout(right, 1)
        self.body.addLayout(columns)

    def is_open_to_officer(self) -> bool:
        officer = self.workplace.desk.officer
        return officer is not None and bool(delegations.lendable(officer))

    def refresh(self) -> None:
        desk = self.workplace.desk
        self.workplace.ask(lambda: (delegations.every(desk), officers.active_clerks(desk)), self._show)

    def _show(self, read: tuple[Sequence[DelegationRecord], Sequence[ClerkRecord]]) -> None:
        lent, clerks = read
        officer = self.workplace.desk.officer
        self.lent.show_rows([self._row(each) for each in lent])
        self._choose(None)
        self.taker.clear()
        self.role.clear()
        for clerk in clerks:
            if officer is None or clerk.id != officer.id:
                self.taker.addItem(f"{clerk.full_name}, {clerk.title}".strip(", "), clerk.id)
        for role in delegations.lendable(officer) if officer else ():
            self.role.addItem(ROLE_WORDS[role], role)
        today = f"{self.workplace.desk.today():{DAY}}"
        for edit in (self.first, self.last):
            edit.setText(edit.text() or today)

    def _row(self, record: DelegationRecord) -> SideRow:
        span, stands = record.span, delegations.stands(self.workplace.desk, record)
        days = f"{_shown(span.first_day)} đến {_shown(span.last_day)}" if span.last_day else span.first_day
        is_over = span.ended_ms or span.last_day < self.workplace.desk.today().isoformat()
        state = "đang hiệu lực" if stands else "đã hết" if is_over else "chưa đến ngày"
        if stands and record.to_owns:  # else the words of the lending stand on acts of their own
            state = "đã tự giữ, nên kết thúc"
        return SideRow(f"{record.lent.title} → {record.to_name}", days, state, record)

    def _choose(self, record: object) -> None:
        self.chosen = record if isinstance(record, DelegationRecord) else None
        can_end = self.chosen is not None and not self.chosen.span.ended_ms
        self.end_key.setVisible(can_end)

    def save(self) -> None:
        first, last, taker = _day(self.first.text()), _day(self.last.text()), self.taker.currentData()
        if first is None or last is None or taker is None:
            self.complain(BadLending("Xin chọn người nhận việc và ghi ngày như 15/10/2026. Chưa ghi gì."))
            return
        desk, officer, number = self.workplace.desk, self.workplace.officer, self.number.text()
        role, form = self.role.currentData(), LendingForm(self.form.currentData())
        self.workplace.act(
            lambda: delegations.lend(desk, officer, ClerkId(taker), role, form, number, first, last),
            lambda _id: self._has_saved("Đã ghi ủy quyền. Người nhận việc đăng nhập lại thì dùng được."),
            self.complain,
        )

    def _end(self) -> None:
        record, desk, officer = self.chosen, self.workplace.desk, self.workplace.officer
        if record is not None:
            self.workplace.act(
                lambda: delegations.end(desk, officer, record),
                lambda _none: self._has_saved("Đã kết thúc ủy quyền."),
                self.complain,
            )

    def _has_saved(self, sentence: str) -> None:
        self.number.clear()
        self.refresh()
        self.say(sentence)


def _shown(day: str) -> str:
    return f"{date.fromisoformat(day):{DAY}}"


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text.strip(), DAY).date()
    except ValueError:
        return None
