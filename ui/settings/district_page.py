"""The district this desk is a member of, or the ticket that makes it one."""

from pathlib import Path

from app.progress import Report
from app.services import catalogue, exchange_view
from app.storage import device
from app.storage.device import Membership
from sync.courier.leaving import Exported
from ui.settings.enrolment import LABEL, EnrolmentForm
from ui.settings.page import SettingsPage
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.sections import FactRow
from ui.workplace import Workplace

ENROLS = "Ghi danh máy này"


class DistrictPage(SettingsPage):
    title = "Cấp trên"
    saves = ENROLS

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(
            workplace,
            "Máy ghi danh một lần bằng mã của cấp trên; sau đó tự gửi nhận khi có mạng. Không có mạng thì "
            "ghi danh bằng USB do cấp trên chuẩn bị.",
        )
        look = workplace.look
        self.commune = FactRow(look, "Cơ quan", label_width=LABEL)
        self.server = FactRow(look, "Gửi về", label_width=LABEL)
        self.address = FactRow(look, "Địa chỉ", label_width=LABEL)
        self.form = EnrolmentForm(look)
        self.progress = ProgressStrip(look)
        self.form.usb_chosen.connect(self.ask_by_stick)
        for part in (self.commune, self.server, self.address, self.form, self.progress):
            self.body.addWidget(part)

    def refresh(self) -> None:
        self.workplace.ask(self._membership, self._show)

    def _membership(self) -> tuple[Membership | None, bool]:
        desk = self.workplace.desk
        with desk.store.read() as connection:
            return device.membership(connection), exchange_view.needs_ticket(desk)

    def _show(self, read: tuple[Membership | None, bool]) -> None:
        """A machine that may not go on under its key is asked for a ticket again."""
        member, needs_ticket = read
        self.commune.set_value(member.commune_name if member else "Chưa ghi danh")
        self.server.set_value(member.server_name if member else "Chưa có")
        self.address.set_value(member.address if member else "Chưa có")
        self.form.setVisible(needs_ticket)
        self.saves = ENROLS if needs_ticket else ""
        self.saves_changed.emit()

    def save(self) -> None:
        work = self.form.work(self.workplace.desk.store)
        if work is None or not self.form.isVisibleTo(self):
            return

        def join(report: Report) -> Membership:
            member = work(report)
            desk = self.workplace.desk
            desk.catalogue = catalogue.load(desk.store, desk.clock)
            return member

        task = self.workplace.runner.start(join, self._has_joined, self.complain)
        self.progress.watch(task, "Đang ghi danh")

    def ask_by_stick(self, folder: str) -> None:
        """Write the request onto the stick; what comes back is taken in on the exchange's screen."""
        work = self.form.stick_work(self.workplace.desk.store, Path(folder))
        self.hush()
        task = self.workplace.runner.start(work, self._has_asked, self.complain)
        self.progress.watch(task, "Ghi ra USB")

    def _has_asked(self, exported: Exported) -> None:
        self.say(exported.sentence)
        self.workplace.books_changed.emit()

    def _has_joined(self, member: Membership) -> None:
        self.form.ticket.clear()
        self.say(f"Đã ghi danh máy này cho {member.commune_name}.")
        self._show((member, False))
        self.workplace.books_changed.emit()
