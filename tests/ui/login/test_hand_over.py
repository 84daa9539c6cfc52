"""One PC, several clerks: handed over within three seconds, locked when still, each with their own drafts."""

from collections.abc import Callable
from threading import Event
from time import process_time

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from app.domain.dossier import Role
from app.domain.ids import ClerkId
from app.services import audit, board, dossier, officers, preferences
from app.services.access import OnlyAdministers
from app.services.desk import Officer
from tests.support.hands import Hands
from tests.support.office import PIN, Counter
from ui.login.idle import IdleLock
from ui.login.watchman import NEAR
from ui.main_window import BOARD, DOSSIERS, RECEPTION
from ui.office_window import OfficeWindow
from ui.widgets.message_bar import Message
from ui.workplace import NobodyLoggedIn

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SECOND_PIN = "1357"
PATIENCE_S = 30.0
TOPICS = {"early", "late", "pc"}
SECONDS_OF_WORK = 3.0  # a wall would fail on a busy machine


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
    began = process_time()
    QTest.keyClick(window, Key.Key_L, CONTROL)
    sit_down(window, qtbot, 2, SECOND_PIN)
    Hands(window).press(Key.Key_F2)
    Hands(window).type("Lò Thị Mẫu")
    qtbot.waitUntil(window.reception.isVisible)
    taken = process_time() - began
    assert window.workplace.officer.id == second
    assert taken < SECONDS_OF_WORK, f"{taken:.2f} s"


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


