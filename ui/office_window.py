"""The window of one office: its desks by name, its lock, its messages, its scanner and its status bar.

The lock is in sight first; the desks are loaded and made behind it, while a PIN is typed.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget

from app.domain.citizen_card import CitizenCard
from app.domain.ids import DossierId
from app.errors import AppError
from app.installation.folder import Running
from app.services import dossier, officers, standing
from app.services.access import only_administers
from app.services.standing import DeskStanding
from ui.exchange.controller import ExchangeController
from ui.help.key_map_dialog import KeyMapDialog
from ui.help.keys import key_map
from ui.housekeeping import Housekeeping
from ui.login.page import LoginPage
from ui.login.watchman import Watchman
from ui.main_window import (
    BOARD,
    CERTIFICATION,
    DOSSIERS,
    EXCHANGE,
    GROUPS,
    HELP,
    QUEUE,
    RECEPTION,
    MainWindow,
)
from ui.scans.card_photos import CardPhotos
from ui.scans.catcher import FileCatcher
from ui.scans.tray import ScanTray
from ui.status_line import StatusLine
from ui.updates.watch import UpdateWatch
from ui.widgets.desk import Desk
from ui.widgets.message_bar import Message
from ui.widgets.scanner import WedgeScanner
from ui.widgets.shortcuts import hear
from ui.workplace import Workplace

if TYPE_CHECKING:
    from ui.board.view import BoardView
    from ui.certification.desk import CertificationDesk
    from ui.dossiers.desk import DossiersDesk
    from ui.groups.presenter import GroupDesk
    from ui.queue.presenter import QueueDesk
    from ui.reception.desk import ReceptionDesk

# The clock in the status bar shows minutes.
STATUS_MS = 10_000
# Time for the lock to be painted; what is typed while a desk is made arrives after it.
FURNISH_MS = 20
SCAN = "scan"
LISTS = (".xlsx", ".csv")


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
        self.scanner = WedgeScanner(self)
        self.card_photos = CardPhotos(workplace, self)
        self.catcher = FileCatcher(self)
        self.tray = ScanTray(workplace, self, self.card_photos, self._wants_card)
        self.housekeeping = self._make_housekeeping()
        self.watchman = Watchman(workplace, self)
        self.updates = UpdateWatch(workplace, running, lambda: self.exchange.is_running, self)
        self.exchange.rested.connect(self.updates.look_by_line)
        self._shown = BOARD
        self._standing: DeskStanding | None = None
        self._clock = QTimer(self, interval=STATUS_MS)
        self._frame = self.takeCentralWidget()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._frame)
        self._pages.addWidget(self.login)
        self.setCentralWidget(self._pages)
        self._made: dict[str, Desk] = {}
        self._unmade = self._make_desks()
        self._furnishing = QTimer(self, interval=FURNISH_MS)
        self._furnishing.timeout.connect(self._furnish_on)
        self.desk_shown.connect(self._note_shown)
        self._listen()
        self._seat()

    # what another kind of window has otherwise

    def _make_exchange(self) -> ExchangeController:
        return ExchangeController(self.workplace, self)

    def _make_housekeeping(self) -> Housekeeping:
        return Housekeeping(self.workplace, self)

    def _listen(self) -> None:
        place = self.workplace
        place.officer_changed.connect(self._seat)
        place.books_changed.connect(self._read_standing)
        place.ways_changed.connect(self._show_standing)
        self.message_acted.connect(place.message_acted)
        self.lock_asked.connect(self.lock)
        self.login.unlocked.connect(place.seat)
        self.scanner.card_scanned.connect(self._take_card)
        self.scanner.code_scanned.connect(self._take_code)
        self.scanner.scan_failed.connect(self._tell_scan)
        self.card_photos.card_read.connect(self._take_card)
        self.catcher.files_given.connect(self._take_files)
        self.catcher.picture_given.connect(self._take_picture)
        hear("F5", "Gửi nhận ngay", self, self.exchange.exchange_now)
        hear("F1", "Bảng phím tắt", self, self.show_keys)
        self._clock.timeout.connect(self._read_standing)
        self._clock.start()

    # the desks

    @property
    def desks(self) -> dict[str, Desk]:
        """Every desk by its name."""
        self._furnish()
        return self._made

    @property
    def reception(self) -> "ReceptionDesk":
        return cast("ReceptionDesk", self.desks[RECEPTION])

    def _makers(self) -> Mapping[str, Callable[[], Desk]]:
        from ui.desks import makers  # the larger part of the program

        return makers(self.workplace, self.exchange)

    def _make_desks(self) -> Iterator[Desk]:
        """One desk at a time, so that the lock goes on answering between them."""
        for name, make in self._makers().items():
            self._made[name] = make()
            self.add_desk(name, self._made[name])
            yield self._made[name]
        self._hear_wishes()

    def _hear_wishes(self) -> None:
        """After every desk, so that a desk knows what is wanted, and of whom, before it is shown."""
        place = self.workplace
        place.desk_wanted.connect(self.show_desk)
        place.draft_wanted.connect(self._resume)
        place.dossier_wanted.connect(self._show_dossier)
        place.officer_changed.disconnect(self._seat)
        place.officer_changed.connect(self._seat)
        if QUEUE in self._made:
            self._hear_calls(cast("QueueDesk", self._made[QUEUE]))

    def _hear_calls(self, queue: "QueueDesk") -> None:
        queue.hear_calls(self._frame)
        queue.presenter.called.connect(self._serve)

    def _furnish(self) -> None:
        """Make the desks that are still to be made."""
        deque(self._unmade, maxlen=0)

    def _furnish_on(self) -> None:
        if next(self._unmade, None) is None:
            self._furnishing.stop()

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
        self.scanner.set_enabled(self._serves_people)
        if officer is None:
            self.login.show_clerks(officers.active_clerks(self.workplace.desk))
            self._pages.setCurrentWidget(self.login)
            return
        self._furnish()
        self.show_person(self.watchman.person(officer))
        self._pages.setCurrentWidget(self._frame)
        self.show_desk(self.watchman.first_screen(self._shown))
        self._read_standing()
        self.housekeeping.look_after()

    def show_desk(self, name: str) -> None:
        """Bring a desk to the front; whoever only administers stays on the screens of their own."""
        super().show_desk(self.watchman.first_screen(name))

    @property
    def _serves_people(self) -> bool:
        """Whether somebody is at the desk who may take in a person."""
        officer = self.workplace.desk.officer
        return officer is not None and not only_administers(officer)

    def _note_shown(self, name: str) -> None:
        self._shown = name

    # where scans and wishes go

    def _take_card(self, card: CitizenCard) -> None:
        if not self._serves_people:
            return
        self.workplace.settled.emit(SCAN)
        if self._shown == DOSSIERS and cast("DossiersDesk", self.desks[DOSSIERS]).take_card(card):
            return
        if self._shown == CERTIFICATION:
            cast("CertificationDesk", self.desks[CERTIFICATION]).take_card(card)
            return
        if self._shown == GROUPS:
            cast("GroupDesk", self.desks[GROUPS]).take_card(card)
            return
        self.show_desk(RECEPTION)
        self.reception.take_card(card)

    def _take_files(self, paths: list[Path]) -> None:
        """Files were dropped or pasted: a list of people, scans of the open dossier, or a photo of a card."""
        if not self._serves_people:
            return
        if self._shown == GROUPS and paths[0].suffix.lower() in LISTS:
            cast("GroupDesk", self.desks[GROUPS]).read_list(paths[0])
        elif self._shown != DOSSIERS or not cast("DossiersDesk", self.desks[DOSSIERS]).take_files(paths):
            self.card_photos.take_file(paths[0])

    def _wants_card(self) -> bool:
        """Whether a photo of the scanner's folder may be the card of the person at the counter."""
        return self._shown == RECEPTION and self.reception.form().is_blank

    def _take_picture(self, picture: bytes) -> None:
        if self._serves_people:
            self.card_photos.take(picture)

    def _take_code(self, code: str) -> None:
        """A slip was scanned: its dossier is opened, or taken over from the list of what waits for one."""
        self.workplace.settled.emit(SCAN)
        if self._shown == BOARD and (board := cast("BoardView", self.desks[BOARD])).takes_slips:
            board.slip_scanned.emit(code)
            return
        self.workplace.ask(
            lambda: dossier.all_with_code(self.workplace.desk, code), lambda found: self._open(code, found)
        )

    def _open(self, code: str, found: Sequence[DossierId]) -> None:
        """The dossier of a slip; where several carry its code, the list of them to choose from."""
        if not found:
            self._tell_scan(UnknownCode(code))
        elif len(found) == 1:
            self.workplace.dossier_wanted.emit(found[0])
        else:
            self.show_desk(DOSSIERS)
            cast("DossiersDesk", self.desks[DOSSIERS]).look_for(code)
            self._tell_scan(dossier.CodeShared(code, len(found)))

    def _tell_scan(self, error: AppError) -> None:
        self.show_message(Message(SCAN, str(error), "due"))

    def _serve(self) -> None:
        """Somebody was called: a form is ready to type in, on the screen where this clerk works."""
        if self._shown == CERTIFICATION:
            self.show_desk(CERTIFICATION)
            return
        self.show_desk(RECEPTION)
        self.reception.serve_next()

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
            is_filling=read.is_filling,
            update=place.update,
        )
        self.status.show_line(line)
        self.nav.set_count(EXCHANGE, line.waiting)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._furnishing.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Wait for the act at hand, out of sight as a line may hang; the draft is on disk already."""
        self._clock.stop()
        self._furnishing.stop()
        self.hide()
        self.exchange.close()
        self.workplace.close()
        self.watchman.end()
        super().closeEvent(event)


class UnknownCode(AppError):
    """A slip of another office, or one this desk has not heard of yet."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Chưa có hồ sơ {code} trên máy này. Hồ sơ có thể của máy khác, xin đồng bộ rồi quét lại."
        )
