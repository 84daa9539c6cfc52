"""A desk's window that is locked, and one that opens for the first time."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from app.services.desk import Desk
from tests.support.devices import Device, a_device
from tests.support.furniture import only
from tests.support.office import Counter, a_counter
from ui.bootstrap import desk_of
from ui.main_window import BOARD, MACHINE, RECEPTION
from ui.office_window import OfficeWindow
from ui.printing.sinks import PdfFolder
from ui.theme.look import Look
from ui.workplace import Workplace


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = a_counter(tmp_path, "Bàn 2")
    yield made
    made.device.profile.close()


@pytest.fixture
def window(look: Look, counter: Counter, qtbot: QtBot, tmp_path: Path) -> Iterator[OfficeWindow]:
    """Locked, as at every start."""
    counter.desk.officer = None
    with only(BOARD, RECEPTION, MACHINE):
        made = OfficeWindow(Workplace(look, counter.desk, PdfFolder(tmp_path), tmp_path / "log"))
        made.resize(1366, 697)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        yield made
        made.close()
        shiboken6.delete(made)


@pytest.fixture
def new_device(tmp_path: Path) -> Iterator[Device]:
    """A profile in which nobody has set anything up."""
    made = a_device(tmp_path, "Bàn 1")
    yield made
    made.profile.close()


@pytest.fixture
def new_desk(new_device: Device) -> Desk:
    return desk_of(new_device.profile, new_device.clock)
