"""An office whose window has all its desks, for walks through every screen of the program."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic

import shiboken6
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.domain.books import BookKind
from app.domain.dossier import Role
from app.domain.ids import DossierId
from app.services import (
    applicants_book,
    lane_book,
    officers,
)
from app.services.applicants_book import PersonRow
from tests.support.office import Counter, a_counter
from tests.support.settling import settle
from ui.dossiers.desk import DossiersDesk
from ui.main_window import DOSSIERS
from ui.office_window import OfficeWindow
from ui.printing.sinks import PdfFolder
from ui.theme.look import Look
from ui.workplace import Workplace

AFTERNOON = datetime(2026, 11, 23, 14, 47, 12)
PATIENCE_S = 30.0
CARD = "000194013412||Nguyễn Thị Hồng Nhung|12081994|Nữ|Thôn Đông Hạ, xã Yên Lạc Hạ|15032022"
LEADER_PIN = "1357"


@dataclass
class House:
    """An office whose window has all its desks, and something in its books for each of them."""

    window: OfficeWindow
    counter: Counter
    folder: Path
    dossier: DossierId

    @property
    def place(self) -> Workplace:
        return self.window.workplace

    @property
    def look(self) -> Look:
        return self.place.look

    def settle(self) -> None:
        """Let everything that was asked be answered, and be painted."""
        settle(self.place, wait_until)
        QApplication.processEvents()

    def show(self, name: str) -> None:
        """Bring a desk to the front, with the keyboard where it puts it."""
        self.window.activateWindow()
        wait_until(self.window.isActiveWindow)
        self.window.show_desk(name)
        self.settle()

    def open_dossier(self) -> DossiersDesk:
        """The one that is in the books, opened on its desk."""
        desk = self.window.desks[DOSSIERS]
        assert isinstance(desk, DossiersDesk)
        self.place.dossier_wanted.emit(self.dossier)
        wait_until(lambda: desk.dossier.shown is not None)
        self.settle()
        return desk

    def close(self) -> None:
        """Close the window and its books; a window that is only forgotten would go on hearing keys."""
        self.window.close()
        shiboken6.delete(self.window)
        self.counter.device.profile.close()


def a_house(look: Look, folder: Path, size: tuple[int, int]) -> House:
    """A window of this size, its clerk at the desk."""
    counter = a_counter(folder, "Bàn 2", numbers=(64, 199))
    counter.clock.set(AFTERNOON)
    officers.register_clerk(counter.desk, "Phạm Đức Mẫu", "Phó Chủ tịch", (Role.LEADER,), LEADER_PIN)
    lane_book.open_book(counter.desk, counter.officer, BookKind.CERTIFIED_COPIES, 1284)
    received = counter.receive("Nguyễn Thị Mẫu", id_number="000194013412")
    counter.receive("Trần Văn Mẫu", id_number="000085002217")
    workplace = Workplace(
        look, counter.desk, PdfFolder(folder / "slips"), folder / "log",
        profile=counter.device.profile, accepts_samples=True,
    )  # fmt: skip
    window = OfficeWindow(workplace)
    window.resize(*size)
    window.show()
    window.activateWindow()
    wait_until(window.isActiveWindow)
    return House(window, counter, folder, received.dossier_id)


def wait_until(happened: Callable[[], bool]) -> None:
    """In a loop of Qt's own, so that workers come to their turn."""
    until = monotonic() + PATIENCE_S
    while not happened():
        if monotonic() > until:
            raise TimeoutError("waited in vain for a screen")
        loop = QEventLoop()
        QTimer.singleShot(5, loop.quit)
        loop.exec()


def two_people(house: House) -> Sequence[PersonRow]:
    """Who is in the book of people, to show or to join."""
    return applicants_book.people_page(house.place.desk, 0, 2)
