"""A window with the desk of figures over a real profile."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.office import Counter, a_counter
from tests.ui.dossier.frames import Frame
from ui.main_window import BOARD, DOSSIERS, REPORTS
from ui.reports.desk import ReportsDesk
from ui.theme.look import Look


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return a_counter(tmp_path)


class ReportsFrame(Frame):
    """The same window with the desk of figures."""

    names = (BOARD, DOSSIERS, REPORTS)

    def __init__(self, look: Look, counter: Counter, folder: Path, qtbot: QtBot) -> None:
        super().__init__(look, counter, folder, qtbot)
        self.reports = ReportsDesk(self.place)
        self.window.add_desk(REPORTS, self.reports)


@pytest.fixture
def frame(look: Look, counter: Counter, tmp_path: Path, qtbot: QtBot) -> Iterator[ReportsFrame]:
    frame = ReportsFrame(look, counter, tmp_path, qtbot)
    frame.start()
    yield frame
    frame.close()
