"""Set-up by keyboard alone: Enter goes on, a stick is a way, and a power cut is gone on from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.applicant import Applicant
from app.services import numbering, officers
from app.services.desk import Desk
from app.services.reception import HandedIn, ReceptionDraft, receive_dossier
from app.storage import device
from server.bundles import import_folder
from server.inviting import invite
from sync.enrolment import enrol
from sync.http.lines import open_line
from tests.support.counter import first_counter
from tests.support.district import COMMUNE, District, a_district
from tests.support.office import THREE_DAYS
from ui.bootstrap import desk_of
from ui.login.set_up import SetUp
from ui.login.stick_step import NO_TICKET, NOTHING_HERE
from ui.login.ways import Way
from ui.printing.sinks import PdfFolder
from ui.theme.look import Look
from ui.workplace import Workplace

Key = Qt.Key
PATIENCE = 20_000


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with a_district(tmp_path) as made:
        yield made


@pytest.fixture
def stranger(district: District) -> Desk:
    """A desk that belongs to nobody yet."""
    synced = district.stranger("Bàn 2")
    return desk_of(synced.device.profile, district.clock)


def set_up(look: Look, desk: Desk, folder: Path, qtbot: QtBot) -> SetUp:
    dialog = SetUp(Workplace(look, desk, PdfFolder(folder), folder / "log"))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def press(*keys: Key) -> None:
    for key in keys:
        QTest.keyClick(QApplication.focusWidget(), key)


def write(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def go(dialog: SetUp, way: Way) -> None:
    while dialog.joining.choosing.list.current_value() is not way:
        press(Key.Key_Down)
    press(Key.Key_Return)


def test_whoever_enrols_later_works_at_once_with_nothing_but_the_keyboard(
    look: Look, qtbot: QtBot, new_desk: Desk, tmp_path: Path
) -> None:
    dialog = set_up(look, new_desk, tmp_path, qtbot)
    go(dialog, Way.LATER)
    assert dialog.current() is dialog.naming
    write("UBND xa Mau")
    press(*[Key.Key_Return] * 4)
    write("H99.45.17")
    press(*[Key.Key_Return] * 4)
    qtbot.waitUntil(lambda: dialog.current() is dialog.clerking, timeout=PATIENCE)
    write("Hoang Thi Mau")
    while QApplication.focusWidget() is not dialog.clerk.pins.pin:
        press(Key.Key_Return)
    write("2468")
    press(Key.Key_Return)
    write("2468")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.officer is not None, timeout=PATIENCE)
    assert dialog.officer is not None
    procedure = new_desk.catalogue.procedure(THREE_DAYS, new_desk.today())
    assert procedure is not None
    papers = {part.number: HandedIn(1, 0) for part in procedure.mandatory_components}
    draft = ReceptionDraft(applicant=Applicant("Giàng A Mẫu"), procedure_code=THREE_DAYS, handed_in=papers)
    receipt = receive_dossier(new_desk, dialog.officer, draft)
    assert receipt.code.endswith("-90001"), "a number of its own, before any district was heard of"


def test_a_stick_is_asked_for_and_nothing_else_until_a_ticket_is_missing(
    look: Look, qtbot: QtBot, district: District, stranger: Desk, tmp_path: Path
) -> None:
    dialog = set_up(look, stranger, tmp_path, qtbot)
    step, stick = dialog.joining.stick, tmp_path / "USB"
    stick.mkdir()
    go(dialog, Way.STICK)
    step.choose_folder(str(stick))
    qtbot.waitUntil(lambda: step.list.count() == 1, timeout=PATIENCE)
    press(Key.Key_Return)
    assert step.error.text() == NOTHING_HERE
    issued = invite(district.server, stick, COMMUNE.code, 7, "test").issued
    assert issued is not None
    invite(district.server, stick, "", 7, "test")  # the ticket goes another way
    step.refresh()
    qtbot.waitUntil(lambda: step.list.current_value().is_prepared, timeout=PATIENCE)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: step.ticket_row.error() == NO_TICKET, timeout=PATIENCE)
    write(issued.text)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.current() is dialog.joining.told, timeout=PATIENCE)
    assert "vẫn làm việc được" in dialog.joining.told.words.text()
    press(Key.Key_Return)
    assert dialog.current() is dialog.naming
    dialog.reject()
    import_folder(district.server, stick)
    again = set_up(look, stranger, tmp_path, qtbot)  # the stick came back before the office was named
    assert again.joining.choosing.list.current_value() is Way.STICK
    press(Key.Key_Return)
    again.joining.stick.choose_folder(str(stick))
    qtbot.waitUntil(lambda: again.joining.stick.list.count() == 1, timeout=PATIENCE)
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: again.current() is again.joining.told, timeout=PATIENCE)
    assert again.joining.told.words.text().startswith("Đã ghi danh máy này cho")
    assert 0 < numbering.outlook(stranger).left < 9_000, "the district's own range from now on"


def test_power_that_went_after_enrolling_asks_the_district_for_names_again(
    look: Look, qtbot: QtBot, district: District, stranger: Desk, tmp_path: Path
) -> None:
    first_counter(district, "Bàn 1").synced.sync()
    enrol(stranger.store, district.ticket(), open_line)  # and then the power went
    assert officers.office(stranger) is None
    dialog = set_up(look, stranger, tmp_path, qtbot)
    qtbot.waitUntil(lambda: dialog.current() is dialog.knowing, timeout=PATIENCE)
    assert dialog.known.currentText() == "Cán Bộ Bàn 1"


def test_a_member_without_a_line_types_the_names_itself(
    look: Look, qtbot: QtBot, district: District, stranger: Desk, tmp_path: Path
) -> None:
    enrol(stranger.store, district.ticket(), open_line)
    with stranger.store.write_local() as connection:
        member = device.membership(connection)
        assert member is not None
        connection.exec_driver_sql("UPDATE device SET address = 'http://127.0.0.1:9'")
    dialog = set_up(look, stranger, tmp_path, qtbot)
    qtbot.waitUntil(lambda: dialog.current() is dialog.naming, timeout=PATIENCE)
