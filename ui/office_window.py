"""The window of one office: its desks by name, its lock, its messages, its scanner and its status bar.

The lock is in sight first; the desks are loaded and made behind it, while a PIN is typed.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget

from app.installation.folder import Running
from app.services import officers
from ui.exchange.controller import ExchangeController
from ui.furnishing import Furnishing
from ui.help.key_map_dialog import KeyMapDialog
from ui.help.keys import key_map
from ui.housekeeping import Housekeeping
from ui.login.page import LoginPage
from ui.login.watchman import Watchman
from ui.main_window import HELP, QUEUE, RECEPTION, MainWindow
from ui.scans.card_photos import CardPhotos
from ui.scans.catcher import FileCatcher
from ui.scans.tray import ScanTray
from ui.status_watch import StatusWatch
from ui.updates.watch import UpdateWatch
from ui.usher import Usher
from ui.widgets.desk import Desk
from ui.widgets.scanner import WedgeScanner
from ui.widgets.shortcuts import hear
from ui.workplace import Workplace

if TYPE_CHECKING:
    from ui.queue.presenter import QueueDesk
    from ui.reception.desk import ReceptionDesk


class OfficeWindow(MainWindow):
    """Built from a workplace; locked until somebody logs in, unless the workplace has an officer already.

    ``running`` is the installation that the program runs out of, where there is one.
    """

    def __init__(self, workplace: Workplace, running: Running | None = None) -> None:
        office = officers.office(workplace.desk)
        name = office.name if office else ""
        super().__init__(workplace.look, f"Sổ Xã – {name}")
        self.workplace = workplace
        # Desks may have something to tell from their first moment.
        workplace.told.connect(self.show_message)
        workplace.settled.connect(self.messages.withdraw)
        self.exchange = self._make_exchange()
        self.login = LoginPage(workplace, name)
        self._furnishing = Furnishing(self, self._makers)
        self._let_in()
        self.housekeeping = self._make_housekeeping()
        self.watchman = Watchman(workplace, self)
        self.updates = UpdateWatch(workplace, running, lambda: self.exchange.is_running, self)
        self.exchange.rested.connect(self.updates.look_by_line)
        self._status_watch = self._make_status_watch()
        self._put_behind_lock()
        self._listen()
        self._seat()

    def _let_in(self) -> None:
        """What a clerk holds before a scanner, drops or pastes comes in, and is shown to its desk."""
        self.scanner = WedgeScanner(self)
        self.card_photos = CardPhotos(self.workplace, self)
        self.catcher = FileCatcher(self)
        self.usher = self._make_usher()
        self.tray = ScanTray(self.workplace, self, self.card_photos, self.usher.wants_card)
        self.scanner.card_scanned.connect(self.usher.take_card)
        self.scanner.code_scanned.connect(self.usher.take_code)
        self.scanner.scan_failed.connect(self.usher.tell_scan)
        self.card_photos.card_read.connect(self.usher.take_card)
        self.catcher.files_given.connect(self.usher.take_files)
        self.catcher.picture_given.connect(self.usher.take_picture)

    def _put_behind_lock(self) -> None:
        self._frame = self.takeCentralWidget()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._frame)
        self._pages.addWidget(self.login)
        self.setCentralWidget(self._pages)

    def _listen(self) -> None:
        place = self.workplace
        place.officer_changed.connect(self._seat)
        self._furnishing.finished.connect(self._open_desks)
        self.message_acted.connect(place.message_acted)
        self.lock_asked.connect(self.lock)
        self.login.unlocked.connect(place.seat)
        hear("F5", "Gửi nhận ngay", self, self.exchange.exchange_now)
        hear("F1", "Bảng phím tắt", self, self.show_keys)

    # what another kind of window has otherwise

    def _make_exchange(self) -> ExchangeController:
        return ExchangeController(self.workplace, self)

    def _make_housekeeping(self) -> Housekeeping:
        return Housekeeping(self.workplace, self)

    def _make_usher(self) -> Usher:
        return Usher(self.workplace, self, self.card_photos, lambda: self.desks)

    def _make_status_watch(self) -> StatusWatch:
        return StatusWatch(self.workplace, self)

    def _makers(self) -> Mapping[str, Callable[[], Desk]]:
        from ui.desks import makers  # the larger part of the program

        return makers(self.workplace, self.exchange)

    # the desks

    @property
    def desks(self) -> Mapping[str, Desk]:
        """Every desk by its name."""
        return self._furnishing.desks

    @property
    def reception(self) -> "ReceptionDesk":
        return cast("ReceptionDesk", self.desks[RECEPTION])

    def _open_desks(self) -> None:
        """Every desk is made; it hears who sits down before it is brought to the front."""
        place = self.workplace
        self.usher.hear_wishes()
        if QUEUE in self.desks:
            cast("QueueDesk", self.desks[QUEUE]).hear_calls(self._frame)
        place.officer_changed.disconnect(self._seat)
        place.officer_changed.connect(self._seat)

    def show_desk(self, name: str) -> None:
        """Bring a desk to the front; whoever only administers stays on the screens of their own."""
        super().show_desk(self.watchman.first_screen(name))

    def show_keys(self) -> None:
        """F1: what every key does, of the screen in front first; behind the lock there is nothing to show."""
        if self.workplace.desk.officer is None:
            return
        groups = key_map(self, self.front(), self.desks.values())
        dialog = KeyMapDialog(self.workplace, groups, self)
        dialog.help_asked.connect(lambda: self.show_desk(HELP))
        dialog.finished.connect(dialog.leave)
        dialog.open()

    # who is at the desk

    def lock(self) -> None:
        """Leave the desk at once; what was being typed stays as it is."""
        self.workplace.seat(None)

    def _seat(self) -> None:
        officer = self.workplace.desk.officer
        self.scanner.set_enabled(self.usher.serves_people)
        if officer is None:
            self.login.show_clerks(officers.active_clerks(self.workplace.desk))
            self._pages.setCurrentWidget(self.login)
            return
        self._furnishing.finish()
        self.show_person(self.watchman.person(officer))
        self._pages.setCurrentWidget(self._frame)
        self.show_desk(self.watchman.first_screen(self.usher.shown))
        self._status_watch.read()
        self.housekeeping.look_after()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._furnishing.begin()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Wait for the act at hand, out of sight as a line may hang; the draft is on disk already."""
        self._status_watch.end()
        self._furnishing.end()
        self.hide()
        self.exchange.close()
        self.workplace.close()
        self.watchman.end()
        super().closeEvent(event)
