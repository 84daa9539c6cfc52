"""The desk of people: the list, one person, and pairs that may be one; each in the other's place."""

from collections.abc import Callable, Sequence
from itertools import chain

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.domain.ids import ApplicantId
from app.export.sheet import AT_ONCE
from app.services import applicants_book, exports
from app.services.applicants_book import PersonRow
from app.services.exports import Outgoing
from app.services.likely_people import Proposal
from ui.applicants.join_dialog import JoinDialog
from ui.applicants.likely_run import LikelyRun
from ui.applicants.likely_view import LikelyList
from ui.applicants.list_view import PeopleList, no_people
from ui.applicants.person_page import PersonPage
from ui.applicants.person_presenter import PersonPresenter
from ui.dossiers.tops import Tops
from ui.saving import ListSaver, outgoing_rows
from ui.theme.measures import Room
from ui.widgets.desk import Desk
from ui.widgets.message_bar import Message
from ui.widgets.paged_model import Fetch
from ui.widgets.panels import TopBar
from ui.workplace import Workplace

JOIN = "join-people"
SAME_RECORD = "Đây vẫn là người đang gộp. Xin chọn một người khác rồi nhấn Alt+G."


class ApplicantsDesk(Desk):
    """Two people are joined by Alt+G on the one and then on the other, or out of the list of likely pairs."""

    def __init__(self, workplace: Workplace) -> None:
        look, runner = workplace.look, workplace.runner
        listed, page, likely = PeopleList(look, runner), PersonPage(look, runner), LikelyList(look, runner)
        tops = Tops(look, listed.head, page.head, likely.head)
        super().__init__(look, "Người dân", tops)
        self.list, self.page, self.likely = listed, page, likely
        self._tops = tops
        self._workplace = workplace
        self.saver = ListSaver(workplace, self)
        self._fetch: Fetch[PersonRow] = no_people
        self._joining: PersonRow | None = None
        self._search = LikelyRun(workplace, self)
        self.person = PersonPresenter(workplace, self.page)
        self._heads: dict[QWidget, TopBar] = {each: each.head for each in (listed, page, likely)}
        self._pages = QStackedWidget()
        for each in self._heads:
            self._pages.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self._connect()

    def _connect(self) -> None:
        place = self._workplace
        self.list.searched.connect(self._read_list)
        self.list.opened.connect(lambda row: self.show_person(row.id))
        self.list.join_asked.connect(self._join_with)
        self.list.join_dropped.connect(self._drop_join)
        self.list.likely_asked.connect(self._show_likely)
        self.list.export.clicked.connect(self._export)
        self.list.model.failed.connect(place.tell_failure)
        self.page.left.connect(self._show_list)
        self.page.join_asked.connect(self._join_shown)
        self.likely.left.connect(self._show_list)
        self.likely.opened.connect(self._compare)
        self._search.found.connect(lambda pairs: self.likely.show_pairs(pairs, is_reading=True))
        self._search.ended.connect(lambda pairs, is_cut: self.likely.show_pairs(pairs, is_cut=is_cut))
        self._search.broken.connect(lambda pairs: self.likely.show_pairs(pairs, is_broken=True))
        place.books_changed.connect(self._refresh_in_sight)
        place.officer_changed.connect(self._drop_join)

    # the list

    def refresh(self) -> None:
        """Read the list anew, or what was searched."""
        self._read_list(self.list.search.text())

    def _refresh_in_sight(self) -> None:
        if self.list.isVisible():
            self.refresh()

    def _read_list(self, words: str) -> None:
        desk = self._workplace.desk
        if words:
            self._workplace.ask(
                lambda: applicants_book.find_people(desk, words), lambda ids: self._take_found(words, ids)
            )
        else:
            self._workplace.ask(lambda: applicants_book.count_people(desk), self._take_all)

    def _take_all(self, count: int) -> None:
        if not self.list.search.text():
            keeps_place = self._fetch == self._fetch_all
            self._fetch = self._fetch_all
            self.list.show_all(count, self._fetch, keeps_place=keeps_place)

    def _take_found(self, words: str, ids: Sequence[ApplicantId]) -> None:
        if words != self.list.search.text():
            return

        def fetch(offset: int, limit: int) -> Sequence[PersonRow]:
            return applicants_book.rows_of(self._workplace.desk, ids[offset : offset + limit])

        self._fetch = fetch
        self.list.show_found(len(ids), fetch)

    def _fetch_all(self, offset: int, limit: int) -> Sequence[PersonRow]:
        return applicants_book.people_page(self._workplace.desk, offset, limit)

    def _export(self) -> None:
        """The list as it is shown: everybody, or who answers what is looked for."""
        desk, words, columns = self._workplace.desk, self.list.search.text(), self.list.model.columns

        def gather() -> Outgoing:
            ids = applicants_book.every_id(desk, words, exports.MOST_ROWS + 1)
            kept = ids[: exports.MOST_ROWS]
            parts = (kept[start : start + AT_ONCE] for start in range(0, len(kept), AT_ONCE))
            rows = chain.from_iterable(applicants_book.rows_of(desk, part) for part in parts)
            going = outgoing_rows("Người dân", columns, rows, len(kept))
            return going._replace(is_cut=len(ids) > len(kept))

        self.saver.ask_and_save("nguoi-dan", "people", gather)

    # one person

    def show_person(self, id_: ApplicantId) -> None:
        """Open somebody's page."""
        self.person.open(id_)
        self._show_page(self.page)
        self.page.enter()

    def _show_list(self) -> None:
        self._search.stop()
        self._show_page(self.list)
        self.refresh()
        self.list.enter()

    def _show_page(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        self._tops.show_bar(self._heads[page])

    # two who are one

    def _show_likely(self) -> None:
        """Ctrl+T: everybody is looked through; pairs are shown as they are found."""
        self.likely.show_reading()
        self._show_page(self.likely)
        self.likely.enter()
        self._search.start()

    def _compare(self, pair: Proposal) -> None:
        self._open_join(pair.first, pair.second, self._show_likely)

    def _join_shown(self) -> None:
        """From a person's page: they are the first, the second is looked for on the list."""
        view = self.person.view
        if view is not None:
            self._drop_join()
            self._show_list()
            self._join_with(view.row)

    def _join_with(self, row: PersonRow) -> None:
        if self._joining is None:
            self._joining = row
            self.list.say_joining(row.applicant.full_name)
        elif self._joining.id == row.id:
            self._workplace.tell(Message(JOIN, SAME_RECORD, "due"))
        else:
            self._workplace.settled.emit(JOIN)
            self._open_join(self._joining, row, self._drop_join)

    def _open_join(self, first: PersonRow, second: PersonRow, joined: Callable[[], None]) -> None:
        JoinDialog(self._workplace, first, second, joined, self).open()

    def _drop_join(self) -> None:
        self._joining = None
        self._workplace.settled.emit(JOIN)
        self.list.say_joining("")

    # what the window asks

    def fit(self, room: Room) -> None:
        for page in (self.list, self.page, self.likely):
            page.fit(room)
        super().fit(room)

    def enter(self) -> None:
        """Whoever was open is still there; Esc leads to the list."""
        shown = self._pages.currentWidget()
        if shown is self.list:
            self.refresh()
            self.list.enter()
        elif shown is self.page:
            self.person.refresh()
            self.page.enter()
        else:
            self.likely.enter()
