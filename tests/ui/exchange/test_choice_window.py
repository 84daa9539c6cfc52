"""A choice is settled in the window by keyboard alone: digits choose, the last column shows, F9 writes."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import choices
from app.storage import open_choices
from app.storage.open_choices import Clash
from tests.support.builders import edit
from tests.support.district import SyncedDesk
from tests.support.hands import Hands
from tests.support.office import Counter
from ui.exchange.choice_panel import ChoicePanel
from ui.exchange.choosing import NOT_CHOSEN
from ui.exchange.view import ExchangeView
from ui.main_window import EXCHANGE
from ui.office_window import OfficeWindow

PATIENCE_MS = 20_000
MINE, THEIRS = "0900000218", "0900000281"
Key = Qt.Key


def person_of(rows: Any) -> int:
    return int(rows("SELECT applicant_id FROM dossier")[0][0])


@pytest.fixture
def view(window: OfficeWindow, member: Counter, other: SyncedDesk, qtbot: QtBot) -> ExchangeView:
    """The exchange screen after both desks wrote on one applicant; the other desk's values stand."""
    member.receive("Bế Thị Mẫu", id_number="000000000031")
    exchange(window, qtbot)
    other.sync()
    other.device.clock.advance(minutes=1)
    for device, phone, email in ((member.device, MINE, "a@vidu.vn"), (other.device, THEIRS, "b@vidu.vn")):
        edit(device.store, "applicant", person_of(device.rows), phone=phone, email=email)
    other.sync()
    exchange(window, qtbot)
    made = window.desks[EXCHANGE]
    assert isinstance(made, ExchangeView)
    qtbot.waitUntil(lambda: made.pane.choice is not None, timeout=PATIENCE_MS)
    made.enter()
    return made


def exchange(window: OfficeWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.exchange.ended, timeout=PATIENCE_MS):
        QTest.keyClick(window, Key.Key_F5)


def panel(view: ExchangeView) -> ChoicePanel:
    assert view.pane.choice is not None
    return view.pane.choice


def results(view: ExchangeView) -> list[str]:
    return [panel(view).grid.result_words(row) for row in range(2)]


def press(*keys: Key) -> None:
    for key in keys:
        QTest.keyClick(QApplication.focusWidget(), key)


def phone_at(counter: Counter) -> tuple[str, str]:
    return counter.device.rows("SELECT phone, email FROM applicant")[0]


def open_at(counter: Counter) -> list[Clash]:
    with counter.device.store.read() as connection:
        return open_choices.clashes(connection)


def acts(counter: Counter) -> int:
    return int(counter.device.value("SELECT count(*) FROM act_log WHERE kind = 'choice_settled'"))


def wait_until_closed(view: ExchangeView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.pane.choice is None, timeout=PATIENCE_MS)


def test_digits_choose_from_the_list_and_f9_writes_what_the_last_column_shows(
    view: ExchangeView, member: Counter, qtbot: QtBot
) -> None:
    assert results(view) == [NOT_CHOSEN, NOT_CHOSEN]
    press(Key.Key_1)
    assert results(view)[0] == "0900 000 218"
    press(Key.Key_2)
    assert results(view)[1].replace("\u200b", "") == "b@vidu.vn"
    assert phone_at(member) == (THEIRS, "b@vidu.vn"), "nothing is written before F9"
    press(Key.Key_F9)
    wait_until_closed(view, qtbot)
    assert phone_at(member) == (MINE, "b@vidu.vn")
    assert open_at(member) == []


def test_arrows_choose_too_and_enter_writes(view: ExchangeView, member: Counter, qtbot: QtBot) -> None:
    panel(view).setFocus()
    press(Key.Key_Left, Key.Key_Down, Key.Key_Right, Key.Key_Up, Key.Key_Right, Key.Key_Return)
    wait_until_closed(view, qtbot)
    assert phone_at(member) == (THEIRS, "b@vidu.vn")


