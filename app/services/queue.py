"""The queue of the hall: taking a ticket, calling the next person, and what stands on the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from app.domain.clock import wall_of
from app.domain.dossier import RoleNotAllowed
from app.domain.queue import Ticket, TicketState, mean_wait_minutes
from app.errors import AppError
from app.services.access import only_administers
from app.services.desk import Desk, Officer
from app.storage import queue, setting
from app.storage.unit_of_work import Snapshot

KEPT_DAYS = 30
CALLED_SHOWN = 4
COUNTER, PAPER, PRINTER = "queue_counter_", "queue_paper", "queue_printer"


class TicketPaper(Enum):
    """What tickets are printed on."""

    ROLL = "roll"  # 80 mm, of a receipt printer
    A6 = "a6"


@dataclass(frozen=True, slots=True)
class TicketPrinting:
    """The paper, and the printer's name; "" for the one that prints everything else."""

    paper: TicketPaper = TicketPaper.ROLL
    printer: str = ""


@dataclass(frozen=True, slots=True)
class TakenTicket:
    """A ticket just given out, and how many wait before it."""

    ticket: Ticket
    taken_at: datetime
    ahead: int


@dataclass(frozen=True, slots=True)
class QueueStanding:
    """The queue as it is now; ``current`` is whom this clerk serves, ``called`` the last called first."""

    tickets: tuple[Ticket, ...] = ()
    current: Ticket | None = None
    counter: str = ""

    @property
    def waiting(self) -> tuple[Ticket, ...]:
        """Who waits, in order."""
        return self._in(TicketState.WAITING)

    @property
    def absent(self) -> tuple[Ticket, ...]:
        """Who was called and did not come; they may be called once more."""
        return self._in(TicketState.ABSENT)

    @property
    def called(self) -> tuple[Ticket, ...]:
        """What the screen in the hall shows."""
        told = sorted(
            (each for each in self.tickets if each.told_ms), key=lambda each: (-each.told_ms, -each.number)
        )
        return tuple(told[:CALLED_SHOWN])

    @property
    def mean_minutes(self) -> int | None:
        """How long people waited today until they were called."""
        return mean_wait_minutes(self.tickets)

    def _in(self, state: TicketState) -> tuple[Ticket, ...]:
        return tuple(each for each in self.tickets if each.state is state)


class NobodyWaiting(AppError):
    """The hall is empty."""

    def __init__(self) -> None:
        super().__init__("Không còn ai chờ. Nhấn F2 để tiếp nhận người không lấy số.")


class NobodyCalled(AppError):
    """There is nobody to call again or to mark as absent."""

    def __init__(self) -> None:
        super().__init__("Bàn này chưa gọi ai. Nhấn F7 để gọi số tiếp theo.")


class CalledElsewhere(AppError):
    """Another clerk of this PC called that number."""

    def __init__(self) -> None:
        super().__init__("Số này vừa được gọi ở bàn khác. Nhấn F7 để gọi số tiếp theo.")


class ServesNobody(RoleNotAllowed):
    """Somebody without any other role than the administrator's called a person to the counter."""

    def __init__(self) -> None:
        super().__init__(
            "Người chỉ có vai trò Quản trị không gọi số. Chưa gọi ai. Xin nhờ người có vai trò tiếp nhận."
        )


def take(desk: Desk) -> TakenTicket:
    """The next ticket of the day; a new day begins at 1."""
    now_ms, today = desk.now_ms(), desk.today()
    with desk.store.write_local() as connection:
        number = queue.take(connection, today.isoformat(), now_ms)
        if number == 1:
            queue.forget_before(connection, (today - timedelta(days=KEPT_DAYS)).isoformat())
        before = _in_order(queue.tickets(connection, today.isoformat()), TicketState.WAITING)
    return TakenTicket(Ticket(number, now_ms), wall_of(now_ms), len(before) - 1)


