"""The desk of dossiers: the list, and in its place the one that is open."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app.domain.citizen_card import CitizenCard
from app.domain.ids import DossierId
from app.services import board, exports
from app.services.board import BoardRow
from app.services.exports import Outgoing
from ui.dossier.presenter import DossierPresenter
from ui.dossier.trail import Trail, open_trail, trail_around
from ui.dossier.view import DossierPage
from ui.dossiers.list_view import DossierList, no_rows
from ui.dossiers.register_dialog import RegisterDialog
from ui.dossiers.tops import Tops
from ui.main_window import BOARD, DOSSIERS
from ui.saving import ListSaver
from ui.theme.measures import Room
from ui.widgets.desk import Desk
from ui.widgets.paged_model import Fetch
from ui.workplace import Workplace


class DossiersDesk(Desk):
    """Opens whatever dossier the workplace wants, or one of its own list; Esc leads back to where it was."""

    def __init__(self, workplace: Workplace) -> None:
        listed, page = DossierList(workplace.look, workplace.runner), DossierPage(workplace.look)
        tops = Tops(workplace.look, listed.head, page.head)
        super().__init__(workplace.look, "Hồ sơ", tops)
        self._workplace = workplace
        self._tops = tops
        self._total = 0
        self.saver = ListSaver(workplace, self)
        self._fetch: Fetch[BoardRow] = no_rows
        self._opened_here = True
        self._has_just_come = False
        self.list = listed
        self.page = page
        self.dossier = DossierPresenter(workplace, page)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        self.list.searched.connect(self._read_list)
        self.list.opened.connect(self._open_row)
        self.list.failed.connect(self._workplace.tell_failure)
        self.list.export.clicked.connect(self._export)
        self.list.print_register.clicked.connect(lambda: RegisterDialog(self._workplace, self).open())
        self.page.left.connect(self._leave)
        self._workplace.dossier_wanted.connect(self._open_wanted)
        self._workplace.books_changed.connect(self.refresh)

    # the list

    def refresh(self) -> None:
        """Read the list anew, or what was searched."""
        self._read_list(self.list.search.text())

    def look_for(self, words: str) -> None:
        """Show the list of what answers these words."""
        self._show_list()
        self.list.search.edit.setText(words)
        self._read_list(words)
        self._come_to_front()

    def _read_list(self, words: str) -> None:
        desk = self._workplace.desk
        if words:
            self._workplace.ask(
                lambda: board.count_found(desk, words), lambda count: self._take_found(words, count)
            )
        else:
            self._workplace.ask(lambda: board.count_all(desk), self._take_all)

    def _take_all(self, count: int) -> None:
        if self.list.search.text():
            return
        keeps_place = self._fetch == self._fetch_all
        self._total, self._fetch = count, self._fetch_all
        self.list.show_all(count, self._fetch, keeps_place=keeps_place)

    def _take_found(self, words: str, count: int) -> None:
        if words != self.list.search.text():
            return

        def fetch(offset: int, limit: int) -> Sequence[BoardRow]:
            return board.found_page(self._workplace.desk, words, offset, limit)

        self._fetch = fetch
        self.list.show_found(count, fetch)

    def _fetch_all(self, offset: int, limit: int) -> Sequence[BoardRow]:
        return board.all_page(self._workplace.desk, offset, limit, self._total)

    def _export(self) -> None:
        """The list as it is shown: all of it, or all that answers what is looked for."""
        desk, words = self._workplace.desk, self.list.search.text()

        def gather() -> Outgoing:
            ids = board.every_id(desk, words, exports.MOST_ROWS + 1)
            return exports.outgoing_dossiers(desk, "Hồ sơ", ids)

        self.saver.ask_and_save("ho-so", "dossiers", gather)

    # one dossier

    def take_card(self, card: CitizenCard) -> bool:
        """Give a scanned card to the form that is open; whether it wanted one."""
        form = self.page.side.form() if self._pages.currentWidget() is self.page else None
        return form is not None and form.take_card(card)

    def take_files(self, paths: Sequence[Path]) -> bool:
        """Give scans to the dossier that is open; whether one is."""
        is_open = self._pages.currentWidget() is self.page and self.dossier.shown is not None
        if is_open:
            self.dossier.attachments.add(paths)
        return is_open

    def _open_row(self, row: BoardRow, place: int) -> None:
        fetch = self._fetch
        self._open(DossierId(row.dossier_id), opened_here=True)
        self._workplace.ask(lambda: trail_around(fetch, place), self.dossier.follow)
        self._come_to_front()

    def _open_wanted(self, id_: DossierId) -> None:
        """Another desk, or a scanned slip; the window brings this desk to the front."""
        self._open(id_, opened_here=False)
        self._workplace.ask(lambda: open_trail(self._workplace.desk), self.dossier.follow)

    def _open(self, id_: DossierId, *, opened_here: bool) -> None:
        self._opened_here = opened_here
        self._has_just_come = True
        self.page.say_way_back("Về danh sách" if opened_here else "Về bàn làm việc")
        self.dossier.follow(Trail())
        self.dossier.open(id_)
        self._pages.setCurrentWidget(self.page)
        self._tops.show_bar(self.page.head)

    def _leave(self) -> None:
        self._show_list()
        if self._opened_here:
            self._come_to_front()
        else:
            self._workplace.desk_wanted.emit(BOARD)

    def _show_list(self) -> None:
        self._pages.setCurrentWidget(self.list)
        self._tops.show_bar(self.list.head)

    def _come_to_front(self) -> None:
        """The window measures its top strip when a desk comes to the front."""
        self._workplace.desk_wanted.emit(DOSSIERS)

    # what the window asks

    def fit(self, room: Room) -> None:
        self.list.fit(room)
        self.page.fit(room)
        super().fit(room)

    def enter(self) -> None:
        """The dossier that was left open is still there; asking for the desk once more shows the list."""
        if self._pages.currentWidget() is self.page and not self._has_just_come:
            self._show_list()
            self._come_to_front()
            return
        self._has_just_come = False
        if self._pages.currentWidget() is self.page:
            self.page.enter()
        else:
            self.list.enter()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._has_just_come = True
