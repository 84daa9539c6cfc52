"""A desk joins its district from the settings, or at its first start as a second desk of the office."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.services import numbering, officers
from tests.support.counter import first_counter
from tests.support.district import District, a_district
from tests.support.office import PIN, a_counter
from ui.bootstrap import desk_of
from ui.login.set_up import SetUp
from ui.printing.sinks import PdfFolder
from ui.settings.district_page import DistrictPage
from ui.theme.look import Look
from ui.workplace import Workplace


def test_a_ticket_in_the_settings_brings_numbers(look: Look, qtbot: QtBot, tmp_path: Path) -> None:
    with a_district(tmp_path) as district:
        counter = a_counter(tmp_path, "Bàn 2")
        with counter.device.store.write_local() as connection:
            connection.exec_driver_sql("DELETE FROM lease")
        workplace = Workplace(look, counter.desk, PdfFolder(tmp_path), tmp_path / "log")
        page = DistrictPage(workplace)
        qtbot.addWidget(page)
        page.show()
        page.form.ticket.setPlainText(district.ticket())
        assert numbering.outlook(counter.desk).next_code.endswith("-90001"), "a number of its own until then"
        page.save()
        qtbot.waitUntil(page.told.isVisible, timeout=20_000)
        assert page.told.text().startswith("Đã ghi danh máy này cho")
        assert numbering.outlook(counter.desk).next_code.endswith("-0001")
        assert not page.form.isVisible()
        workplace.close()
        counter.device.profile.close()


def test_a_second_desk_gets_names_and_clerks_before_it_asks_who_sits_there(
    look: Look, qtbot: QtBot, tmp_path: Path
) -> None:
    with a_district(tmp_path) as district:
        first = first_counter(district, "Bàn 1")
        first.synced.sync()
        dialog = _set_up(look, qtbot, tmp_path, district)
        QTest.keyClick(dialog.joining.choosing.list, Qt.Key.Key_Return)
        dialog.joining.enrolment.ticket.setPlainText(district.ticket())
        QTest.keyClick(dialog, Qt.Key.Key_F9)
        qtbot.waitUntil(lambda: dialog.current() is dialog.knowing, timeout=20_000)
        assert dialog.known.currentText() == "Cán Bộ Bàn 1"
        dialog.pins.pin.setText(PIN)
        dialog.pins.pin_again.setText(PIN)
        dialog.knowing.go_on.click()
        qtbot.waitUntil(lambda: dialog.officer is not None, timeout=10_000)
        office = officers.office(dialog._desk)
        assert office is not None
        assert office.name == "Ủy ban nhân dân xã Mẫu"
        assert numbering.outlook(dialog._desk).left > 0


def _set_up(look: Look, qtbot: QtBot, folder: Path, district: District) -> SetUp:
    device = district.stranger("Bàn 2").device
    desk = desk_of(device.profile, district.clock)
    dialog = SetUp(Workplace(look, desk, PdfFolder(folder), folder / "log"))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog
