"""Joins the exchange screen to the books and to whoever exchanges."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.services import choices, decisions
from app.services.desk import Desk, Officer
from ui.exchange import reading as readings
from ui.exchange.choice_panel import Settlement
from ui.exchange.controller import ExchangeController
from ui.exchange.decision_panel import Decision
from ui.exchange.reading import ExchangeReading
from ui.exchange.rows import ExchangeRow
from ui.exchange.view import ExchangeView
from ui.exchange.words import detail, line_words, received_words
from ui.main_window import EXCHANGE
from ui.tasks import Task
from ui.usb.presenter import UsbPresenter
from ui.widgets.in_sight import InSight
from ui.workplace import Workplace

DECIDED = "Đã ghi quyết định vào sổ. Các bước không tính vẫn nằm trong diễn biến."
SETTLED = "Đã ghi lựa chọn vào sổ. Bản không lấy vẫn nằm trong diễn biến."


class ExchangePresenter(QObject):
    """Reads anew after every act and every exchange."""

    def __init__(self, workplace: Workplace, controller: ExchangeController, view: ExchangeView) -> None:
        super().__init__(view)
        self._workplace = workplace
        self._controller = controller
        self._view = view
        self._reading: ExchangeReading | None = None
        self._is_settling = False
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        view, place = self._view, self._workplace
        view.send_asked.connect(lambda: self._controller.exchange_now())
        view.send_within_asked.connect(self._controller.exchange_now)
        view.chosen.connect(self._show_detail)
        view.opened.connect(self._open)
        view.settle_asked.connect(self._settle)
        view.failed.connect(place.tell_failure)
        self._controller.began.connect(self._follow)
        self._controller.ended.connect(self._show_line)
        place.books_changed.connect(InSight(view, self.refresh).hear)
        place.ways_changed.connect(self._show_line)

    def refresh(self) -> None:
        """Read anew how things stand."""
        self._workplace.ask(lambda: readings.read(self._workplace.desk), self._take)

    def _take(self, read: ExchangeReading) -> None:
        self._reading = read
        self._view.show_reading(read, self._fetch)
        self._show_line()
        self._show_detail(self._view.table.chosen_row())

    def _fetch(self, offset: int, limit: int) -> Sequence[ExchangeRow]:
        """A page of the list; called off the window's thread."""
        read = self._reading
        return [] if read is None else readings.page(self._workplace.desk, read, offset, limit)

    def _follow(self, task: Task) -> None:
        self._view.progress.watch(task)
        self._show_line()

    def _show_line(self) -> None:
        read, place = self._reading, self._workplace
        if read is None:
            return
        now, network = place.desk.now(), place.network
        received = readings.received_up_to(read)
        self._view.show_line(
            line_words(network, self._controller.reason, now),
            received_words(received, now),
            has_receipt=received is not None,
            can_send=network.is_set_up and not self._controller.is_running,
        )

    def _show_detail(self, row: object) -> None:
        if isinstance(row, ExchangeRow) and self._reading is not None:
            self._view.show_detail(detail(row, self._reading))
        else:
            self._view.show_detail(None)

    def _settle(self, wanted: Settlement | Decision) -> None:
        """Write a choice or a decision once, however often the key is pressed."""
        if self._is_settling:
            return
        self._is_settling = True
        self._view.set_settling(True)
        place = self._workplace
        desk, officer = place.desk, place.officer
        done = DECIDED if isinstance(wanted, Decision) else SETTLED
        place.act(
            lambda: _write(desk, officer, wanted),
            lambda _none: self._has_settled(done),
            self._has_not_settled,
        )

    def _has_settled(self, done: str) -> None:
        self._is_settling = False
        self._view.set_settling(False)
        self._view.enter()
        self._view.say_done(done)

    def _has_not_settled(self, error: Exception) -> None:
        """What was chosen stays as it is, with the reason in the message bar, beside the books read anew."""
        self._is_settling = False
        self._view.set_settling(False)
        self._workplace.tell_failure(error)
        self.refresh()

    def _open(self, row: ExchangeRow) -> None:
        if row.dossier_id is not None:
            self._workplace.dossier_wanted.emit(row.dossier_id)


def _write(desk: Desk, officer: Officer, wanted: Settlement | Decision) -> None:
    if isinstance(wanted, Decision):
        parted = wanted.parted
        decisions.decide(desk, officer, parted.dossier_id, parted.branches, wanted.keep)
    else:
        choices.settle(desk, officer, wanted.clash, wanted.taken)


def exchange_desk(workplace: Workplace, controller: ExchangeController) -> ExchangeView:
    """The exchange screen at work."""
    view = ExchangeView(workplace.look, workplace.runner)
    ExchangePresenter(workplace, controller, view)
    usb = UsbPresenter(workplace, view.usb)
    usb.page_wanted.connect(lambda: workplace.desk_wanted.emit(EXCHANGE))
    usb.page_wanted.connect(view.show_usb)
    return view