def call_next(desk: Desk, officer: Officer) -> Ticket:
    """Whoever was served is through, the first who waits is called; raises NobodyWaiting, ServesNobody."""
    _check_serving(officer)
    day = _day(desk)
    with desk.store.write_local() as connection:
        queue.end(connection, day, officer.id, TicketState.SERVED, desk.now_ms())
        waiting = _in_order(queue.tickets(connection, day), TicketState.WAITING)
        if waiting:
            return _call(desk, officer, connection, waiting[0].number)
    raise NobodyWaiting  # after the commit: whoever sat here is through all the same


def call_number(desk: Desk, officer: Officer, number: int) -> Ticket:
    """Call somebody out of turn, who was absent or came back; raises CalledElsewhere, ServesNobody."""
    _check_serving(officer)
    with desk.store.write_local() as connection:
        queue.end(connection, _day(desk), officer.id, TicketState.SERVED, desk.now_ms())
        return _call(desk, officer, connection, number)


def call_again(desk: Desk, officer: Officer) -> Ticket:
    """Call the same person once more; raises NobodyCalled."""
    with desk.store.write_local() as connection:
        current = _current(queue.tickets(connection, _day(desk)), officer)
        if current is None:
            raise NobodyCalled
        counter = _counter(connection, desk, officer)
        queue.tell_again(connection, _day(desk), current.number, counter, desk.now_ms())
    return current


def skip(desk: Desk, officer: Officer) -> Ticket:
    """Whoever was called did not come; raises NobodyCalled."""
    with desk.store.write_local() as connection:
        current = _current(queue.tickets(connection, _day(desk)), officer)
        if current is None:
            raise NobodyCalled
        queue.end(connection, _day(desk), officer.id, TicketState.ABSENT, desk.now_ms())
    return current


def standing(desk: Desk) -> QueueStanding:
    """The queue as it is, for whoever sits here."""
    officer = desk.officer
    with desk.store.read() as connection:
        found = tuple(queue.tickets(connection, _day(desk)))
        counter = "" if officer is None else _counter(connection, desk, officer)
    return QueueStanding(found, None if officer is None else _current(found, officer), counter)


def name_counter(desk: Desk, officer: Officer, name: str) -> None:
    """Say where this clerk calls people to; "" for the name of the desk."""
    with desk.store.write_local() as connection:
        setting.put(connection, f"{COUNTER}{officer.id}", " ".join(name.split()))


def printing(desk: Desk) -> TicketPrinting:
    """How tickets are printed on this PC."""
    with desk.store.read() as connection:
        paper, printer = setting.get(connection, PAPER), setting.get(connection, PRINTER)
    return TicketPrinting(TicketPaper(paper) if paper else TicketPaper.ROLL, printer)


def keep_printing(desk: Desk, chosen: TicketPrinting) -> None:
    """Remember how tickets are printed."""
    with desk.store.write_local() as connection:
        setting.put(connection, PAPER, chosen.paper.value)
        setting.put(connection, PRINTER, chosen.printer)


def _check_serving(officer: Officer) -> None:
    if only_administers(officer):
        raise ServesNobody


def _call(desk: Desk, officer: Officer, connection: Snapshot, number: int) -> Ticket:
    day, counter = _day(desk), _counter(connection, desk, officer)
    if not queue.call(connection, day, number, officer.id, counter, desk.now_ms()):
        raise CalledElsewhere
    return next(each for each in queue.tickets(connection, day) if each.number == number)


def _counter(connection: Snapshot, desk: Desk, officer: Officer) -> str:
    return setting.get(connection, f"{COUNTER}{officer.id}") or desk.name


def _current(tickets: Sequence[Ticket], officer: Officer) -> Ticket | None:
    called = (each for each in tickets if each.state is TicketState.CALLED and each.clerk_id == officer.id)
    return next(called, None)


def _in_order(tickets: Sequence[Ticket], state: TicketState) -> list[Ticket]:
    return [each for each in tickets if each.state is state]


def _day(desk: Desk) -> str:
    today: date = desk.today()
    return today.isoformat()
