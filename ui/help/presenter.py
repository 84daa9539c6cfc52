"""The help at work: proves the machine, writes the bundle, and offers what a crash has left."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app.crash.facts import program_version
from app.crash.reports import Report, Reports
from ui.help.bundle import suggested_name, write_bundle
from ui.help.prober import Prober
from ui.help.screen import screen_facts
from ui.help.view import HelpDesk
from ui.help.words import BROKE, DONE, NO_REPORT, PENDING, WRONG, offer, report_words, rows_of, summary
from ui.main_window import HELP
from ui.selftest.result import Result
from ui.training.door import door_of, has_door
from ui.widgets.key_button import Kind
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

CRASH = "crash"
ZIP = "Gói trợ giúp (*.zip)"


class HelpPresenter(QObject):
    """Between the help's desk and the machine; lives as long as the desk."""

    def __init__(self, workplace: Workplace, desk: HelpDesk) -> None:
        super().__init__(desk)
        self._place = workplace
        self._desk = desk
        self._result: Result | None = None
        self._wanted: Path | None = None
        self._reports = Reports(workplace.log_file.parent)
        self.prober = Prober(self)
        self._connect()
        desk.show_rows(rows_of(None, is_running=False))
        self._show_report()
        self._offer()

    def _connect(self) -> None:
        desk, place = self._desk, self._place
        desk.test.clicked.connect(self.test)
        desk.save.clicked.connect(self._choose)
        desk.keep.clicked.connect(self._choose)
        desk.view.clicked.connect(self._view)
        desk.dismiss.clicked.connect(self.dismiss)
        desk.shown.connect(self._show_report)
        self.prober.told.connect(self._show_result)
        self.prober.ended.connect(self._end)
        place.closing.connect(self.prober.stop)
        place.message_acted.connect(self._act)

    # the self-test

    def test(self) -> None:
        """Begin, and show each line as it ends."""
        self._desk.test.setEnabled(False)
        self._result = None
        self.prober.start()
        self._show(None)

    def _show_result(self, result: Result) -> None:
        self._show(result)

    def _show(self, result: Result | None) -> None:
        is_running = self.prober.is_running
        rows = rows_of(result, is_running=is_running)
        self._desk.show_rows(rows)
        self._desk.show_sum(*summary(rows, result, is_running=is_running))
        if not is_running:
            self._desk.lines.show_first(rows)

    def _end(self, result: Result | None) -> None:
        self._result = result
        self._desk.test.setEnabled(True)
        self._show(result)
        if self._wanted is not None:
            self._write(self._wanted)

    # the bundle

    def _choose(self) -> None:
        start = str(Path.home() / suggested_name(self._place.desk.now()))
        chosen, _ = QFileDialog.getSaveFileName(self._desk, "Lưu gói trợ giúp", start, ZIP)
        if chosen:
            self.save(Path(chosen))

    def save(self, path: Path) -> None:
        """Write the bundle there; a machine that was not proved yet is proved first."""
        if self._result is not None:
            self._write(path)
            return
        self._wanted = path
        self._desk.show_saved(PENDING, "Đang kiểm tra máy trước, xong sẽ lưu gói.")
        if not self.prober.is_running:
            self.test()

    def _write(self, path: Path) -> None:
        self._wanted = None
        result, folder, screen = self._result, self._reports.folder, screen_facts()
        self._place.runner.ask(
            lambda: write_bundle(path, folder, result, screen), self._has_saved, self._has_failed
        )

    def _has_saved(self, path: Path) -> None:
        self._desk.show_saved(DONE, f"Đã lưu {path}. Xin gửi tệp này cho người quản trị.")
        self.dismiss()

    def _has_failed(self, error: Exception) -> None:
        self._desk.show_saved(WRONG, self._place.sentence(error))

    # what is left of a crash

    def _offer(self) -> None:
        reports = self._reports.unseen()
        if reports:
            self._place.tell(Message(CRASH, offer(reports), "due", act="Xem", is_machines=True))

    def _act(self, topic: str) -> None:
        if topic == CRASH:
            self._place.desk_wanted.emit(HELP)

    def _newest(self) -> Report | None:
        return next(iter(self._reports.all()), None)

    def _show_report(self) -> None:
        report, is_new = self._newest(), bool(self._reports.unseen())
        mark = BROKE if is_new else PENDING
        words = NO_REPORT if report is None else report_words(report)
        self._desk.show_report(mark, words, is_there=report is not None, is_new=is_new)

    def _view(self) -> None:
        report = self._newest()
        is_shown = self._desk.text.isVisibleTo(self._desk)
        self._desk.show_text("" if is_shown or report is None else report.text())

    def dismiss(self) -> None:
        """Offer nothing of it again; the reports stay in the log folder."""
        self._reports.put_away()
        self._place.settled.emit(CRASH)
        self._desk.show_text("")
        self._show_report()


def help_desk(workplace: Workplace) -> HelpDesk:
    """The help of an office's window."""
    door = door_of(workplace, kind=Kind.PLAIN) if has_door(workplace) else None
    desk = HelpDesk(workplace.look, f"Sổ Xã {program_version()} · {workplace.desk.name}", door)
    HelpPresenter(workplace, desk)
    return desk
