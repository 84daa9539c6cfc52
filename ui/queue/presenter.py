"""Joins the queue to its services: called by one key from any screen, and where work goes on after it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.domain.queue import Ticket, TicketState
from app.services import access, officers, queue
from app.services.exports import Outgoing
from app.services.queue import QueueStanding, TakenTicket, TicketPrinting
from ui.main_window import BOARD
from ui.queue.call_screen import CallScreen
from ui.queue.papers import ticket_job
from ui.queue.view import QueueView, in_groups
from ui.saving import ListSaver, outgoing_rows
from ui.widgets.message_bar import Message
from ui.widgets.shortcuts import hear
from ui.workplace import Workplace

QUEUE_TOLD = "queue"
# Minutes of waiting are shown.
CLOCK_MS = 30_000
# A second F7 this soon is the same press: nobody has come to the counter yet.
SAME_PRESS_MS = 2_000


class QueuePresenter(QObject):
    """``called`` tells that somebody is to be served: the window opens a form that is ready to type in."""

    called = Signal()

    def __init__(self, workplace: Workplace, view: QueueView) -> None:
        super().__init__(view)
        self._workplace = workplace
        self._desk = workplace.desk
        self._view = view
        self.saver = ListSaver(workplace, view)
        self.screen: CallScreen | None = None
        self._is_calling = False
        self._just_called = QTimer(self, interval=SAME_PRESS_MS, singleShot=True)
        self._connect()
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(self.refresh)
        self._clock.start()
        self._workplace.ask(lambda: queue.printing(self._desk), view.show_printing)
        self.refresh()

    def _connect(self) -> None:
        view = self._view
        view.next_asked.connect(self.call_next)
        view.again_asked.connect(self.call_again)
        view.skip_asked.connect(self.skip)
        view.ticket_asked.connect(self.take)
        view.number_asked.connect(self._call_row)
        view.screen_asked.connect(self.toggle_screen)
        view.leave_asked.connect(lambda: self._workplace.desk_wanted.emit(BOARD))
        view.export_asked.connect(self._export)
        view.counter_named.connect(self._name_counter)
        view.printing_chosen.connect(self._keep_printing)
        view.model.failed.connect(self._workplace.tell_failure)
        self._workplace.officer_changed.connect(self.refresh)
        self._workplace.closing.connect(self._close_screen)

    def refresh(self) -> None:
        """Read the queue anew and tell every screen that shows it."""
        self._workplace.ask(lambda: queue.standing(self._desk), self._show)

    def _show(self, standing: QueueStanding) -> None:
        self._view.show_queue(standing)
        if self.screen is not None:
            self.screen.show_queue(standing)
        self._workplace.queue_changed.emit(standing)

    def _export(self) -> None:
        """The tickets of the day as they are shown; a ticket holds no person."""
        desk, columns = self._desk, self._view.model.columns

        def gather() -> Outgoing:
            access.check_reading(desk)
            rows = [ticket for _, tickets in in_groups(queue.standing(desk)) for ticket in tickets]
            return outgoing_rows("Xếp hàng", columns, rows, len(rows))

        self.saver.ask_and_save("xep-hang", "queue", gather)

    # the acts

    def take(self) -> None:
        """F9: the next number, printed."""
        self._do(lambda: queue.take(self._desk), self._print)

    def _print(self, taken: TakenTicket) -> None:
        self._workplace.print(partial(ticket_job, self._desk, taken), lambda _no: None)

    def call_next(self) -> None:
        """F7 on any screen; pressed twice, it calls one person."""
        if self._is_calling or self._just_called.isActive():
            return
        officer = self._workplace.officer
        self._is_calling = True
        self._do(lambda: queue.call_next(self._desk, officer), self._has_called)

    def call_again(self) -> None:
        """Shift+F7 on any screen."""
        officer = self._workplace.officer
        self._do(lambda: queue.call_again(self._desk, officer), self._say_again)

    def skip(self) -> None:
        """Ctrl+F7 on any screen."""
        officer = self._workplace.officer
        self._do(lambda: queue.skip(self._desk, officer), self._say_skipped)

    def _call_row(self, ticket: Ticket) -> None:
        """Enter: out of turn, or somebody who was absent or served and came back."""
        if ticket.state is not TicketState.CALLED:
            officer = self._workplace.officer
            self._do(lambda: queue.call_number(self._desk, officer, ticket.number), self._has_called)

    def _do(self, work: Callable[[], object], done: Callable[..., None]) -> None:
        def succeeded(answer: object) -> None:
            self._workplace.settled.emit(QUEUE_TOLD)
            done(answer)
            self.refresh()

        self._workplace.runner.ask(work, succeeded, self._fail)

    def _fail(self, error: Exception) -> None:
        self._is_calling = False
        self._workplace.tell(Message(QUEUE_TOLD, self._workplace.sentence(error), "due"))
        self.refresh()

    def _has_called(self, ticket: Ticket) -> None:
        self._is_calling = False
        self._just_called.start()
        self.called.emit()
        self._tell(f"Đang gọi số {ticket.shown} đến {ticket.counter}.")

    def _say_again(self, ticket: Ticket) -> None:
        self._tell(f"Đã gọi lại số {ticket.shown}.")

    def _say_skipped(self, ticket: Ticket) -> None:
        self._just_called.stop()
        self._tell(f"Số {ticket.shown} vắng mặt, vẫn gọi lại được ở màn hình Xếp hàng.")

    def _tell(self, words: str) -> None:
        self._workplace.tell(Message(QUEUE_TOLD, words, "ok"))

    # how it comes out

    def toggle_screen(self) -> None:
        """Open the window for the hall, or close it."""
        if self.screen is not None and self.screen.isVisible():
            self._close_screen()
            return
        office = officers.office(self._desk)
        self.screen = CallScreen(self._view.look, office.name if office else "")
        self.screen.open()
        self.refresh()

    def _close_screen(self) -> None:
        if self.screen is not None:
            self.screen.close()
            self.screen.deleteLater()
            self.screen = None

    def _name_counter(self, name: str) -> None:
        officer = self._desk.officer
        if officer is not None:
            self._do(lambda: queue.name_counter(self._desk, officer, name), lambda _none: None)

    def _keep_printing(self, chosen: TicketPrinting) -> None:
        self._do(lambda: queue.keep_printing(self._desk, chosen), lambda _none: None)


class QueueDesk(QueueView):
    """The queue at work."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self.presenter = QueuePresenter(workplace, self)

    def hear_calls(self, owner: QWidget) -> None:
        """F7 calls the next person from any screen, with Shift the same one again; with Ctrl nobody came."""
        hear("F7", "Gọi số tiếp theo", owner, self.presenter.call_next)
        hear("Shift+F7", "Gọi lại số đang gọi", owner, self.presenter.call_again)
        hear("Ctrl+F7", "Số đang gọi vắng mặt", owner, self.presenter.skip)

    def enter(self) -> None:
        super().enter()
        self.presenter.refresh()
