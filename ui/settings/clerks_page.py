"""Who works at the office: added, changed, given a PIN on this device, or sent on."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.services import officers, preferences, staff
from app.storage.clerks import ClerkRecord
from ui.settings.clerk_form import ClerkForm
from ui.settings.page import SettingsPage
from ui.settings.rows import in_a_row
from ui.terms import ROLE_WORDS
from ui.widgets.inputs import ChoiceBox, FieldRow
from ui.widgets.key_button import KeyButton
from ui.widgets.side_list import SideList, SideRow
from ui.workplace import Workplace

LIST_WIDTH = 260


class ClerksPage(SettingsPage):
    title = "Công chức"
    saves = "Lưu người này"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(
            workplace,
            "Mỗi việc ghi tên và vai trò người làm. Mã PIN chỉ nằm trên máy này, không gửi đi đâu.",
        )
        look = workplace.look
        self.chosen: ClerkRecord | None = None
        self.clerks = SideList(look, "Công chức", "surface")
        self.form = ClerkForm(look)
        self.add = KeyButton(look, "Ctrl+N", "Thêm người")
        self.send_on = KeyButton(look, "", "Cho thôi việc ở đây")
        self.lock = ChoiceBox()
        self.lock.setAccessibleName("Tự khóa sau")
        for minutes in preferences.LOCK_CHOICES:
            self.lock.addItem(f"{minutes} phút" if minutes else "Không tự khóa", minutes)
        self._lay_out()
        self.lock.activated.connect(self._keep_lock)
        self.clerks.opened.connect(self._choose)
        self.add.clicked.connect(lambda: self._choose(None))
        self.send_on.clicked.connect(self._send_on)

    def _lay_out(self) -> None:
        self.fields.setMaximumWidth(self.workplace.look.px(900))
        self.clerks.setFixedWidth(self.workplace.look.px(LIST_WIDTH))
        left = QVBoxLayout()
        left.addWidget(self.clerks)
        left.addWidget(self.add)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.form)
        right.addWidget(self.send_on, 0, Qt.AlignmentFlag.AlignRight)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addLayout(left)
        row.addLayout(right, 1)
        self.body.addLayout(row)
        lock = FieldRow(self.workplace.look, "Tự khóa sau", in_a_row(self.lock))
        self.body.addWidget(lock)

    def refresh(self) -> None:
        desk = self.workplace.desk
        self.workplace.ask(lambda: staff.all_clerks(desk), self._show)
        self.workplace.ask(lambda: preferences.lock_minutes(desk), self._show_lock)

    def _show_lock(self, minutes: int) -> None:
        self.lock.setCurrentIndex(self.lock.findData(minutes))

    def _keep_lock(self) -> None:
        desk, minutes = self.workplace.desk, int(self.lock.currentData())
        self.workplace.ask(
            lambda: preferences.keep_lock_minutes(desk, minutes),
            lambda _none: self.say("Đã lưu. Dùng từ lần đăng nhập tới."),
        )

    def _show(self, clerks: Sequence[ClerkRecord]) -> None:
        self.clerks.show_rows([_row(clerk) for clerk in clerks])
        self._choose(None)

    def _choose(self, clerk: ClerkRecord | None) -> None:
        self.chosen = clerk
        self.hush()
        self.form.show_clerk(clerk)
        self.send_on.setVisible(clerk is not None)
        if clerk is not None:
            self.send_on.say("Cho thôi việc ở đây" if clerk.is_active else "Nhận làm việc lại")
        self.form.full_name.setFocus()

    def save(self) -> None:
        if not self.form.is_complete():
            return
        form, clerk = self.form, self.chosen
        name, title, roles, pin = form.name(), form.job_title(), form.roles.chosen(), form.new_pin()
        desk, by = self.workplace.desk, self.workplace.officer

        def work() -> None:
            if clerk is None:
                officers.register_clerk(desk, name, title, roles, pin, by)
                return
            staff.change_clerk(desk, replace(clerk, full_name=name, title=title, roles=roles), by)
            if pin:
                officers.set_pin(desk, clerk.id, pin, by)

        self.workplace.act(work, lambda _none: self._has_saved(name), self.complain)

    def _send_on(self) -> None:
        clerk = self.chosen
        if clerk is not None:
            changed = replace(clerk, is_active=not clerk.is_active)
            desk, by = self.workplace.desk, self.workplace.officer
            self.workplace.act(
                lambda: staff.change_clerk(desk, changed, by),
                lambda _none: self._has_saved(clerk.full_name),
                self.complain,
            )

    def _has_saved(self, name: str) -> None:
        self.refresh()
        self.say(f"Đã lưu {name}.")


def _row(clerk: ClerkRecord) -> SideRow:
    roles = ", ".join(ROLE_WORDS[role] for role in clerk.roles)
    state = "" if clerk.is_active else "đã thôi việc"
    if clerk.is_active and not clerk.has_pin:
        state = "chưa có PIN"
    return SideRow(clerk.full_name, roles, state, clerk)
