"""The list of clerks, the PIN, and the lock."""

from dataclasses import replace
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.dossier import Role
from app.services import officers, staff
from tests.support.hands import Hands
from tests.support.office import PIN, Counter
from ui.main_window import BOARD, NAV_ITEMS, RECEPTION
from ui.office_window import OfficeWindow
from ui.printing.sinks import PdfFolder
from ui.theme.look import Look
from ui.widgets.desk import Desk
from ui.workplace import Workplace

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def log_in(window: OfficeWindow, qtbot: QtBot, pin: str = PIN) -> None:
    QTest.keyClicks(window.login.pin, pin)
    QTest.keyClick(window.login.pin, Key.Key_Return)
    qtbot.waitUntil(window.login.enter.isEnabled)


def test_a_window_begins_locked_with_the_keyboard_in_the_pin(window: OfficeWindow, qtbot: QtBot) -> None:
    assert window.login.isVisible()
    qtbot.waitUntil(window.login.pin.hasFocus)
    assert not any(desk.isVisible() for desk in window.desks.values())


def test_the_lock_is_in_sight_first_and_the_desks_are_made_behind_it(
    look: Look, counter: Counter, qtbot: QtBot, tmp_path: Path
) -> None:
    counter.desk.officer = None
    window = OfficeWindow(Workplace(look, counter.desk, PdfFolder(tmp_path), tmp_path / "log"))
    window.show()
    assert not window.findChildren(Desk)
    qtbot.waitUntil(lambda: len(window.findChildren(Desk)) == len(NAV_ITEMS))
    assert window.login.isVisible()
    window.close()
    shiboken6.delete(window)


def test_the_right_pin_opens_the_board_and_names_who_works(
    window: OfficeWindow, qtbot: QtBot, counter: Counter
) -> None:
    log_in(window, qtbot)
    assert window.desks[BOARD].isVisible()
    assert counter.desk.officer is not None
    assert counter.desk.officer.full_name == "Cán Bộ Mẫu"
    assert window.login.pin.text() == ""


def test_a_wrong_pin_is_said_and_the_pin_asked_again(window: OfficeWindow, qtbot: QtBot) -> None:
    log_in(window, qtbot, "0000")
    assert window.login.isVisible()
    assert window.login.pin_row.error() == "Mã PIN không đúng. Xin nhập lại."
    assert window.login.pin.hasFocus()
    assert window.login.pin.text() == ""


def test_the_arrows_choose_a_clerk_while_the_pin_has_the_keyboard(
    window: OfficeWindow, qtbot: QtBot, counter: Counter
) -> None:
    officers.register_clerk(counter.desk, "Người Thứ Hai", "Công chức", (Role.RECEPTION,), "1357")
    window.lock()
    QTest.keyClick(window.login.pin, Key.Key_Down)
    log_in(window, qtbot, "1357")
    assert counter.desk.officer is not None
    assert counter.desk.officer.full_name == "Người Thứ Hai"


def test_who_works_here_no_longer_is_not_listed(window: OfficeWindow, counter: Counter) -> None:
    gone = officers.register_clerk(counter.desk, "Người Đã Đi", "", (Role.RECEPTION,), "1357")
    record = next(each for each in staff.all_clerks(counter.desk) if each.id == gone.id)
    staff.change_clerk(counter.desk, replace(record, is_active=False), counter.officer)
    window.lock()
    assert window.login.clerks.count() == 1


def test_ctrl_l_locks_at_once_and_hides_everything(
    window: OfficeWindow, qtbot: QtBot, counter: Counter
) -> None:
    log_in(window, qtbot)
    QTest.keyClick(window, Key.Key_L, CONTROL)
    assert counter.desk.officer is None
    assert window.login.isVisible()
    assert not window.desks[BOARD].isVisible()


def test_no_key_of_a_desk_works_behind_the_lock(window: OfficeWindow, qtbot: QtBot) -> None:
    log_in(window, qtbot)
    window.show_desk(RECEPTION)
    window.lock()
    for key in (Key.Key_F2, Key.Key_F9, Key.Key_F6):
        QTest.keyClick(window, key)
    assert window.login.isVisible()
    assert not window.reception.isVisible()


def test_a_scan_behind_the_lock_opens_nothing(window: OfficeWindow, qtbot: QtBot) -> None:
    Hands(window).scan("000194013412||Nguyễn Thị Hồng Nhung|12081994|Nữ|Thôn Mẫu|15032022")
    qtbot.wait(200)
    assert window.reception.form().is_blank
    assert window.login.isVisible()


def test_unlocking_comes_back_to_the_same_desk(window: OfficeWindow, qtbot: QtBot) -> None:
    log_in(window, qtbot)
    window.show_desk(RECEPTION)
    window.lock()
    log_in(window, qtbot)
    assert window.reception.isVisible()


def test_the_next_act_is_the_next_clerks(window: OfficeWindow, qtbot: QtBot, counter: Counter) -> None:
    log_in(window, qtbot)
    officers.register_clerk(counter.desk, "Người Thứ Hai", "", (Role.RECEPTION,), "1357")
    window.lock()
    QTest.keyClick(window.login.pin, Key.Key_Down)
    log_in(window, qtbot, "1357")
    assert window.workplace.officer.full_name == "Người Thứ Hai"
