"""Joins the day's end to the services: read anew after each act, closed, signed, printed."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QObject

from app.domain.day_close import DayItem
from app.domain.ids import DossierId, PaymentId
from app.services import day_close
from app.services.day_close import CashView, DayView
from app.storage.closes import DayCloseRecord
from ui.certification.slips import sitting_job
from ui.day_close.papers import cash_job, day_job
from ui.day_close.sign_dialog import SignDialog
from ui.day_close.view import DayCloseView
from ui.exchange.controller import ExchangeController
from ui.main_window import BOARD
from ui.printing.receipts import receipt_job
from ui.workplace import Workplace


class DayClosePresenter(QObject):
    """What the day's end does; it reads only while it is in front."""

    def __init__(self, workplace: Workplace, view: DayCloseView, exchange: ExchangeController) -> None:
        super().__init__(view)
        self._workplace = workplace
        self._desk = workplace.desk
        self._view = view
        self._unsigned: Sequence[DayCloseRecord] = ()
        self._day: date | None = None  # today, whichever day that is by then
        view.close_asked.connect(self._close)
        view.turned.connect(self._turn)
        view.sign_asked.connect(self._sign)
        view.reprint_asked.connect(self._reprint)
        view.paper_asked.connect(lambda: self._print_day(self._day))
        view.send_asked.connect(exchange.exchange_now)
        view.leave_asked.connect(lambda: workplace.desk_wanted.emit(BOARD))
        view.side.counted.connect(self._count)
        view.model.failed.connect(workplace.tell_failure)
        workplace.books_changed.connect(self._refresh_in_sight)
        exchange.rested.connect(self._refresh_in_sight)

    def refresh(self) -> None:
        """Read the day and the till anew."""
        desk, officer, day = self._desk, self._desk.officer, self._day
        if officer is not None:
            self._workplace.ask(
                lambda: (
                    day_close.view(desk, day),
                    day_close.cash(desk, officer),
                    day_close.unsigned_days(desk),
                ),
                self._take,
            )

    def show_today(self) -> None:
        """Whoever comes to the desk finds today."""
        self._day = None
        self.refresh()

    def _turn(self, days: int) -> None:
        today = self._desk.today()
        wanted = min((self._day or today) + timedelta(days=days), today)
        self._day = None if wanted == today else wanted
        self.refresh()

    def _refresh_in_sight(self) -> None:
        if self._view.isVisible():
            self.refresh()

    def _take(self, read: tuple[DayView, CashView, Sequence[DayCloseRecord]]) -> None:
        self._unsigned = read[2]
        self._view.show_day(read[0], is_today=read[0].day == self._desk.today())
        self._view.sign.setEnabled(bool(read[2]))
        self._view.side.show_cash(read[1])

    def _close(self) -> None:
        """F9: write the comparison down and print it."""
        desk, officer, day = self._desk, self._workplace.officer, self._day
        self._workplace.act(
            lambda: day_close.close_day(desk, officer, day=day), lambda _id: self._print_day(day)
        )

    def _sign(self) -> None:
        """F8: today first, then the days before that nobody signed."""
        if self._unsigned:
            SignDialog(self._workplace, self._unsigned, self._print_day, self._view).open()

    def _print_day(self, day: date | None = None) -> None:
        self._workplace.print(partial(day_job, self._desk, day), lambda _no: None)

    def _count(self, counted: int, note: str) -> None:
        """F6: write the till down and print it."""
        desk, officer = self._desk, self._workplace.officer
        self._workplace.act(
            lambda: day_close.close_cash(desk, officer, counted, note),
            self._has_counted,
        )

    def _has_counted(self, _difference: int) -> None:
        self._view.side.clear()
        self._workplace.print(partial(cash_job, self._desk, self._workplace.officer), lambda _no: None)

    def _reprint(self, item: DayItem | None) -> None:
        """Ctrl+P: the paper of the thing that is chosen."""
        if item is None or not item.is_recorded:
            return
        desk, officer = self._desk, self._workplace.officer
        job = (
            partial(sitting_job, desk, officer, PaymentId(item.ref))
            if item.is_sitting
            else partial(receipt_job, desk, officer, DossierId(item.ref))
        )
        self._workplace.print(job, lambda _no: None)


class DayCloseDesk(DayCloseView):
    """S11 as the window gets it."""

    def __init__(self, workplace: Workplace, exchange: ExchangeController) -> None:
        super().__init__(workplace)
        self.presenter = DayClosePresenter(workplace, self, exchange)

    def enter(self) -> None:
        super().enter()
        self.presenter.show_today()
