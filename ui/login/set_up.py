"""Set-up by the office: the way to the district, the office's names, who administers this desk.

The district comes first: a second desk of an office gets names and clerks from the first one by way of it,
and then only asks which administrator sits here. Each step is in the books before the next one is shown, so
a start after a power cut goes on at the first thing that is still missing.
"""

from collections.abc import Callable, Sequence

from app.domain.dossier import Role
from app.services import officers
from app.services.desk import Officer
from app.storage.clerks import ClerkRecord
from ui.login.joining import Joining
from ui.login.steps import Step, StepDialog
from ui.settings.clerk_form import LABEL, ClerkForm, PinFields
from ui.settings.office_form import OfficeForm
from ui.widgets.inputs import ChoiceBox, FieldRow
from ui.workplace import Workplace

FIRST_ROLES = (Role.RECEPTION, Role.ADMINISTRATOR)


class SetUp(StepDialog):
    """``officer`` is set once somebody can log in; steps that were done before are left out."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.look, "Sổ Xã – Thiết lập")
        self.officer: Officer | None = None
        self._workplace = workplace
        self._desk = workplace.desk
        self.joining = Joining(self, workplace, self._go_on)
        self._fill_office()
        self._fill_clerk()
        self._fill_known()
        if officers.office(self._desk) is None:
            self.joining.begin()
        else:
            self._go_on()

    def _fill_office(self) -> None:
        words = "Các tên này đứng ở đầu mọi mẫu in. Có thể sửa sau ở Quản trị máy."
        self.naming = Step(self.look, "Cơ quan", words, "Làm tiếp", self._keep_office)
        self.office = OfficeForm(self.look)
        self.naming.column.addWidget(self.office)
        self.naming.ends_with(self.office.edits["website"])
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

    def done(self, result: int) -> None:
        """Nothing looks for sticks any more."""
        self.joining.close()
        super().done(result)
