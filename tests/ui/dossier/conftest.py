"""A staffed counter, and its window with the desk of dossiers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.office import Counter, a_counter
from tests.ui.dossier.frames import Frame
from ui.theme.look import Look


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = a_counter(tmp_path, "Bàn 2")
    yield made
    made.device.profile.close()


@pytest.fixture
def frame(look: Look, counter: Counter, tmp_path: Path, qtbot: QtBot) -> Iterator[Frame]:
    made = Frame(look, counter, tmp_path, qtbot)
    made.start()
    yield made
    made.close()