def test_a_still_screen_locks_itself_after_a_warning(
    window: OfficeWindow, qtbot: QtBot, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    preferences.keep_lock_minutes(counter.desk, 3)
    sit_down(window, qtbot, 1, PIN)
    idle = window.watchman.idle
    qtbot.waitUntil(lambda: idle.minutes == 3)
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


def a_dialog(window: OfficeWindow) -> tuple[QDialog, QLineEdit]:
    dialog = QDialog(window)
    field = QLineEdit(dialog)
    dialog.open()
    field.setText("Lò Thị Mẫu")
    return dialog, field


def test_what_is_typed_in_a_dialog_waits_behind_the_lock_for_the_same_clerk(
    window: OfficeWindow, qtbot: QtBot
) -> None:
    sit_down(window, qtbot, 1, PIN)
    dialog, field = a_dialog(window)
    beside = QDialog(window)
    beside.show()
    window.lock()
    assert not dialog.isVisible()
    assert not beside.isVisible()
    sit_down(window, qtbot, 1, PIN)
    qtbot.waitUntil(dialog.isVisible)
    assert field.text() == "Lò Thị Mẫu"
    assert dialog.windowModality() is Qt.WindowModality.WindowModal
    assert beside.isVisible()
    assert beside.windowModality() is Qt.WindowModality.NonModal


def test_a_dialog_is_gone_once_another_clerk_sat_down(
    window: OfficeWindow, qtbot: QtBot, second: ClerkId
) -> None:
    sit_down(window, qtbot, 1, PIN)
    dialog, _ = a_dialog(window)
    window.lock()
    with qtbot.waitSignal(dialog.rejected):
        sit_down(window, qtbot, 2, SECOND_PIN)
    window.lock()
    sit_down(window, qtbot, 1, PIN)
    qtbot.wait_until(window.nav.isVisible)
    assert not dialog.isVisible()


def test_a_dialog_that_ends_behind_the_lock_does_not_come_back(window: OfficeWindow, qtbot: QtBot) -> None:
    sit_down(window, qtbot, 1, PIN)
    dialog, _ = a_dialog(window)
    window.lock()
    dialog.accept()
    sit_down(window, qtbot, 1, PIN)
    qtbot.wait(1)  # one turn, in which those that wait come back
    assert not dialog.isVisible()


def test_a_question_that_its_caller_waits_for_is_answered_with_no(window: OfficeWindow, qtbot: QtBot) -> None:
    sit_down(window, qtbot, 1, PIN)
    box = QMessageBox(window)
    QTimer.singleShot(0, window.lock)
    box.exec()
    assert box.clickedButton() is None
    assert window.login.isVisible()


def answered_late(window: OfficeWindow, tell: Callable[[], object]) -> Event:
    """Something asked by whoever sits here, whose answer comes when the event is set."""
    event = Event()
    window.workplace.ask(lambda: event.wait(PATIENCE_S), lambda _: tell())
    return event


def test_a_dialog_that_an_answer_calls_for_after_the_lock_waits_for_its_clerk(
    window: OfficeWindow, qtbot: QtBot
) -> None:
    sit_down(window, qtbot, 1, PIN)
    dialog = QDialog(window)
    answer = answered_late(window, lambda: window.workplace.open(dialog))
    window.lock()
    answer.set()
    qtbot.waitUntil(lambda: window.workplace.runner.is_idle)
    assert not dialog.isVisible()
    sit_down(window, qtbot, 1, PIN)
    qtbot.waitUntil(dialog.isVisible)


def test_what_comes_late_for_one_clerk_is_shown_to_no_other(
    window: OfficeWindow, qtbot: QtBot, second: ClerkId
) -> None:
    """An answer that came behind the lock, and one that another answer asked for, which comes later still."""
    sit_down(window, qtbot, 1, PIN)
    place, told = window.workplace, list[str]()
    place.told.connect(lambda message: told.append(message.topic) if message.topic in TOPICS else None)
    late: list[Callable[[], None]] = []
    answer = answered_late(window, lambda: (place.tell(Message("early", "Đã nhận Lò Thị Mẫu.")), chain()))

    def chain() -> None:
        late.append(place._for_asker(lambda _answer: place.tell(Message("late", "Chưa in Lò Thị Mẫu."))))
        late.append(place._for_asker(lambda _answer: place.open(QDialog(window))))
        late.append(place._for_asker(lambda _answer: place.tell(Message("pc", "Sao lưu.", is_machines=True))))

    window.lock()
    answer.set()
    qtbot.waitUntil(lambda: len(late) == 3)
    assert told == [], "nothing of it is on the lock's screen"
    sit_down(window, qtbot, 2, SECOND_PIN)
    for hear in late:
        hear(None)
    shown = window.messages.shown()
    assert shown is not None
    assert shown.topic == "pc"
    assert not any(dialog.isVisible() for dialog in window.findChildren(QDialog))
    assert told == ["pc"]
    window.lock()
    sit_down(window, qtbot, 1, PIN)
    assert told == ["pc", "early", "late"]


def test_what_was_solved_behind_the_lock_is_not_told_any_more(window: OfficeWindow, qtbot: QtBot) -> None:
    sit_down(window, qtbot, 1, PIN)
    place = window.workplace
    answer = answered_late(window, lambda: (place.tell(Message("unsaved", "Chưa lưu.")), solve()))

    def solve() -> None:
        place.settled.emit("unsaved")
        place.tell(Message("slip", "Chưa in Lò Thị Mẫu."))

    window.lock()
    answer.set()
    qtbot.waitUntil(lambda: place.runner.is_idle)
    told: list[str] = []
    place.told.connect(lambda message: told.append(message.topic))
    sit_down(window, qtbot, 1, PIN)
    assert "slip" in told
    assert "unsaved" not in told


def test_an_act_that_ends_behind_the_lock_goes_on_in_the_name_of_who_did_it(
    window: OfficeWindow, qtbot: QtBot
) -> None:
    sit_down(window, qtbot, 1, PIN)
    who = window.workplace.officer
    noted: list[Officer] = []
    answer = answered_late(window, lambda: noted.append(window.workplace.officer))
    window.lock()
    answer.set()
    qtbot.waitUntil(lambda: bool(noted))
    assert noted == [who]
    with pytest.raises(NobodyLoggedIn):
        _ = window.workplace.officer


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
