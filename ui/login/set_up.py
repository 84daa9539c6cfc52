"""Set-up by the office: its names, its first administrator, and the district if there is a ticket."""

from collections.abc import Callable

from app.domain.dossier import Role
from app.services import officers
from app.services.desk import Officer
from ui.login.steps import Step, StepDialog
from ui.settings.clerk_form import ClerkForm
from ui.settings.enrolment import EnrolmentForm
from ui.settings.office_form import OfficeForm
from ui.widgets.key_button import KeyButton
from ui.workplace import Workplace

FIRST_ROLES = (Role.RECEPTION, Role.ADMINISTRATOR)


class SetUp(StepDialog):
    """``officer`` is set once somebody can log in; steps that were done before are left out."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.look, "Sổ Xã – Thiết lập")
        self.officer: Officer | None = None
        self._workplace = workplace
        self._fill_office()
        self._fill_clerk()
        self._fill_enrolment()
        if officers.office(workplace.desk) is None:
            self.show_step(self.naming, self.office.edits["name"])
        else:
            self._show_clerk()

    def _fill_office(self) -> None:
        words = "Các tên này đứng ở đầu mọi mẫu in. Có thể sửa sau ở Quản trị máy."
        self.naming = Step(self.look, "Cơ quan", words, "Làm tiếp", self._keep_office)
        self.office = OfficeForm(self.look)
        self.naming.column.addWidget(self.office)
        self.add(self.naming)

    def _fill_clerk(self) -> None:
        words = "Mỗi việc trong sổ ghi ai làm. Người đầu tiên quản trị máy này và thêm người khác sau."
        self.clerking = Step(self.look, "Người quản trị đầu tiên", words, "Làm tiếp", self._keep_clerk)
        self.clerk = ClerkForm(self.look)
        self.clerk.show_clerk(None)
        self.clerk.roles.choose(FIRST_ROLES)
        self.clerking.column.addWidget(self.clerk)
        self.add(self.clerking)

    def _fill_enrolment(self) -> None:
        words = (
            "Cấp trên giao dải số và danh mục qua mã ghi danh (SX1-…). Chưa có mã thì để sau, "
            "ở Quản trị máy; bàn chỉ cấp mã hồ sơ khi đã có dải số."
        )
        self.enrolling = Step(self.look, "Máy chủ cấp trên", words, "Ghi danh", self._enrol)
        self.enrolment = EnrolmentForm(self.look)
        self.later = KeyButton(self.look, "Esc", "Để sau")
        self.later.clicked.connect(self.accept)
        self.enrolling.column.addWidget(self.enrolment)
        self.enrolling.buttons.insertWidget(0, self.later)
        self.add(self.enrolling)

    def _keep_office(self) -> None:
        if self.office.is_complete():
            desk, record = self._workplace.desk, self.office.record()
            self._do(lambda: officers.set_up_office(desk, record), lambda _none: self._show_clerk())

    def _show_clerk(self) -> None:
        self.show_step(self.clerking, self.clerk.full_name)

    def _keep_clerk(self) -> None:
        if not self.clerk.is_complete():
            return
        desk, form = self._workplace.desk, self.clerk
        name, title, roles, pin = form.name(), form.job_title(), form.roles.chosen(), form.new_pin()
        roles = roles if Role.ADMINISTRATOR in roles else (*roles, Role.ADMINISTRATOR)
        self._do(lambda: officers.register_clerk(desk, name, title, roles, pin), self._take_clerk)

    def _take_clerk(self, officer: Officer) -> None:
        self.officer = officer
        self.show_step(self.enrolling, self.enrolment.ticket)

    def _enrol(self) -> None:
        work = self.enrolment.work(self._workplace.desk.store)
        if work is not None:
            self.enrolling.set_busy(True)
            self._workplace.runner.start(work, lambda _member: self.accept(), self._complain)

    def _do(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        self.current().set_busy(True)
        self._workplace.act(work, done, self._complain)

    def _complain(self, error: Exception) -> None:
        self.current().complain(self._workplace.sentence(error))
