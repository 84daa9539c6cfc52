"""The first start: a new profile, its recovery code once, the office, its first administrator."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.dossier import Role
from app.platform.secrets import FileSecrets
from app.services import officers
from app.services.desk import Desk
from app.storage.clerks import OfficeRecord
from app.storage.profile import Profile, ProfileKind, begin_profile
from app.storage.restore import restore_key
from tests.support.devices import Device, SettableClock, cheap_recovery_codes
from ui.login.first_start import FirstStart
from ui.login.recovery import RecoveryDialog
from ui.login.set_up import SetUp
from ui.login.ways import Way
from ui.printing.sinks import PdfFolder
from ui.theme.look import Look
from ui.workplace import Workplace

Key = Qt.Key


class Made:
    """The profile a dialog made, so that the test can close it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.secrets = FileSecrets(root / "key")
        self.profile: Profile | None = None
        self.code = ""

    def __call__(self, device_name: str) -> tuple[Profile, str]:
        with cheap_recovery_codes():
            self.profile, self.code = begin_profile(
                self.root / "profile", ProfileKind.TEST, device_name, self.secrets, SettableClock()
            )
        return self.profile, self.code


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    maker = Made(tmp_path)
    yield maker
    if maker.profile is not None:
        maker.profile.close()


@pytest.fixture
def dialog(look: Look, qtbot: QtBot, made: Made, tmp_path: Path) -> FirstStart:
    shown = FirstStart(look, made, PdfFolder(tmp_path / "prints"), str)
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def make(dialog: FirstStart, qtbot: QtBot) -> str:
    QTest.keyClick(dialog, Key.Key_F9)
    qtbot.waitUntil(lambda: dialog.current() is dialog.showing, timeout=10_000)
    return dialog.code.text()


def test_the_profile_bears_the_desks_name(dialog: FirstStart, qtbot: QtBot, made: Made) -> None:
    dialog.device_name.setText("Bàn tiếp nhận 3")
    make(dialog, qtbot)
    assert made.profile is not None
    with made.profile.store.read() as connection:
        assert connection.exec_driver_sql("SELECT name FROM device").scalar_one() == "Bàn tiếp nhận 3"


def test_the_code_must_be_confirmed_by_its_last_group(dialog: FirstStart, qtbot: QtBot) -> None:
    code = make(dialog, qtbot)
    QTest.keyClicks(dialog.typed, "XXXXX")
    QTest.keyClick(dialog, Key.Key_F9)
    assert dialog.typed_row.error() != ""
    assert dialog.profile is None
    dialog.typed.clear()
    QTest.keyClicks(dialog.typed, code.rpartition("-")[2].lower())
    QTest.keyClick(dialog, Key.Key_F9)
    assert dialog.profile is not None


def test_a_profile_is_not_left_without_its_code(dialog: FirstStart, qtbot: QtBot) -> None:
    make(dialog, qtbot)
    dialog.reject()
    assert dialog.isVisible()
    assert dialog.showing.error.text().startswith("Mã chỉ hiện một lần.")


def test_the_code_can_be_printed(dialog: FirstStart, qtbot: QtBot, tmp_path: Path) -> None:
    code = make(dialog, qtbot)
    dialog.print.click()
    qtbot.waitUntil(lambda: bool(list((tmp_path / "prints").glob("*.pdf"))), timeout=10_000)
    document = pypdfium2.PdfDocument(next((tmp_path / "prints").glob("*.pdf")))
    assert code in document[0].get_textpage().get_text_range()
    document.close()
    qtbot.waitUntil(lambda: dialog._press.is_idle, timeout=10_000)  # it is noted after it lies there


def test_a_profile_that_cannot_be_made_says_why(look: Look, qtbot: QtBot, tmp_path: Path, made: Made) -> None:
    made("Bàn 1")
    assert made.profile is not None
    made.profile.confirm_code()
    dialog = FirstStart(look, made, PdfFolder(tmp_path), str)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.naming.go_on.click()
    qtbot.waitUntil(dialog.naming.error.isVisible, timeout=10_000)
    assert dialog.naming.error.text().startswith("Thư mục này đã có sổ.")


