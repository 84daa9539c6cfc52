"""The window of one office: its desks by name, its lock, its messages, its scanner and its status bar."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from app.domain.citizen_card import CitizenCard
from app.domain.ids import DossierId
from app.errors import AppError
from app.services import dossier, officers, standing
from app.services.desk import Officer
from app.services.standing import DeskStanding
from ui.board.presenter import board_desk
from ui.dossiers.desk import DossiersDesk
from ui.exchange.controller import ExchangeController
from ui.exchange.presenter import exchange_desk
from ui.housekeeping import Housekeeping
from ui.login.page import LoginPage
from ui.main_window import BOARD, DOSSIERS, EXCHANGE, MACHINE, NAV_ITEMS, RECEPTION, MainWindow
from ui.reception.desk import ReceptionDesk
from ui.settings.desk import SettingsDesk
from ui.status_line import StatusLine
from ui.terms import ROLE_WORDS
from ui.widgets.desk import Desk
from ui.widgets.message_bar import Message
from ui.widgets.nav import Person
from ui.widgets.scanner import WedgeScanner
from ui.workplace import Workplace

# The clock in the status bar shows minutes.
STATUS_MS = 10_000
SCAN = "scan"


# The desks that need nothing but the workplace, by their names in the list of screens.
DESKS: Mapping[str, Callable[[Workplace], Desk]] = {
    BOARD: board_desk,
    DOSSIERS: DossiersDesk,
    MACHINE: SettingsDesk,
}


class OfficeWindow(MainWindow):
    """Built from a workplace; locked until somebody logs in, unless the workplace has an officer already."""

    def __init__(self, workplace: Workplace) -> None:
        office = officers.office(workplace.desk)
        name = office.name if office else ""
        items = [item for item in NAV_ITEMS if item.name in (RECEPTION, EXCHANGE, *DESKS)]
        super().__init__(workplace.look, f"Sổ Xã – {name}", items)
        self.workplace = workplace
        # Desks may have something to tell from their first moment.
        workplace.told.connect(self.show_message)
        workplace.settled.connect(self.messages.withdraw)
        self.exchange = ExchangeController(workplace, self)
        self.reception = ReceptionDesk(workplace)
        self.desks = {RECEPTION: self.reception, EXCHANGE: exchange_desk(workplace, self.exchange)}
        self.desks |= {key: make(workplace) for key, make in DESKS.items()}
        self.login = LoginPage(workplace, name)
        self.scanner = WedgeScanner(self)
        self.housekeeping = Housekeeping(workplace, self)
        self._shown = BOARD
        self._standing: DeskStanding | None = None
        self._clock = QTimer(self, interval=STATUS_MS)
        self._frame = self.takeCentralWidget()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._frame)
        self._pages.addWidget(self.login)
        self.setCentralWidget(self._pages)
        for key, desk in self.desks.items():
            self.add_desk(key, desk)
        self.desk_shown.connect(self._note_shown)
        self._listen()
        self._seat()

    def _listen(self) -> None:
        place = self.workplace
        place.desk_wanted.connect(self.show_desk)
        place.draft_wanted.connect(self._resume)
        place.dossier_wanted.connect(self._show_dossier)
        place.officer_changed.connect(self._seat)
        place.books_changed.connect(self._read_standing)
        place.ways_changed.connect(self._show_standing)
        self.message_acted.connect(place.message_acted)
        self.lock_asked.connect(self.lock)
        self.login.unlocked.connect(place.seat)
        self.scanner.card_scanned.connect(self._take_card)
        self.scanner.code_scanned.connect(self._take_code)
        self.scanner.scan_failed.connect(self._tell_scan)
        QShortcut(QKeySequence("F5"), self, self.exchange.exchange_now)
        self._clock.timeout.connect(self._read_standing)
        self._clock.start()

    # who is at the desk

    def lock(self) -> None:
        """Leave the desk at once; what was being typed stays as it is."""
        self.workplace.seat(None)

    def _seat(self) -> None:
        officer = self.workplace.desk.officer
        self.scanner.set_enabled(officer is not None)
        if officer is None:
            self.login.show_clerks(officers.active_clerks(self.workplace.desk))
            self._pages.setCurrentWidget(self.login)
            return
        self.show_person(Person(officer.full_name, self.workplace.desk.name, _role(officer)))
        self._pages.setCurrentWidget(self._frame)
        self.show_desk(self._shown)
        self._read_standing()
        self.housekeeping.look_after()

    def _note_shown(self, name: str) -> None:
        self._shown = name

    # where scans and wishes go

    def _take_card(self, card: CitizenCard) -> None:
        self.workplace.settled.emit(SCAN)
        self.show_desk(RECEPTION)
        self.reception.take_card(card)

    def _take_code(self, code: str) -> None:
        """A slip was scanned: its dossier is opened."""
        self.workplace.settled.emit(SCAN)
        self.workplace.ask(
            lambda: dossier.find_by_code(self.workplace.desk, code), lambda found: self._open(code, found)
        )

    def _open(self, code: str, found: DossierId | None) -> None:
        if found is None:
            self._tell_scan(UnknownCode(code))
        else:
            self.workplace.dossier_wanted.emit(found)

    def _tell_scan(self, error: AppError) -> None:
        self.show_message(Message(SCAN, str(error), "due"))

    def _resume(self, draft_id: str) -> None:
        self.show_desk(RECEPTION)
        self.reception.resume(draft_id)

    def _show_dossier(self, _id: DossierId) -> None:
        self.show_desk(DOSSIERS)

    # the status bar

    def _read_standing(self) -> None:
        if self.workplace.desk.officer is not None:
            self.workplace.ask(lambda: standing.read(self.workplace.desk), self._take_standing)

    def _take_standing(self, read: DeskStanding) -> None:
        self._standing = read
        self._show_standing()

    def _show_standing(self) -> None:
        read, place = self._standing, self.workplace
        if read is None:
            return
        line = StatusLine(
            now=place.desk.now(),
            saved_at=read.saved_at,
            waiting=read.waiting,
            received_up_to=read.received_up_to,
            network=place.network,
            usb=place.usb,
            catalogue=place.desk.catalogue.pack.version,
        )
        self.status.show_line(line)
        self.nav.set_count(EXCHANGE, line.waiting)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Wait for the act at hand, out of sight as a line may hang; the draft is on disk already."""
        self._clock.stop()
        self.hide()
        self.exchange.close()
        self.workplace.close()
        super().closeEvent(event)


class UnknownCode(AppError):
    """A slip of another office, or one this desk has not heard of yet."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Chưa có hồ sơ {code} trên máy này. Hồ sơ có thể của máy khác, xin đồng bộ rồi quét lại."
        )


def _role(officer: Officer) -> str:
    return ROLE_WORDS[officer.roles[0]] if officer.roles else ""
