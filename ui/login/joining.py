"""The part of set-up that concerns the district: the way is chosen, then gone; later is a way too."""

from collections.abc import Callable

from app.progress import Report
from app.services import catalogue
from app.services.desk import Desk
from app.storage import device
from sync.courier import asked
from sync.pace import Pace
from ui.login.steps import Step, StepDialog
from ui.login.stick_step import Ended, StickStep
from ui.login.ways import Way, WaysStep
from ui.settings.enrolment import EnrolmentForm
from ui.workplace import Workplace

JOINED_BEFORE = "Máy này đã ghi danh. Đang lấy tên cơ quan và công chức từ cấp trên, xin đợi một chút."
WAITING = "Trong lúc chờ USB quay về, máy này vẫn làm việc được ngay."


class Joining:
    """Its steps are added to ``dialog``; ``done`` follows whichever way was gone to its end."""

    def __init__(self, dialog: StepDialog, workplace: Workplace, done: Callable[[], None]) -> None:
        self._dialog, self._place, self._done = dialog, workplace, done
        self._desk = workplace.desk
        self.choosing = WaysStep(dialog.look, self._go)
        self.stick = StickStep(
            dialog, self._desk, workplace.runner, workplace.sentence, self._tell_end, self.begin
        )
        self.told = Step(dialog.look, "Ghi danh từ USB", "", "Làm tiếp", done)
        self.fetching = Step(dialog.look, "Máy chủ cấp trên", JOINED_BEFORE, "Làm tiếp", done)
        self._fill_enrolment()
        for step in (self.choosing, self.enrolling, self.stick, self.told, self.fetching):
            dialog.add(step)

    def _fill_enrolment(self) -> None:
        words = "Gõ hoặc dán mã ghi danh (SX1-…) mà cấp trên đã giao cho máy này. Mỗi mã dùng cho một máy."
        self.enrolling = Step(
            self._dialog.look, "Nhập mã ghi danh", words, "Ghi danh", self._enrol, self.begin
        )
        self.enrolment = EnrolmentForm(self._dialog.look, asks_only_ticket=True)
        self.enrolling.column.addWidget(self.enrolment)

    def begin(self) -> None:
        """Where this desk stands: a member goes on, whoever asked by stick is led back to the stick."""
        with self._desk.store.read() as connection:
            is_member = device.membership(connection) is not None
            is_asking = asked.waiting(connection) is not None
        if is_member:
            self._fetch()
            return
        if is_asking:
            self.choosing.prefer(Way.STICK)
        self._dialog.show_step(self.choosing, self.choosing.list)

    def close(self) -> None:
        """No stick is looked for any more."""
        self.stick.close_watch()

    def _go(self, way: Way) -> None:
        if way is Way.TICKET:
            self._dialog.show_step(self.enrolling, self.enrolment.ticket)
        elif way is Way.STICK:
            self._dialog.show_step(self.stick, self.stick.list)
            self.stick.refresh()
        else:
            self._done()

    # by ticket

    def _enrol(self) -> None:
        work, desk = self.enrolment.work(self._desk.store), self._desk
        if work is None:
            return

        def join(report: Report) -> None:
            work(report)
            _fetch_names(desk, report)

        task = self._place.runner.start(join, lambda _none: self._done(), self._complain)
        self._dialog.follow(task, "Đang ghi danh")

    def _complain(self, error: Exception) -> None:
        """Enrolled all the same, the line may have gone before the office's names came."""
        with self._desk.store.read() as connection:
            is_member = device.membership(connection) is not None
        if is_member:
            self._done()
        else:
            self.enrolling.complain(self._place.sentence(error))

    def _fetch(self) -> None:
        """The power went between enrolling and the office's names; without a line they are typed."""
        desk = self._desk
        self._dialog.show_step(self.fetching)
        task = self._place.runner.start(
            lambda report: _fetch_names(desk, report), lambda _none: self._done(), lambda _error: self._done()
        )
        self._dialog.follow(task, "Hỏi cấp trên")

    # by stick

    def _tell_end(self, ended: Ended) -> None:
        self.told.words.setText(ended.sentence if ended.has_joined else f"{ended.sentence} {WAITING}")
        self._dialog.show_step(self.told)


def _fetch_names(desk: Desk, report: Report) -> None:
    from ui.exchange.work import exchange_once  # with HTTP, which no start needs

    exchange_once(desk, Pace(), report)
    desk.catalogue = catalogue.load(desk.store, desk.clock)
