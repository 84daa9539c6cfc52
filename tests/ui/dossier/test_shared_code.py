"""Two dossiers with one printed code: the later one's desk is lost, so its second code is given by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.services import dossier
from tests.support.counter import StaffedCounter, first_counter, next_counter
from tests.support.district import District, a_district, converge
from tests.ui.dossier.frames import Frame
from ui.theme.look import Look

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with a_district(tmp_path) as made:
        yield made


def share_numbers(district: District, one: StaffedCounter, two: StaffedCounter) -> None:
    """What no district does: both desks hold the same range."""
    for counter in (one, two):
        with counter.desk.store.write_local() as connection:
            connection.exec_driver_sql("UPDATE lease SET first = 1, last = 500 WHERE is_spare = 0")
    with district.server.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE lease SET first = 1, last = 500 WHERE is_spare = 0")


def test_alt_m_gives_the_second_code_and_prints_its_slip(
    look: Look, qtbot: QtBot, district: District, tmp_path: Path
) -> None:
    one = first_counter(district)
    two = next_counter(district, "Bàn 2")
    share_numbers(district, one, two)
    earlier = one.receive("Giàng A Mẫu")
    district.clock.advance(minutes=5)
    later = two.receive("Vàng Thị Mẫu")
    assert earlier.code == later.code
    converge(one.synced, two.synced)
    two.synced.device.profile.close()  # the PC is lost before it could give the code itself
    one.desk.officer = one.officer
    frame = Frame(look, one, tmp_path, qtbot)
    frame.start()
    mine, theirs = sorted(
        dossier.all_with_code(one.desk, earlier.code), key=lambda id_: id_ != earlier.dossier_id
    )
    frame.open(mine)
    assert not [button for button in frame.buttons() if button.key == "Alt+M"], "the earlier keeps its code"
    frame.open(theirs)
    assert frame.button("Alt+M").text() == "Cấp thêm mã và in phiếu"
    frame.press(Qt.Key.Key_M, ALT)
    frame.wait(lambda: bool(frame.tray.jobs))
    view = dossier.view(one.desk, one.officer, theirs)
    assert len(view.second_codes) == 1
    assert view.second_codes[0] in frame.tray.jobs[0][0].html
    frame.wait(lambda: frame.button("Alt+M").text() == "In lại phiếu báo thêm mã")
    frame.close()