def test_a_third_result_is_typed_where_it_will_stand(
    window: OfficeWindow, view: ExchangeView, member: Counter, qtbot: QtBot
) -> None:
    press(Key.Key_3)
    QApplication.focusWidget().selectAll()  # type: ignore[attr-defined]
    Hands(window).type("0900000777")
    press(Key.Key_Return)
    assert results(view)[0] == "0900 000 777"
    press(Key.Key_1, Key.Key_F9)
    wait_until_closed(view, qtbot)
    assert phone_at(member) == ("0900000777", "a@vidu.vn")


def test_f9_while_a_third_result_is_being_typed_takes_it(
    window: OfficeWindow, view: ExchangeView, member: Counter, qtbot: QtBot
) -> None:
    press(Key.Key_1, Key.Key_3)
    QApplication.focusWidget().selectAll()  # type: ignore[attr-defined]
    Hands(window).type("c@vidu.vn")
    press(Key.Key_F9)
    wait_until_closed(view, qtbot)
    assert phone_at(member) == (MINE, "c@vidu.vn")


def test_esc_lets_go_what_was_typed_and_then_leads_back_to_the_list(
    window: OfficeWindow, view: ExchangeView
) -> None:
    press(Key.Key_3)
    Hands(window).type("9")
    press(Key.Key_Escape)
    assert results(view)[0] == NOT_CHOSEN
    press(Key.Key_Escape)
    assert view.table.hasFocus()


def test_with_something_missing_f9_goes_there_and_writes_nothing(
    view: ExchangeView, member: Counter, qtbot: QtBot
) -> None:
    press(Key.Key_1, Key.Key_F9)
    assert panel(view).hasFocus()
    assert panel(view).hint.text() == "Còn 1 mục chưa chọn: Thư điện tử."
    qtbot.wait(50)
    assert acts(member) == 0


def test_f9_pressed_twice_settles_once(
    window: OfficeWindow, view: ExchangeView, member: Counter, qtbot: QtBot
) -> None:
    press(Key.Key_1, Key.Key_1, Key.Key_F9, Key.Key_F9)
    wait_until_closed(view, qtbot)
    qtbot.wait(100)
    assert acts(member) == 1
    assert window.messages.shown() is None, "the second press is no failure"
    assert member.device.value("SELECT count(*) FROM dossier_event WHERE kind = 9") == 1


def test_a_choice_settled_meanwhile_is_one_sentence_and_changes_nothing(
    window: OfficeWindow, view: ExchangeView, member: Counter, qtbot: QtBot
) -> None:
    press(Key.Key_1, Key.Key_1)
    (clash,) = open_at(member)
    choices.settle(member.desk, member.officer, clash, {"phone": THEIRS, "email": "b@vidu.vn"})
    press(Key.Key_F9)
    wait_until_closed(view, qtbot)
    message = window.messages.shown()
    assert message is not None
    assert message.sentence.startswith("Chỗ này đã có người chọn rồi.")
    assert phone_at(member) == (THEIRS, "b@vidu.vn")
    assert acts(member) == 1


def test_the_choice_closes_at_the_other_desk_too(
    window: OfficeWindow, view: ExchangeView, member: Counter, other: SyncedDesk, qtbot: QtBot
) -> None:
    press(Key.Key_1, Key.Key_1, Key.Key_F9)
    wait_until_closed(view, qtbot)
    exchange(window, qtbot)
    other.sync()
    with other.store.read() as connection:
        assert open_choices.clashes(connection) == []
    assert other.device.rows("SELECT phone, email FROM applicant") == [(MINE, "a@vidu.vn")]


def test_an_exchange_meanwhile_leaves_what_was_chosen_as_it_is(
    window: OfficeWindow, view: ExchangeView, other: SyncedDesk, qtbot: QtBot
) -> None:
    press(Key.Key_1)
    before = panel(view)
    exchange(window, qtbot)
    qtbot.wait(200)
    assert panel(view) is before
    assert results(view)[0] == "0900 000 218"
    assert before.hasFocus()
