"""What the program looks after by itself while the window is open: clock, daily backup, clashing codes."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from app.domain.twin import Twin
from app.services import backup, clock_watch, exchange_view, second_codes
from app.services.backup import BackupReport
from app.services.clock_watch import ClockNotice
from app.services.second_codes import SecondCode
from app.storage import compaction
from sync.reasons import twin_words
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

EVERY_MS = 10 * 60_000
CLOCK, BACKUP, CODES, TWIN = "clock", "backup", "second-codes", "twin"


class Housekeeping(QObject):
    """Looks once after log-in, then every ten minutes."""

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look_after)
        self._timer.start()

    def look_after(self) -> None:
        """Check the clock and the codes; make today's backup; drop old log that the server holds."""
        place, profile = self._workplace, self._workplace.profile
        place.ask(lambda: clock_watch.check(place.desk), self._tell_clock)
        place.ask(lambda: exchange_view.twin(place.desk), self._tell_twin)
        if profile is not None:
            now_ms = place.desk.now_ms()
            place.runner.start(
                lambda report: backup.backup_if_due(profile, now_ms, report),
                self._tell_backup,
                lambda error: place.tell(Message(BACKUP, place.sentence(error), "due", is_machines=True)),
            )
            place.ask(lambda: compaction.compact(profile.store), lambda _: None)

    def _tell_clock(self, notice: ClockNotice | None) -> None:
        if notice is None:
            self._workplace.settled.emit(CLOCK)
        else:
            self._workplace.tell(Message(CLOCK, notice.sentence, "due", is_machines=True))

    def _tell_twin(self, twin: Twin) -> None:
        """A frozen machine says so from its first moment; only one that writes may give codes."""
        place = self._workplace
        if words := twin_words(twin):
            place.tell(Message(TWIN, words, "due", is_machines=True))
        else:
            place.settled.emit(TWIN)
        if twin.may_write:
            place.ask(lambda: second_codes.give_due(place.desk), self._tell_codes)

    def _tell_codes(self, given: Sequence[SecondCode]) -> None:
        """What came by stick, or in an exchange that was cut, may have shown a clash too."""
        for each in given:
            self._workplace.tell(Message(CODES, each.sentence, "due", is_machines=True))
        if given:
            self._workplace.books_changed.emit()

    def _tell_backup(self, report: BackupReport | None) -> None:
        """Only a backup that did not come about needs to be told."""
        if report is not None and report.made is None:
            self._workplace.tell(Message(BACKUP, report.sentence, "due", is_machines=True))
        else:
            self._workplace.settled.emit(BACKUP)
