"""Set-up by the office: the district if there is a ticket, the office's names, who administers this desk.

The ticket comes first: a second desk of an office gets names and clerks from the first one by way of the
district, and then only asks which administrator sits here.
"""

from collections.abc import Callable, Sequence

from app.domain.dossier import Role
from app.progress import Report
from app.services import catalogue, officers
from app.services.desk import Officer
from app.storage.clerks import ClerkRecord
from sync.pace import Pace
from ui.login.steps import Step, StepDialog
from ui.settings.clerk_form import LABEL, ClerkForm, PinFields
from ui.settings.enrolment import EnrolmentForm
from ui.settings.office_form import OfficeForm
from ui.widgets.inputs import ChoiceBox, FieldRow
from ui.widgets.key_button import KeyButton
from ui.workplace import Workplace

FIRST_ROLES = (Role.RECEPTION, Role.ADMINISTRATOR)


class SetUp(StepDialog):
    """``officer`` is set once somebody can log in; steps that were done before are left out."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.look, "Sổ Xã – Thiết lập")
        self.officer: Officer | None = None
        self._workplace = workplace
        self._desk = workplace.desk
        self._fill_enrolment()
        self._fill_office()
        self._fill_clerk()
        self._fill_known()
        if officers.office(self._desk) is None:
            self.show_step(self.enrolling, self.enrolment.ticket)
        else:
            self._go_on()

    def _fill_enrolment(self) -> None:
        words = (
            "Cấp trên giao dải số và danh mục qua mã ghi danh (SX1-…). Nếu cơ quan đã dùng Sổ Xã ở máy "
            "khác, tên cơ quan và công chức sẽ về theo. Chưa có mã thì để sau, ở Quản trị máy."
        )
        self.enrolling = Step(self.look, "Máy chủ cấp trên", words, "Ghi danh", self._enrol)
        self.enrolment = EnrolmentForm(self.look)
        self.enrolment.usb_row.hide()  # the answer would come days later; Quản trị máy has that way
        self.later = KeyButton(self.look, "", "Để sau")
        self.later.clicked.connect(self._go_on)
        self.enrolling.column.addWidget(self.enrolment)
        self.enrolling.buttons.insertWidget(0, self.later)
        self.add(self.enrolling)

    def _fill_office(self) -> None:
        words = "Các tên này đứng ở đầu mọi mẫu in. Có thể sửa sau ở Quản trị máy."
        self.naming = Step(self.look, "Cơ quan", words, "Làm tiếp", self._keep_office)
        self.office = OfficeForm(self.look)
        self.naming.column.addWidget(self.office)
        self.add(self.naming)

    def _fill_clerk(self) -> None:
        words = "Mỗi việc trong sổ ghi ai làm. Người đầu tiên quản trị máy này và thêm người khác sau."
        self.clerking = Step(self.look, "Người quản trị đầu tiên", words, "Vào làm việc", self._keep_clerk)
        self.clerk = ClerkForm(self.look)
        self.clerk.show_clerk(None)
        self.clerk.roles.choose(FIRST_ROLES)
        self.clerking.column.addWidget(self.clerk)
        self.add(self.clerking)

    def _fill_known(self) -> None:
        words = "Công chức đã về từ máy khác. Mã PIN của mỗi máy đặt riêng; người quản trị đặt trước."
        self.knowing = Step(self.look, "Người quản trị máy này", words, "Vào làm việc", self._keep_pin)
        self.known = ChoiceBox()
        self.pins = PinFields(self.look)
        self.knowing.column.addWidget(FieldRow(self.look, "Người quản trị", self.known, label_width=LABEL))
        self.knowing.column.addWidget(self.pins)
        self.add(self.knowing)

    # the district

    def _enrol(self) -> None:
        work, desk = self.enrolment.work(self._desk.store), self._desk
        if work is None:
            return

        def join(report: Report) -> None:
            from ui.exchange.work import exchange_once  # with HTTP

            work(report)
            exchange_once(desk, Pace(), report)
            desk.catalogue = catalogue.load(desk.store, desk.clock)

        self.enrolling.set_busy(True)
        self._workplace.runner.start(join, lambda _none: self._go_on(), self._complain)

    # the office and who sits here

    def _go_on(self) -> None:
        """To the first thing that is still missing."""
        administrators = [
            clerk for clerk in officers.active_clerks(self._desk) if Role.ADMINISTRATOR in clerk.roles
        ]
        if officers.office(self._desk) is None:
            self.show_step(self.naming, self.office.edits["name"])
        elif administrators:
            self._show_known(administrators)
        else:
            self.show_step(self.clerking, self.clerk.full_name)

    def _show_known(self, clerks: Sequence[ClerkRecord]) -> None:
        self.known.clear()
        for clerk in clerks:
            self.known.addItem(clerk.full_name, clerk)
        self.show_step(self.knowing, self.known)

    def _keep_office(self) -> None:
        if self.office.is_complete():
            record = self.office.record()
            self._do(lambda: officers.set_up_office(self._desk, record), lambda _none: self._go_on())

    def _keep_clerk(self) -> None:
        if not self.clerk.is_complete():
            return
        form = self.clerk
        name, title, chosen, pin = form.name(), form.job_title(), form.roles.chosen(), form.new_pin()
        roles = chosen if Role.ADMINISTRATOR in chosen else (*chosen, Role.ADMINISTRATOR)
        self._do(lambda: officers.register_clerk(self._desk, name, title, roles, pin), self._take_officer)

    def _keep_pin(self) -> None:
        clerk, pin = self.known.currentData(), self.pins.new_pin()
        if not self.pins.is_complete():
            return

        def work() -> Officer:
            officers.set_pin(self._desk, clerk.id, pin)
            return officers.log_in(self._desk, clerk.id, pin)

        self._do(work, self._take_officer)

    def _take_officer(self, officer: Officer) -> None:
        self.officer = officer
        self.accept()

    def _do(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        self.current().set_busy(True)
        self._workplace.act(work, done, self._complain)

    def _complain(self, error: Exception) -> None:
        self.current().complain(self._workplace.sentence(error))