def test_the_recovery_code_brings_the_key_back(look: Look, qtbot: QtBot, made: Made, tmp_path: Path) -> None:
    profile, code = made("Bàn 1")
    profile.close()
    (tmp_path / "key").unlink()
    dialog = RecoveryDialog(look, lambda typed: restore_key(tmp_path / "profile", typed, made.secrets), str)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.code.setText("AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF")
    dialog.step.go_on.click()
    qtbot.waitUntil(dialog.step.error.isVisible, timeout=10_000)
    assert dialog.step.error.text().startswith("Mã khôi phục không đúng.")
    dialog.code.setText(code.lower())
    dialog.step.go_on.click()
    qtbot.waitUntil(lambda: dialog.result() == 1, timeout=10_000)
    assert (tmp_path / "key").exists()


@pytest.fixture
def set_up(look: Look, qtbot: QtBot, new_desk: Desk, tmp_path: Path) -> SetUp:
    dialog = SetUp(Workplace(look, new_desk, PdfFolder(tmp_path), tmp_path / "log"))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_an_office_names_itself_and_its_first_administrator(
    set_up: SetUp, qtbot: QtBot, new_desk: Desk
) -> None:
    assert set_up.current() is set_up.joining.choosing
    choose(set_up, Way.LATER)
    assert set_up.current() is set_up.naming
    set_up.office.edits["name"].setText("Ủy ban nhân dân xã Mẫu")
    set_up.naming.go_on.click()
    assert set_up.office.rows["agency_code"].error() != ""
    set_up.office.edits["agency_code"].setText("H99.45.17")
    set_up.naming.go_on.click()
    qtbot.waitUntil(lambda: set_up.current() is set_up.clerking)
    set_up.clerk.full_name.setText("Hoàng Thị Mẫu")
    set_up.clerk.pins.pin.setText("2468")
    set_up.clerk.pins.pin_again.setText("2469")
    set_up.clerking.go_on.click()
    assert set_up.clerk.pins.again_row.error() == "Hai lần gõ chưa giống nhau."
    set_up.clerk.pins.pin_again.setText("2468")
    set_up.clerking.go_on.click()
    qtbot.waitUntil(lambda: set_up.officer is not None, timeout=10_000)
    office = officers.office(new_desk)
    assert office is not None
    assert office.name == "Ủy ban nhân dân xã Mẫu"
    clerk = officers.active_clerks(new_desk)[0]
    assert Role.ADMINISTRATOR in clerk.roles
    assert officers.log_in(new_desk, clerk.id, "2468").full_name == "Hoàng Thị Mẫu"


def test_a_mistyped_ticket_is_said_and_may_wait(set_up: SetUp, qtbot: QtBot) -> None:
    joining = set_up.joining
    choose(set_up, Way.TICKET)
    assert set_up.current() is joining.enrolling
    assert not joining.enrolment.ca_row.isVisible(), "no technical question at a first start"
    QTest.keyClick(joining.enrolment.ticket, Key.Key_Return)
    assert joining.enrolment.ticket_row.error() != ""
    joining.enrolment.ticket.setPlainText("SX1-KHONGPHAI")
    QTest.keyClick(joining.enrolment.ticket, Key.Key_Return)
    qtbot.waitUntil(joining.enrolling.error.isVisible, timeout=10_000)
    assert joining.enrolling.go_on.isEnabled()
    QTest.keyClick(joining.enrolment.ticket, Key.Key_Escape)
    assert set_up.current() is joining.choosing


def choose(dialog: SetUp, way: Way) -> None:
    """Go down the list of ways by the keyboard, and on."""
    ways = dialog.joining.choosing.list
    while ways.current_value() is not way:
        QTest.keyClick(ways, Key.Key_Down)
    QTest.keyClick(ways, Key.Key_Return)


def test_clerks_who_came_from_another_desk_only_need_a_pin_here(
    look: Look, qtbot: QtBot, new_desk: Desk, new_device: Device, tmp_path: Path
) -> None:
    officers.set_up_office(new_desk, OfficeRecord("Xã Mẫu", agency_code="H99.45.17"))
    officers.register_clerk(new_desk, "Hoàng Thị Mẫu", "", (Role.ADMINISTRATOR,), "9999")
    with new_device.store.write_local() as connection:
        connection.exec_driver_sql("DELETE FROM clerk_secret")
    dialog = SetUp(Workplace(look, new_desk, PdfFolder(tmp_path), tmp_path / "log"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.current() is dialog.knowing
    dialog.pins.pin.setText("1357")
    dialog.pins.pin_again.setText("1357")
    dialog.knowing.go_on.click()
    qtbot.waitUntil(lambda: dialog.officer is not None, timeout=10_000)
    assert dialog.officer is not None
    assert dialog.officer.full_name == "Hoàng Thị Mẫu"
