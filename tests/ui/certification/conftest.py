"""The real window with the lane in front, its book open, driven by keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.books import BookKind
from app.domain.dossier import Role
from app.services import lane_book, officers
from tests.support.office import a_counter
from tests.ui.reception.conftest import Office, an_office
from ui.main_window import BOARD, CERTIFICATION, DAY_CLOSE, DOSSIERS, RECEPTION
from ui.theme.look import Look

FIRST = 1284
LEADER_PIN = "1357"


@pytest.fixture
def office(look: Look, tmp_path: Path, qtbot: QtBot) -> Iterator[Office]:
    """A window whose lane waits for the first citizen; a leader can sign."""
    counter = a_counter(tmp_path, "Bàn 2", roles=(Role.RECEPTION,))
    officers.register_clerk(counter.desk, "Phạm Đức Mẫu", "Phó Chủ tịch", (Role.LEADER,), LEADER_PIN)
    lane_book.open_book(counter.desk, counter.officer, BookKind.CERTIFIED_COPIES, FIRST)
    made = an_office(
        look, tmp_path, qtbot, counter, desks=(BOARD, RECEPTION, CERTIFICATION, DAY_CLOSE, DOSSIERS)
    )
    made.window.show_desk(CERTIFICATION)
    made.settle()
    yield made
    made.close()
