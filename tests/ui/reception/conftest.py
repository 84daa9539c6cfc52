"""The real window of a staffed desk, driven by keys; its printer is a folder."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest
import shiboken6
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.printing.forms import PrintedForm
from app.services.board import BoardRow, all_page, count_all
from tests.support.furniture import only
from tests.support.hands import Hands
from tests.support.office import Counter, a_counter
from tests.support.settling import settle
from ui.main_window import BOARD, DOSSIERS, RECEPTION
from ui.office_window import OfficeWindow
from ui.printing.errors import PrinterNotReady
from ui.printing.sinks import PdfFolder
from ui.reception.desk import ReceptionDesk
from ui.theme.look import Look
from ui.workplace import Workplace

DESKS = (BOARD, RECEPTION, DOSSIERS)
WIDE, NARROW = (1366, 697), (911, 465)
AFTERNOON = datetime(2026, 11, 23, 14, 47, 12)
CARD = "000194013412||Nguyễn Thị Hồng Nhung|12081994|Nữ|Thôn Đông Hạ, xã Yên Lạc Hạ|15032022"


class Printer:
    """A folder that stands in for a printer, and that a test can jam."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_jammed = False
        self.jobs: list[Sequence[PrintedForm]] = []
        self._sink = PdfFolder(folder)

    def print_forms(self, forms: Sequence[PrintedForm]) -> None:
        if self.is_jammed:
            raise PrinterNotReady
        self.jobs.append(forms)
        self._sink.print_forms(forms)

    def pages(self) -> list[str]:
        """The text of every page printed, in order."""
        texts: list[str] = []
        for path in sorted(self.folder.glob("*.pdf")):
            document = pypdfium2.PdfDocument(path)
            texts += [page.get_textpage().get_text_range() for page in document]
            document.close()
        return texts


@dataclass
class Office:
    """The window, who types in it, and what came of it."""

    window: OfficeWindow
    hands: Hands
    printer: Printer
    counter: Counter
    qtbot: QtBot

    @property
    def form(self) -> ReceptionDesk:
        return self.window.reception

    def wait(self, happened: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(happened, timeout=10_000)

    def close(self) -> None:
        """Close the window and its books; a window that is only forgotten would go on hearing keys."""
        self.window.close()
        shiboken6.delete(self.window)
        self.counter.device.profile.close()

    def take_keyboard(self) -> None:
        """A window manager gives it back when a dialog closes; the offscreen screen has none."""
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)

    def begin(self) -> None:
        """F2, with the keyboard in the first field."""
        self.window.show_desk(RECEPTION)
        self.wait(self.form.applicant.person.id_number.hasFocus)

    def begin_again(self) -> None:
        """F2 on a form that holds something already."""
        self.hands.press(Qt.Key.Key_F2)
        self.wait(self.form.isVisible)

    def dossiers(self) -> Sequence[BoardRow]:
        return all_page(self.counter.desk, 0, 50, count_all(self.counter.desk))

    def wait_for_print(self, jobs: int = 1) -> None:
        self.wait(lambda: len(self.printer.jobs) >= jobs)
        self.settle()

    def settle(self) -> None:
        """Let everything that was asked be answered."""
        settle(self.window.workplace, self.wait)


def an_office(
    look: Look,
    folder: Path,
    qtbot: QtBot,
    counter: Counter | None = None,
    size: tuple[int, int] = WIDE,
    desks: Sequence[str] = DESKS,
) -> Office:
    counter = counter or a_counter(folder, "Bàn 2", numbers=(64, 199))
    counter.clock.set(AFTERNOON)
    printer = Printer(folder / "slips")
    workplace = Workplace(
        look, counter.desk, printer, folder / "log", profile=counter.device.profile, accepts_samples=True
    )
    with only(*desks):
        window = OfficeWindow(workplace)
    window.resize(*size)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Office(window, Hands(window), printer, counter, qtbot)


@pytest.fixture
def open_office(look: Look, tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[..., Office]]:
    """Opens a window on a counter of the test's own making, and closes it whatever happens."""
    opened: list[Office] = []

    def open_(
        counter: Counter | None = None, size: tuple[int, int] = WIDE, desks: Sequence[str] = DESKS
    ) -> Office:
        opened.append(an_office(look, tmp_path, qtbot, counter, size, desks))
        return opened[-1]

    yield open_
    for each in opened:
        each.close()


@pytest.fixture
def office(open_office: Callable[..., Office]) -> Office:
    """A window at 100 %, its form ready for the first person."""
    made = open_office()
    made.begin()
    return made


@pytest.fixture
def narrow_office(open_office: Callable[..., Office]) -> Office:
    """The smallest screen at 150 %."""
    made = open_office(size=NARROW)
    made.begin()
    return made
