"""One PC, several clerks: handed over within three seconds, locked when still, each with their own drafts."""

from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from app.domain.dossier import Role
from app.domain.ids import ClerkId
from app.services import audit, board, dossier, officers, preferences
from app.services.access import OnlyAdministers
from tests.support.hands import Hands
from tests.support.office import PIN, Counter
from ui.login.idle import IdleLock
from ui.login.watchman import NEAR, NOT_KEPT
from ui.main_window import BOARD, DOSSIERS, RECEPTION
from ui.office_window import OfficeWindow
from ui.widgets.message_bar import Message

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SECOND_PIN = "1357"
SECONDS = 3.0


@pytest.fixture
def second(counter: Counter, window: OfficeWindow) -> ClerkId:
    clerk = officers.register_clerk(counter.desk, "Người Thứ Hai", "", (Role.RECEPTION,), SECOND_PIN)
    window.workplace.seat(None)
    return clerk.id


def sit_down(window: OfficeWindow, qtbot: QtBot, number: int, pin: str) -> None:
    QTest.keyClick(window.login.pin, Key(Key.Key_0 + number), ALT)
    QTest.keyClicks(window.login.pin, pin)
    QTest.keyClick(window.login.pin, Key.Key_Return)
    qtbot.waitUntil(lambda: window.workplace.desk.officer is not None)


def test_a_colleague_works_within_three_seconds_of_the_lock(
    window: OfficeWindow, qtbot: QtBot, counter: Counter, second: ClerkId
) -> None:
    sit_down(window, qtbot, 1, PIN)
    window.show_desk(RECEPTION)
    started = perf_counter()
    QTest.keyClick(window, Key.Key_L, CONTROL)
    sit_down(window, qtbot, 2, SECOND_PIN)
    Hands(window).press(Key.Key_F2)
    Hands(window).type("Lò Thị Mẫu")
    qtbot.waitUntil(window.reception.isVisible)
    taken = perf_counter() - started
    assert window.workplace.officer.id == second
    assert taken < SECONDS, f"{taken:.2f} s"


def test_a_draft_belongs_to_the_clerk_who_typed_it(
    window: OfficeWindow, qtbot: QtBot, counter: Counter, second: ClerkId
) -> None:
    sit_down(window, qtbot, 1, PIN)
    window.show_desk(RECEPTION)
    window.reception.applicant.person.full_name.setFocus()
    Hands(window).type("Nguyen Thi Mau")
    window.lock()
    sit_down(window, qtbot, 2, SECOND_PIN)
    assert window.reception.form().is_blank
    window.lock()
    sit_down(window, qtbot, 1, PIN)
    assert window.reception.form().full_name == "Nguyen Thi Mau"


def test_a_still_screen_locks_itself_and_its_dialogs_go(
    window: OfficeWindow, qtbot: QtBot, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    preferences.keep_lock_minutes(counter.desk, 3)
    QTest.keyClicks(window.login.pin, PIN)
    QTest.keyClick(window.login.pin, Key.Key_Return)
    idle = window.watchman.idle
    qtbot.waitUntil(lambda: idle.minutes == 3)
    dialog = QDialog(window)
    dialog.open()
    monkeypatch.setattr(IdleLock, "still_ms", lambda _self: 3 * 60_000 - 1)
    idle.look()
    assert counter.desk.officer is not None
    warned = window.messages.shown()
    assert warned is not None
    assert warned.topic == NEAR
    idle.touch()
    assert window.messages.shown() is None
    monkeypatch.setattr(IdleLock, "still_ms", lambda _self: 3 * 60_000)
    idle.look()
    assert counter.desk.officer is None
    assert window.login.isVisible()
    assert not dialog.isVisible()
    sit_down(window, qtbot, 1, PIN)
    told = window.messages.shown()
    assert told is not None
    assert told.topic == NOT_KEPT


def test_a_key_in_the_window_is_a_sign_of_life(
    window: OfficeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sit_down(window, qtbot, 1, PIN)
    idle = window.watchman.idle
    qtbot.waitUntil(lambda: idle.minutes > 0)
    touched = []
    monkeypatch.setattr(IdleLock, "touch", lambda _self: touched.append(1))
    QTest.keyClick(window.windowHandle(), Key.Key_A)
    assert touched


def test_who_sat_down_and_left_is_noted(window: OfficeWindow, qtbot: QtBot, counter: Counter) -> None:
    QTest.keyClicks(window.login.pin, "0000")
    QTest.keyClick(window.login.pin, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.login.pin_row.error()))
    sit_down(window, qtbot, 1, PIN)
    receipt = counter.receive()
    dossier.view(counter.desk, counter.officer, receipt.dossier_id)
    window.lock()
    kinds = "SELECT kind FROM act_log ORDER BY id"
    qtbot.waitUntil(lambda: len(counter.device.rows(kinds)) == 4)
    assert [kind for (kind,) in counter.device.rows(kinds)] == ["refused_in", "signed_in", "seen", "left"]


def test_what_was_seen_is_written_when_the_window_goes(
    window: OfficeWindow, qtbot: QtBot, counter: Counter
) -> None:
    sit_down(window, qtbot, 1, PIN)
    dossier.view(counter.desk, counter.officer, counter.receive().dossier_id)
    window.close()
    assert counter.device.value("SELECT count(*) FROM act_log WHERE kind = 'seen'") == 1


def test_whoever_only_administers_sees_no_dossier_by_screen_or_service(
    window: OfficeWindow, qtbot: QtBot, counter: Counter
) -> None:
    receipt = counter.receive()
    officers.register_clerk(counter.desk, "Quản Trị Mẫu", "", (Role.ADMINISTRATOR,), SECOND_PIN)
    window.workplace.seat(None)
    sit_down(window, qtbot, 2, SECOND_PIN)
    assert window.messages.isHidden(), "what is kept from them is told by no failure"
    hidden = [name for name, button in window.nav._buttons.items() if button.isHidden()]
    assert {BOARD, RECEPTION, DOSSIERS} <= set(hidden)
    QTest.keyClick(window, Key.Key_F2)
    assert not window.reception.isVisible()
    with pytest.raises(OnlyAdministers):
        board.found_page(counter.desk, "Mẫu", 0, 10)
    with pytest.raises(OnlyAdministers):
        dossier.view(counter.desk, window.workplace.officer, receipt.dossier_id)
    audit.flush(counter.desk)
    assert counter.device.value("SELECT count(*) FROM act_log WHERE kind = 'seen'") == 0


def test_the_role_to_act_in_is_chosen_among_those_held(
    window: OfficeWindow, qtbot: QtBot, counter: Counter
) -> None:
    sit_down(window, qtbot, 1, PIN)
    first, *others = window.workplace.officer.roles
    window.nav.role_chosen.emit(1)
    assert window.workplace.officer.roles[0] is others[1]
    assert set(window.workplace.officer.roles) == {first, *others}


def test_what_one_clerk_was_told_does_not_greet_the_next(
    window: OfficeWindow, qtbot: QtBot, second: ClerkId
) -> None:
    sit_down(window, qtbot, 1, PIN)
    window.workplace.tell(Message("group", "Đã thêm Nguyễn Thị Mẫu vào danh sách.", "late"))
    window.workplace.tell(Message("machine", "Đồng hồ của máy chạy sai.", "due", is_machines=True))
    window.lock()
    sit_down(window, qtbot, 2, SECOND_PIN)
    shown = window.messages.shown()
    assert shown is not None
    assert shown.topic == "machine"
