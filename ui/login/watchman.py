"""Watches who is at the desk: locks a still screen, writes down who saw what, offers roles and screens."""

from PySide6.QtCore import QObject, QTimer

from app.domain.dossier import Role
from app.services import audit, preferences
from app.services.access import only_administers
from app.services.audit import Noted
from app.services.desk import Officer
from ui.login.aside import Aside
from ui.login.idle import IdleLock
from ui.main_window import HELP, MACHINE, NAV_ITEMS, MainWindow
from ui.terms import ROLE_WORDS
from ui.widgets.message_bar import Message
from ui.widgets.nav import Person
from ui.workplace import Workplace

FLUSH_MS = 10_000
OF_ADMINISTRATORS = frozenset({MACHINE, HELP})
OF_ALL = frozenset(item.name for item in NAV_ITEMS)
NEAR = "lock-near"
NEAR_WORDS = "Máy sắp tự khóa. Xin nhấn một phím bất kỳ để làm tiếp."


class Watchman(QObject):
    """Built with the window of an office; ``end`` comes when everything else has stopped."""

    def __init__(self, workplace: Workplace, window: MainWindow) -> None:
        super().__init__(window)
        self._place = workplace
        self._window = window
        self._seated: Officer | None = None
        self._last: Officer | None = None
        self._aside = Aside(window)
        workplace.came_late.connect(self._aside.keep)
        self.idle = IdleLock(window, self._lock)
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
            self._aside.put_away()
            self._window.messages.withdraw_clerks()
            if before is not None:
                self._note_left(before)
            return
        self._window.nav.offer(OF_ADMINISTRATORS if only_administers(officer) else OF_ALL)
        desk = self._place.desk
        self._place.ask(lambda: preferences.lock_minutes(desk), self.idle.begin)
        self._hand_over(officer)

    def _lock(self) -> None:
        """What is open over the lock, as its key is heard there too, finds nobody to lock out."""
        if self._place.desk.officer is not None:
            self._place.seat(None)

    def _tell_near(self, is_near: bool) -> None:
        if is_near:
            self._place.tell(Message(NEAR, NEAR_WORDS, "due"))
        else:
            self._place.settled.emit(NEAR)

    def _hand_over(self, officer: Officer) -> None:
        """Whoever comes back finds the dialogs as they were; whoever is another, nothing of those before."""
        is_another = self._last is not None and self._last.id != officer.id
        self._last = officer
        if is_another:
            self._aside.drop()
            self._window.messages.withdraw_clerks()
        else:  # once the desk is in front again
            QTimer.singleShot(0, self, self._bring_back)

    def _bring_back(self) -> None:
        if self._place.desk.officer is not None:
            self._aside.bring_back()

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
