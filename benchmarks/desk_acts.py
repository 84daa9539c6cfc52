"""What clerks do at each desk, key by key; each desk's acts are one function, done over several rounds."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit

from app.domain.event import EventKind
from app.services.desk import Officer
from app.services.dossier import DossierView
from benchmarks.counter_profile import CounterBooks
from benchmarks.demo.clerk import card_text
from benchmarks.reference import load
from benchmarks.stopwatch import Stopwatch
from benchmarks.world import World
from ui.certification.desk import CertificationDesk
from ui.dossier.offers import offers
from ui.dossiers.desk import DossiersDesk
from ui.main_window import BOARD, CERTIFICATION, DOSSIERS, NAV_ITEMS
from ui.widgets.tab_strip import TabStrip

MOST_TRIES = 8
PAPERS = (("1", "3"), ("2", "2"), ("3", "1"))
# Each a way that a dossier may take, from its reception on; by whom where it is not who received it.
LIVES: tuple[tuple[EventKind, ...], ...] = (
    (EventKind.HANDED_OVER, EventKind.ACCEPTED, EventKind.FINISHED, EventKind.RETURNED),
    (EventKind.SUPPLEMENT_REQUESTED, EventKind.SUPPLEMENT_TAKEN_IN, EventKind.EXTENDED, EventKind.STOPPED),
    (EventKind.TRANSFERRED_UP, EventKind.TAKEN_BACK, EventKind.FINISHED, EventKind.NOT_COLLECTED),
    (EventKind.EXTRA_PAPER_ASKED, EventKind.WITHDRAWN),
    (EventKind.REFUSED,),
    (EventKind.UNDONE,),
)


class Counter:
    """One window with its books, and who sits at it."""

    def __init__(self, watch: Stopwatch, books: CounterBooks) -> None:
        self.watch = watch
        self.books = books
        self.window = watch.window
        self.world = World(load(), 11)

    def seat(self, officer: Officer) -> None:
        """Somebody takes the desk; how long a log-in takes is measured elsewhere."""
        if self.books.desk.officer != officer:
            self.window.lock()
            self.window.workplace.seat(officer)
            self.watch.settle()

    def go(self, desk: str) -> None:
        """To a desk by its key, from wherever the keyboard is."""
        keys = next(item.key for item in NAV_ITEMS if item.name == desk)
        self.watch.key(f"open {desk}", keys)

    @property
    def dossiers(self) -> DossiersDesk:
        found = self.window.desks[DOSSIERS]
        assert isinstance(found, DossiersDesk)
        return found


def every_desk(counter: Counter) -> None:
    """Each screen that has a key."""
    for item in NAV_ITEMS:
        if item.key:
            counter.watch.key(f"open {item.name}", item.key)


def board(counter: Counter) -> None:
    """The list of the day: rows, pages, its tabs, the search, and a dossier opened from it."""
    watch = counter.watch
    counter.go(BOARD)
    _walk(watch, "board")
    _tabs(counter, "board")
    _search(watch, "board", ("n", "guyen", "0", "00"))
    watch.key("board: first row", "Home")
    watch.key("board: open a dossier", "Return")
    watch.key("dossier: back", "Esc")


def dossiers(counter: Counter) -> None:
    """The list of all dossiers, one of them with its tabs, and its neighbours."""
    watch = counter.watch
    _to_the_list(counter)
    _walk(watch, "dossiers")
    _search(watch, "dossiers", ("t", "hi mau", "1", "chung"))
    watch.key("dossiers: first row", "Home")
    watch.key("dossiers: open a dossier", "Return")
    for _ in range(counter.dossiers.page.tabs.count()):
        watch.key("dossier: next tab", "Ctrl+Tab")
    watch.key("dossier: show its numbers", "Alt+H")
    watch.key("dossier: hide its numbers", "Alt+H")
    for _ in range(5):
        watch.key("dossier: the next one", "Alt+Down")
    watch.key("dossier: the one before", "Alt+Up")
    watch.key("dossier: back", "Esc")


def _to_the_list(counter: Counter) -> None:
    counter.go(DOSSIERS)
    if counter.dossiers.page.isVisible():
        counter.go(DOSSIERS)


def _walk(watch: Stopwatch, where: str) -> None:
    for name, keys, times in (("next row", "Down", 5), ("next page", "PgDown", 5), ("last row", "End", 1)):
        for _ in range(times):
            watch.key(f"{where}: {name}", keys)
    watch.key(f"{where}: first row", "Home")


def _tabs(counter: Counter, where: str) -> None:
    strip = next(each for each in counter.window.findChildren(TabStrip) if each.isVisible())
    strip.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(strip.count() - 1):
        counter.watch.key(f"{where}: next tab", "Right")
    for _ in range(strip.count() - 1):
        counter.watch.key(f"{where}: tab before", "Left")


def _search(watch: Stopwatch, where: str, words: tuple[str, ...]) -> None:
    for number in range(0, len(words), 2):
        watch.key(f"{where}: into the search", "F3")
        watch.letters(f"{where}: first sign of a search", words[number])
        watch.letters(f"{where}: next sign of a search", words[number + 1])
        watch.key(f"{where}: leave the search", "Esc")


# receiving


def receive(counter: Counter) -> None:
    """A card, a procedure, its papers, F9: the dossier with both copies printed."""
    watch, form = counter.watch, counter.window.reception
    draft = counter.world.draft(counter.books.desk.catalogue, counter.books.desk.today())
    watch.key("open reception", "F2")
    watch.time("reception: scan a card", lambda: watch.hands.scan(card_text(draft.applicant)))
    watch.wait_until(form.procedure.procedure.hasFocus, "the keyboard at the procedure")
    watch.letters("reception: type a procedure", draft.procedure_code)
    watch.key("reception: choose it", "Return")
    watch.wait_until(lambda: form.form().procedure_code == draft.procedure_code, "the procedure")
    checklist = form.papers.checklist
    while not checklist.hasFocus():
        watch.key("reception: next field", "Tab")
    for number in sorted(draft.handed_in):
        checklist.go_to(number)
        watch.key("reception: tick a paper", "Space")
    watch.key("reception: save and print", "F9")
    watch.wait_until(lambda: form.form().is_blank, "the reception")
    watch.settle()


def look_up(counter: Counter) -> None:
    """Somebody without a card: a name letter by letter, put aside, taken up, given up."""
    watch = counter.watch
    watch.key("open reception", "F2")
    counter.window.reception.start()
    watch.letters("reception: type a name", "nguyen thi mau")
    watch.key("reception: put aside", "F6")
    watch.key("reception: back to the board", "Esc")


def lives(counter: Counter) -> None:
    """Every act of the life-cycle, each from its key to its paper."""
    for life in LIVES:
        receive(counter)
        _to_the_list(counter)
        counter.watch.key("dossiers: first row", "Home")
        counter.watch.key("dossiers: open a dossier", "Return")
        for kind in life:
            _act(counter, kind)
        counter.watch.key("dossier: back", "Esc")
        counter.seat(counter.books.officer)


def _act(counter: Counter, kind: EventKind) -> None:
    watch, page = counter.watch, counter.dossiers.page
    shown = _shown(counter, kind)
    offer = next(each for each in offers(shown) if each.act is kind)
    name = kind.name.lower()
    watch.key(f"act {name}: its form", offer.key)
    assert page.side.form() is not None, name
    for _ in range(MOST_TRIES):
        watch.key(f"act {name}: save", "F9")
        if page.side.form() is None:
            return
        watch.moments.pop()  # it only said what is missing
        _fill_in(watch)
    raise AssertionError(f"{name} was not written")


def _shown(counter: Counter, kind: EventKind) -> DossierView:
    """The dossier on the screen as whoever may do this sees it."""
    for officer in (counter.books.officer, counter.books.colleague):
        counter.seat(officer)
        read = counter.dossiers.dossier.shown
        assert read is not None
        if any(each.act is kind and each.is_possible for each in offers(read.view)):
            return read.view
    raise AssertionError(f"nobody may {kind.name.lower()}")


def _fill_in(watch: Stopwatch) -> None:
    """Whatever the form asks for first."""
    field = QApplication.focusWidget()
    match field:
        case QComboBox():
            watch.key("act: choose", "Down")
        case QLineEdit() | QPlainTextEdit():
            watch.letters("act: type a letter", "Mau")
        case _:
            watch.key("act: mark a paper", "Space")


# the lane and the figures


def certify(counter: Counter) -> None:
    """Certified copies for somebody who was here before."""
    watch, lane = counter.watch, counter.window.desks[CERTIFICATION]
    assert isinstance(lane, CertificationDesk)
    person = counter.world.random.choice(counter.books.people)
    counter.go(CERTIFICATION)
    watch.time("lane: scan a card", lambda: watch.hands.scan(card_text(person)))
    for digit, copies in PAPERS:
        watch.key("lane: a paper by its digit", digit)
        watch.key("lane: on to its copies", "Return")
        watch.letters("lane: copies", copies)
        watch.key("lane: next line", "Return")
    watch.key("lane: save and print", "F9")
    watch.wait_until(lambda: lane.text().is_blank, "the sitting")
    watch.settle()


def reports(counter: Counter) -> None:
    """Each tab of the figures, and the list behind one of them."""
    watch = counter.watch
    watch.key("open reports", "Ctrl+8")
    _tabs(counter, "reports")
    watch.key("open reports", "Ctrl+8")
    watch.key("reports: next figure", "Down")
    watch.key("reports: next figure", "Right")
    watch.key("reports: the list behind it", "Return")
    watch.key("reports: back", "Esc")


def day_end(counter: Counter) -> None:
    """Walk the day's list, count the till, close the day."""
    watch = counter.watch
    watch.key("open day_close", "Ctrl+9")
    watch.key("day's end: next row", "Down")
    watch.key("day's end: close and print", "F9")


def exchange(counter: Counter) -> None:
    """Walk through what waits."""
    watch = counter.watch
    watch.key("open exchange", "Ctrl+0")
    _walk(watch, "exchange")


DESKS: Mapping[str, Callable[[Counter], None]] = {
    "desks": every_desk,
    "board": board,
    "dossiers": dossiers,
    "reception": receive,
    "typed": look_up,
    "life_cycle": lives,
    "lane": certify,
    "reports": reports,
    "day_end": day_end,
    "exchange": exchange,
}
