"""One working day at two desks: no line in the morning, one at noon that breaks, none, one at the end."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.clock import Clock
from app.platform.secrets import FileSecrets
from app.storage import log_store
from app.storage.profile import Profile, open_profile
from benchmarks.demo.clerk import Clerk
from benchmarks.demo.office import PIN, DemoDesk
from benchmarks.reference import Reference
from benchmarks.world import World
from tests.support.line import Line
from ui.bootstrap import desk_of
from ui.main_window import BOARD, EXCHANGE, RECEPTION
from ui.office_window import OfficeWindow
from ui.printing.sinks import PdfFolder
from ui.theme.look import Look
from ui.workplace import Workplace

WIDTH, HEIGHT = 1366, 697
MORNING, AFTERNOON = 32, 30  # receptions at each desk
CUT_AFTER_BYTES = 6_000
EXCHANGES_AT_THE_END = 2


@dataclass(frozen=True)
class Seat:
    """A desk with its window open and somebody at it."""

    profile: Profile
    clerk: Clerk
    world: World


@contextmanager
def opened_windows(
    application: QApplication,
    desks: Sequence[DemoDesk],
    clock: Clock,
    reference: Reference,
    build: Path,
    seed: int,
) -> Iterator[list[Seat]]:
    """Both desks' windows, on the demo's clock, printing into a folder."""
    look = Look(application, Path(__file__).resolve().parents[2] / "resources")
    seats = []
    for number, each in enumerate(desks):
        profile = open_profile(each.root, FileSecrets(each.key_file), clock)
        place = Workplace(
            look,
            desk_of(profile, clock),
            PdfFolder(build / "slips"),
            build / "soxa.log",
            accepts_samples=True,
        )
        window = OfficeWindow(place)
        window.resize(WIDTH, HEIGHT)
        window.show()
        seats.append(Seat(profile, Clerk(window, build / "screens"), World(reference, seed + number)))
    try:
        yield seats
    finally:
        for seat in seats:
            seat.clerk.window.close()
            seat.profile.close()


def work(seats: Sequence[Seat], line: Line, day: date) -> None:
    """The whole day."""
    first = seats[0].clerk
    first.picture("0-login")
    for seat in seats:
        seat.clerk.log_in(PIN)
    line.go_down()
    _receive(seats, day, MORNING, "morning, no line")
    _pictures(first, "1-morning-without-line")

    line.cut_after(CUT_AFTER_BYTES)
    first.press(Qt.Key.Key_F5)
    first.wait_until(lambda: line.cuts > 0, "the line to break in the middle of an exchange")
    _pictures(first, "2-noon-cut-in-the-middle")
    line.mend()
    _exchange(seats)
    _pictures(first, "3-noon-received")

    line.go_down()
    _receive(seats, day, AFTERNOON, "afternoon, no line again")
    line.mend()
    for _ in range(EXCHANGES_AT_THE_END):
        _exchange(seats)
    _pictures(first, "4-evening-all-received")


def _receive(seats: Sequence[Seat], day: date, each: int, when: str) -> None:
    for seat in seats:
        desk = seat.clerk.window.workplace.desk
        for _ in range(each):
            seat.clerk.receive(seat.world.draft(desk.catalogue, day))
    print(f"{when}: {sum(seat.clerk.received for seat in seats)} received so far", flush=True)


def _exchange(seats: Sequence[Seat]) -> None:
    """F5 at each desk, until the district's receipt covers what it has."""
    for seat in seats:
        seat.clerk.show(EXCHANGE)
        seat.clerk.press(Qt.Key.Key_F5)
        seat.clerk.wait_until(lambda s=seat: not _waiting(s), "the district's receipt")
        exchange = seat.clerk.window.exchange
        seat.clerk.wait_until(lambda e=exchange: not e.is_running, "the end of the exchange")


def _waiting(seat: Seat) -> int:
    with seat.profile.store.read() as connection:
        figures = log_store.figures(connection)
    return figures.unsealed + figures.packed


def _pictures(clerk: Clerk, name: str) -> None:
    for desk, short in ((BOARD, "board"), (RECEPTION, "reception"), (EXCHANGE, "exchange")):
        if desk in clerk.window.desks:
            clerk.show(desk)
            clerk.picture(f"{name}-{short}")
