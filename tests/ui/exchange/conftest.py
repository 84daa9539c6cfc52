"""An office window whose desk is a member of a real district, over a line that a test can break."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from sync.enrolment import enrol
from sync.http.lines import open_line
from sync.schedule import Rhythm
from tests.support.district import District, SyncedDesk, a_district
from tests.support.furniture import only
from tests.support.line import Line, line_to
from tests.support.office import Counter, a_counter
from ui.main_window import BOARD, EXCHANGE
from ui.office_window import OfficeWindow
from ui.printing.sinks import PdfFolder
from ui.tasks import Task
from ui.theme.look import Look
from ui.workplace import Workplace

# Five seconds after a line broke the window would try again in the middle of a test.
SLOW_TO_TRY_AGAIN = Rhythm(shortest_s=600)


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with a_district(tmp_path) as made:
        yield made


@pytest.fixture
def line(district: District) -> Iterator[Line]:
    with line_to(district.port) as made:
        yield made


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """A staffed desk that belongs to no district."""
    made = a_counter(tmp_path, "Bàn 2")
    yield made
    made.device.profile.close()


@pytest.fixture
def member(district: District, line: Line, counter: Counter) -> Counter:
    """The same desk as a member, reaching the district through the line."""
    enrol(counter.device.store, district.ticket(address=f"http://{line.address}"), open_line)
    return counter


@pytest.fixture
def other(district: District) -> SyncedDesk:
    """Another desk of the same commune, with a line of its own."""
    return district.desk("Bàn 1")


def a_workplace(look: Look, counter: Counter, folder: Path) -> Workplace:
    return Workplace(look, counter.desk, PdfFolder(folder / "slips"), folder / "log", accepts_samples=True)


@pytest.fixture
def window(look: Look, member: Counter, qtbot: QtBot, tmp_path: Path) -> Iterator[OfficeWindow]:
    """The member's window with the exchange in front; its first exchange is over."""
    with only(BOARD, EXCHANGE):
        made = OfficeWindow(a_workplace(look, member, tmp_path))
    made.exchange._auto._rhythm = SLOW_TO_TRY_AGAIN
    with qtbot.waitSignal(made.exchange.ended, timeout=20_000):
        made.resize(1366, 697)
        made.show()
        made.activateWindow()
    made.show_desk(EXCHANGE)
    yield made
    end(made, qtbot)


def end(window: OfficeWindow, qtbot: QtBot) -> None:
    """Close a window and take it apart: one that lives on is dressed anew with every later test."""
    place = window.workplace
    window.close()
    qtbot.waitUntil(lambda: not (window.findChildren(Task) or place.findChildren(Task)), timeout=5_000)
    window.removeEventFilter(window.scanner)
    handle = window.windowHandle()
    if handle is not None:
        handle.removeEventFilter(window.scanner)
    window.deleteLater()
    qtbot.waitUntil(lambda: not shiboken6.isValid(window), timeout=5_000)
