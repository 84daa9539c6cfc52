"""Where what comes in goes: cards, slips, files, pictures, whoever is called, a desk's wish of another."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from app.domain.citizen_card import CitizenCard
from app.domain.ids import DossierId
from app.errors import AppError
from app.services import dossier
from app.services.access import only_administers
from ui.main_window import BOARD, CERTIFICATION, DOSSIERS, GROUPS, QUEUE, RECEPTION, MainWindow
from ui.scans.card_photos import CardPhotos
from ui.widgets.desk import Desk
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

if TYPE_CHECKING:
    from ui.board.view import BoardView
    from ui.certification.desk import CertificationDesk
    from ui.dossiers.desk import DossiersDesk
    from ui.groups.presenter import GroupDesk
    from ui.queue.presenter import QueueDesk
    from ui.reception.desk import ReceptionDesk

SCAN = "scan"
LISTS = (".xlsx", ".csv")


class UnknownCode(AppError):
    """A slip of another office, or one this desk has not heard of yet."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Chưa có hồ sơ {code} trên máy này. Hồ sơ có thể của máy khác, xin đồng bộ rồi quét lại."
        )


class Usher(QObject):
    """Knows which desk is in front, and shows each thing to the one that takes it."""

    def __init__(
        self,
        workplace: Workplace,
        window: MainWindow,
        card_photos: CardPhotos,
        desks: Callable[[], Mapping[str, Desk]],
    ) -> None:
        super().__init__(window)
        self._place = workplace
        self._window = window
        self._card_photos = card_photos
        self._desks = desks
        self.shown = BOARD
        window.desk_shown.connect(self._note_shown)

    def hear_wishes(self) -> None:
        """After every desk is made, so that it knows what is wanted, and of whom, before it is shown."""
        place, desks = self._place, self._desks()
        place.desk_wanted.connect(self._window.show_desk)
        place.draft_wanted.connect(self._resume)
        place.dossier_wanted.connect(lambda _id: self._window.show_desk(DOSSIERS))
        if QUEUE in desks:
            cast("QueueDesk", desks[QUEUE]).presenter.called.connect(self._serve)

    @property
    def serves_people(self) -> bool:
        """Whether somebody is at the desk who may take in a person."""
        officer = self._place.desk.officer
        return officer is not None and not only_administers(officer)

    def wants_card(self) -> bool:
        """Whether a photo of the scanner's folder may be the card of the person at the counter."""
        return self.shown == RECEPTION and self._reception.form().is_blank

    @property
    def _reception(self) -> "ReceptionDesk":
        return cast("ReceptionDesk", self._desks()[RECEPTION])

    @property
    def _dossiers(self) -> "DossiersDesk":
        return cast("DossiersDesk", self._desks()[DOSSIERS])

    def _note_shown(self, name: str) -> None:
        self.shown = name

    # what comes in

    def take_card(self, card: CitizenCard) -> None:
        """Somebody's card was read: the desk in front takes it, or else reception."""
        if not self.serves_people:
            return
        self._place.settled.emit(SCAN)
        if self.shown == DOSSIERS and self._dossiers.take_card(card):
            return
        if self.shown == CERTIFICATION:
            cast("CertificationDesk", self._desks()[CERTIFICATION]).take_card(card)
            return
        if self.shown == GROUPS:
            cast("GroupDesk", self._desks()[GROUPS]).take_card(card)
            return
        self._window.show_desk(RECEPTION)
        self._reception.take_card(card)

    def take_files(self, paths: list[Path]) -> None:
        """Files were dropped or pasted: a list of people, scans of the open dossier, or a photo of a card."""
        if not self.serves_people:
            return
        if self.shown == GROUPS and paths[0].suffix.lower() in LISTS:
            cast("GroupDesk", self._desks()[GROUPS]).read_list(paths[0])
        elif self.shown != DOSSIERS or not self._dossiers.take_files(paths):
            self._card_photos.take_file(paths[0])

    def take_picture(self, picture: bytes) -> None:
        """A picture was pasted: it may be of a card."""
        if self.serves_people:
            self._card_photos.take(picture)

    def take_code(self, code: str) -> None:
        """A slip was scanned: its dossier is opened, or taken over from the list of what waits for one."""
        self._place.settled.emit(SCAN)
        if self.shown == BOARD and (board := cast("BoardView", self._desks()[BOARD])).takes_slips:
            board.slip_scanned.emit(code)
            return
        desk = self._place.desk
        self._place.ask(lambda: dossier.all_with_code(desk, code), lambda found: self._open(code, found))

    def _open(self, code: str, found: Sequence[DossierId]) -> None:
        """The dossier of a slip; where several carry its code, the list of them to choose from."""
        if not found:
            self.tell_scan(UnknownCode(code))
        elif len(found) == 1:
            self._place.dossier_wanted.emit(found[0])
        else:
            self._window.show_desk(DOSSIERS)
            self._dossiers.look_for(code)
            self.tell_scan(dossier.CodeShared(code, len(found)))

    def tell_scan(self, error: AppError) -> None:
        """What was scanned is of no use here, and why."""
        self._window.show_message(Message(SCAN, str(error), "due"))

    # who is wanted

    def _serve(self) -> None:
        """Somebody was called: a form is ready to type in, on the screen where this clerk works."""
        if self.shown == CERTIFICATION:
            self._window.show_desk(CERTIFICATION)
            return
        self._window.show_desk(RECEPTION)
        self._reception.serve_next()

    def _resume(self, draft_id: str) -> None:
        self._window.show_desk(RECEPTION)
        self._reception.resume(draft_id)
