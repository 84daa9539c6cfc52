"""A desk without a line joins its district from the settings by a stick."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.services import numbering
from server.bundles import import_folder
from server.inviting import invite
from sync.bundle.errors import NoInvitation
from sync.courier.enrolling import ASKED
from tests.support.district import COMMUNE, a_district
from tests.support.office import a_counter
from ui.printing.sinks import PdfFolder
from ui.settings.district_page import DistrictPage
from ui.theme.look import Look
from ui.usb.presenter import UsbPresenter
from ui.usb.view import UsbPage
from ui.usb.words import ASKING, NOT_MEMBER
from ui.workplace import Workplace

PATIENCE = 20_000


def test_a_prepared_stick_goes_up_and_comes_back_with_numbers(
    look: Look, qtbot: QtBot, tmp_path: Path
) -> None:
    stick = tmp_path / "USB"
    stick.mkdir()
    with a_district(tmp_path) as district:
        counter = a_counter(tmp_path, "Bàn 2")
        with counter.device.store.write_local() as connection:
            connection.exec_driver_sql("DELETE FROM lease")
        workplace = Workplace(look, counter.desk, PdfFolder(tmp_path), tmp_path / "log")
        page, usb = DistrictPage(workplace), UsbPage(look)
        for widget in (page, usb):
            qtbot.addWidget(widget)
            widget.show()
        presenter = UsbPresenter(workplace, usb)
        qtbot.waitUntil(lambda: usb.outcome.text() == NOT_MEMBER, timeout=PATIENCE)
        page.ask_by_stick(str(stick))
        qtbot.waitUntil(lambda: page.told.text() == NoInvitation.sentence, timeout=PATIENCE)
        invite(district.server, stick, COMMUNE.code, 7, "test")
        page.form.usb_chosen.emit(str(stick))
        qtbot.waitUntil(lambda: page.told.text() == ASKED, timeout=PATIENCE)
        import_folder(district.server, stick)
        presenter.choose_folder(str(stick))
        qtbot.waitUntil(lambda: usb.outcome.text() == ASKING and usb.read.isEnabled(), timeout=PATIENCE)
        usb.ask_read()
        qtbot.waitUntil(lambda: usb.outcome.text().startswith("Đã ghi danh máy này cho"), timeout=PATIENCE)
        assert numbering.outlook(counter.desk).left > 0
        workplace.close()
        counter.device.profile.close()
