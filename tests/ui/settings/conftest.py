"""The machine's settings in the window of a staffed desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from tests.support.furniture import only
from tests.support.office import Counter, a_counter
from ui.main_window import BOARD, MACHINE
from ui.office_window import OfficeWindow
from ui.printing.sinks import PdfFolder
from ui.settings.desk import SettingsDesk
from ui.theme.look import Look
from ui.workplace import Workplace


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = a_counter(tmp_path, "Bàn 2", numbers=(64, 199))
    yield made
    made.device.profile.close()


@pytest.fixture
def window(look: Look, counter: Counter, qtbot: QtBot, tmp_path: Path) -> Iterator[OfficeWindow]:
    workplace = Workplace(
        look, counter.desk, PdfFolder(tmp_path / "slips"), tmp_path / "log", profile=counter.device.profile
    )
    with only(BOARD, MACHINE):
        made = OfficeWindow(workplace)
    made.resize(1366, 697)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_desk(MACHINE)
    yield made
    made.close()
    shiboken6.delete(made)


@pytest.fixture
def settings(window: OfficeWindow) -> SettingsDesk:
    desk = window.desks[MACHINE]
    assert isinstance(desk, SettingsDesk)
    return desk
