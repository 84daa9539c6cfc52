"""Watches who is at the desk: locks a still screen, writes down who saw what, offers roles and screens."""

from PySide6.QtCore import QObject, QTimer

from app.domain.dossier import Role
from app.services import audit, preferences
from app.services.access import only_administers
from app.services.audit import Noted
from app.services.desk import Officer
from ui.login.idle import IdleLock, close_dialogs
from ui.main_window import HELP, MACHINE, NAV_ITEMS, MainWindow
from ui.terms import ROLE_WORDS
from ui.widgets.message_bar import Message
from ui.widgets.nav import Person
from ui.workplace import Workplace

FLUSH_MS = 10_000
OF_ADMINISTRATORS = frozenset({MACHINE, HELP})
OF_ALL = frozenset(item.name for item in NAV_ITEMS)
NEAR, NOT_KEPT = "lock-near", "lock-not-kept"
NEAR_WORDS = "Máy sắp tự khóa. Xin nhấn một phím bất kỳ để làm tiếp."
NOT_KEPT_WORDS = "Máy đã khóa khi một cửa sổ còn mở. Điều đang gõ trong đó chưa lưu; xin mở lại và gõ lại."
TOLD_MS = 60_000


class Watchman(QObject):
    """Built with the window of an office; ``end`` comes when everything else has stopped."""

    def __init__(self, workplace: Workplace, window: MainWindow) -> None:
        super().__init__(window)
        self._place = workplace
        self._window = window
        self._seated: Officer | None = None
        self._interrupted: Officer | None = None
        self.idle = IdleLock(window, lambda: workplace.seat(None))
        self.idle.is_near.connect(self._tell_near)
        self._timer = QTimer(self, interval=FLUSH_MS)
        self._timer.timeout.connect(self._flush)
        self._timer.start()
        window.nav.role_chosen.connect(self._act_as)
        workplace.officer_changed.connect(self._change)
        self._change()

    def first_screen(self, wished: str) -> str:
        """The screen to show; an administrator's own where the wished one is not theirs."""
        is_theirs = wished in OF_ADMINISTRATORS or not only_administers(self._place.desk.officer)
        return wished if is_theirs else MACHINE

    def person(self, officer: Officer) -> Person:
        """Who works, in which role, and the others to choose from."""
        words = [role_words(officer, role) for role in officer.roles]
        return Person(officer.full_name, self._place.desk.name, words[0] if words else "", tuple(words[1:]))

    def end(self) -> None:
        """The last lines are written before the books are closed."""
        self._timer.stop()
        audit.flush(self._place.desk)

    def _change(self) -> None:
        """Somebody sat down, or left."""
        officer, before = self._place.desk.officer, self._seated
        self._seated = officer
        if officer is None:
            self.idle.begin(0)
            has_closed = close_dialogs(self._window) > 0
            self._interrupted = before if has_closed else self._interrupted
            self._window.messages.withdraw_clerks()
            if before is not None:
                self._note_left(before)
            return
        self._window.nav.offer(OF_ADMINISTRATORS if only_administers(officer) else OF_ALL)
        desk = self._place.desk
        self._place.ask(lambda: preferences.lock_minutes(desk), self.idle.begin)
        self._tell_not_kept(officer)

    def _tell_near(self, is_near: bool) -> None:
        if is_near:
            self._place.tell(Message(NEAR, NEAR_WORDS, "due"))
        else:
            self._place.settled.emit(NEAR)

    def _tell_not_kept(self, officer: Officer) -> None:
        """Whoever was interrupted is told, and nobody else."""
        if self._interrupted is not None and self._interrupted.id == officer.id:
            self._interrupted = None
            self._place.tell(Message(NOT_KEPT, NOT_KEPT_WORDS, "due"))
            QTimer.singleShot(TOLD_MS, self, lambda: self._place.settled.emit(NOT_KEPT))

    def _note_left(self, officer: Officer) -> None:
        desk = self._place.desk

        def note() -> None:
            audit.flush(desk)
            audit.note(desk, officer, Noted.LEFT)

        self._place.ask(note, lambda _none: None)

    def _act_as(self, place: int) -> None:
        """The role chosen is tried first from now on, until the next log-in."""
        officer = self._place.officer
        self._place.seat(officer.acting_as(officer.roles[place + 1]))

    def _flush(self) -> None:
        desk = self._place.desk
        if desk.sightings.is_waiting:
            self._place.ask(lambda: audit.flush(desk), lambda _none: None)


def role_words(officer: Officer, role: Role) -> str:
    """A role as it is called, with the lender's title where it is lent: ``Lãnh đạo (TUQ. Chủ tịch)``."""
    lent = officer.lending_of(role)
    return f"{ROLE_WORDS[role]} ({lent.title})" if lent else ROLE_WORDS[role]
