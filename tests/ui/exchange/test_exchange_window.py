"""The window exchanges: on F5, by itself, without a line, and until it is closed."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.catalogue.signed_file import seal_pack
from app.catalogue.starter import starter_pack
from app.domain.sync_state import SyncState
from server.publishing import publish
from sync.schedule import Rhythm
from tests.support.builders import a_dossier
from tests.support.district import District, SyncedDesk
from tests.support.furniture import only
from tests.support.line import Line
from tests.support.office import Counter
from tests.ui.exchange.conftest import a_workplace, end
from ui.exchange.controller import ExchangeController
from ui.exchange.states_table import NONE
from ui.exchange.view import ExchangeView
from ui.main_window import BOARD, EXCHANGE
from ui.office_window import OfficeWindow
from ui.tasks import Task

PATIENCE_MS = 20_000
HANGS_S = 60.0


def view_of(window: OfficeWindow) -> ExchangeView:
    view = window.desks[EXCHANGE]
    assert isinstance(view, ExchangeView)
    return view


def receive(window: OfficeWindow, counter: Counter, name: str = "Giàng A Mẫu") -> str:
    """Receive behind the form, and let the window know as the form does."""
    code = counter.receive(name).code
    window.workplace.books_changed.emit()
    return code


def counts(window: OfficeWindow) -> list[str]:
    states = (SyncState.HERE, SyncState.PACKED, SyncState.RECEIVED, SyncState.ANSWERED)
    return [view_of(window).states.count_words(state) for state in states]


def press_f5(window: OfficeWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F5)


def exchange(window: OfficeWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.exchange.ended, timeout=PATIENCE_MS):
        press_f5(window)


def wait_for_counts(window: OfficeWindow, qtbot: QtBot, expected: list[str]) -> None:
    """The screen reads while it is in front."""
    window.show_desk(EXCHANGE)

    def have_come() -> None:
        assert counts(window) == expected

    qtbot.waitUntil(have_come, timeout=PATIENCE_MS)


def codes_at(district: District) -> list[str]:
    return sorted(code for (code,) in district.rows("SELECT code FROM dossier"))


def test_f5_on_any_desk_sends_what_was_received(
    window: OfficeWindow, member: Counter, district: District, qtbot: QtBot
) -> None:
    code = receive(window, member)
    wait_for_counts(window, qtbot, ["1", NONE, NONE, NONE])
    window.show_desk(BOARD)
    exchange(window, qtbot)
    wait_for_counts(window, qtbot, [NONE, NONE, NONE, "1"])
    assert codes_at(district) == [code]


def test_green_comes_with_the_receipt_and_not_with_the_sending(
    window: OfficeWindow, member: Counter, district: District, line: Line, qtbot: QtBot
) -> None:
    receive(window, member)
    line.cut_after(down=10)
    exchange(window, qtbot)
    assert len(codes_at(district)) == 1
    wait_for_counts(window, qtbot, [NONE, "1", NONE, NONE])
    line.mend()
    exchange(window, qtbot)
    wait_for_counts(window, qtbot, [NONE, NONE, NONE, "1"])
    assert len(codes_at(district)) == 1


def test_without_a_line_the_screen_says_since_when_and_the_next_try(
    window: OfficeWindow, member: Counter, line: Line, qtbot: QtBot
) -> None:
    receive(window, member)
    line.go_down()
    exchange(window, qtbot)
    wait_for_counts(window, qtbot, [NONE, "1", NONE, NONE])
    network = window.workplace.network
    assert network.down_since == member.desk.now()
    assert network.next_try is not None
    assert f"{network.next_try:%H:%M}" in view_of(window).line.words()
    assert view_of(window).line.words().startswith("Chưa có mạng từ 08:00. Máy tự thử lại lúc 08:")
    expected = f"Chưa có mạng từ 08:00, tự thử lại lúc {network.next_try:%H:%M}"
    qtbot.waitUntil(lambda: window.status.network.text() == expected)
    assert window.messages.shown() is None


def test_down_since_stays_through_every_try(
    window: OfficeWindow, member: Counter, line: Line, qtbot: QtBot
) -> None:
    line.go_down()
    exchange(window, qtbot)
    member.clock.advance(minutes=7)
    exchange(window, qtbot)
    assert f"{window.workplace.network.down_since:%H:%M}" == "08:00"
    line.mend()
    exchange(window, qtbot)
    assert window.workplace.network.is_up
    assert view_of(window).line.words().startswith("Có mạng.")


def test_f5_pressed_twice_is_one_exchange(window: OfficeWindow, qtbot: QtBot) -> None:
    begun: list[object] = []
    window.exchange.began.connect(begun.append)
    with qtbot.waitSignal(window.exchange.ended, timeout=PATIENCE_MS):
        press_f5(window)
        press_f5(window)
    qtbot.wait(200)
    assert len(begun) == 1


def test_f5_after_an_act_during_an_exchange_sends_that_act_too(
    window: OfficeWindow, member: Counter, line: Line, district: District, qtbot: QtBot
) -> None:
    line.delay_s = 0.5
    press_f5(window)
    qtbot.waitUntil(lambda: line.is_in_use)
    receive(window, member)
    press_f5(window)
    wait_for_counts(window, qtbot, [NONE, NONE, NONE, "1"])
    assert len(codes_at(district)) == 1


def test_a_line_that_hangs_keeps_no_question_waiting(window: OfficeWindow, line: Line, qtbot: QtBot) -> None:
    line.delay_s = HANGS_S
    press_f5(window)
    qtbot.waitUntil(lambda: line.is_in_use)
    answers: list[str] = []
    window.workplace.ask(lambda: "answered", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert window.exchange.is_running
    assert not view_of(window).send.isEnabled()
    with qtbot.waitSignal(window.exchange.ended):
        line.go_down()


def test_esc_stops_and_what_was_under_way_goes_on_later(
    window: OfficeWindow, member: Counter, line: Line, qtbot: QtBot
) -> None:
    for number in range(30):
        member.receive(f"Nguyễn Văn Mẫu {number}")
    line.bytes_a_second = 2_000
    progress = view_of(window).progress
    press_f5(window)
    qtbot.waitUntil(progress.isVisible, timeout=PATIENCE_MS)
    with qtbot.waitSignal(window.exchange.ended, timeout=PATIENCE_MS):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not progress.isVisible()
    line.bytes_a_second = None
    line.mend()
    exchange(window, qtbot)
    wait_for_counts(window, qtbot, [NONE, NONE, NONE, "30"])


def test_closing_the_window_ends_the_exchange(window: OfficeWindow, line: Line, qtbot: QtBot) -> None:
    line.delay_s = 0.5
    begun: list[object] = []
    press_f5(window)
    window.close()
    window.exchange.began.connect(begun.append)
    window.exchange.exchange_now()
    qtbot.wait(50)
    assert not begun


def test_a_newer_catalogue_comes_into_force_with_the_exchange(
    window: OfficeWindow, member: Counter, district: District, qtbot: QtBot
) -> None:
    pack = replace(starter_pack(), version="2026.90", effective_from=date(2026, 11, 1))
    authority = district.server.authority
    publish(district.server, seal_pack(pack, authority.catalogue_key, authority.catalogue_certificate))
    exchange(window, qtbot)
    assert member.desk.catalogue.pack.version == "2026.90"
    qtbot.waitUntil(lambda: window.status.catalogue.text() == "Danh mục 2026.90")


def test_what_another_desk_sent_is_told_to_every_list(
    window: OfficeWindow, other: SyncedDesk, qtbot: QtBot
) -> None:
    a_dossier(other.store)
    other.sync()
    with qtbot.waitSignal(window.workplace.books_changed, timeout=PATIENCE_MS):
        press_f5(window)
    wait_for_counts(window, qtbot, [NONE] * 4)


def test_a_device_no_longer_trusted_is_told_until_it_is_solved(
    window: OfficeWindow, district: District, qtbot: QtBot
) -> None:
    with district.server.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE device SET revoked_ms = 1")
    exchange(window, qtbot)
    shown = window.messages.shown()
    assert shown is not None
    assert shown.sentence.startswith("Cấp trên đã ngừng nhận dữ liệu của máy này.")
    with district.server.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE device SET revoked_ms = NULL")
    exchange(window, qtbot)
    assert window.messages.shown() is None


def test_who_belongs_to_no_district_is_left_in_peace(look, counter: Counter, tmp_path, qtbot: QtBot) -> None:
    with only(BOARD, EXCHANGE):
        window = OfficeWindow(a_workplace(look, counter, tmp_path))
    begun: list[object] = []
    window.exchange.began.connect(begun.append)
    window.show()
    window.show_desk(EXCHANGE)
    qtbot.waitUntil(lambda: bool(view_of(window).line.words()), timeout=PATIENCE_MS)
    press_f5(window)
    qtbot.wait(200)
    assert not begun
    assert view_of(window).line.words().startswith("Chưa khai báo máy chủ cấp trên.")
    assert not view_of(window).send.isEnabled()
    assert window.messages.shown() is None
    end(window, qtbot)


@pytest.fixture
def wall() -> list[float]:
    """The machine's own seconds, as a test sets them."""
    return [0.0]


@pytest.fixture
def controller(look, member: Counter, tmp_path, qtbot: QtBot, wall: list[float]):
    """Exchanges without a window; its first exchange is over."""
    place = a_workplace(look, member, tmp_path)
    made = ExchangeController(place, monotonic=lambda: wall[0])
    with qtbot.waitSignal(made.ended, timeout=PATIENCE_MS):
        member.desk.now()
    yield made
    made.close()
    place.close()
    qtbot.waitUntil(lambda: not (made.findChildren(Task) or place.findChildren(Task)))


def act(controller: ExchangeController, member: Counter) -> None:
    member.receive()
    controller.workplace.books_changed.emit()


def test_an_act_is_sent_by_itself_soon_after(
    controller: ExchangeController, member: Counter, wall: list[float], qtbot: QtBot
) -> None:
    act(controller, member)
    wall[0] += Rhythm().settle_s
    with qtbot.waitSignal(controller.ended, timeout=PATIENCE_MS):
        assert not controller.is_running
    assert member.device.value("SELECT stored_seq = seq FROM origin WHERE is_own = 1")


def test_an_answer_that_was_not_ready_is_asked_for_soon(
    controller: ExchangeController,
    member: Counter,
    district: District,
    wall: list[float],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.exchange._apply_for_a_while", lambda _server, _commune: True)
    answered = []
    act(controller, member)
    for _ in range(2):
        wall[0] += Rhythm().settle_s
        with qtbot.waitSignal(controller.ended, timeout=PATIENCE_MS):
            assert not controller.is_running
        answered.append(member.device.value("SELECT applied_seq = seq FROM origin WHERE is_own = 1"))
        qtbot.waitUntil(lambda: bool(codes_at(district)))  # the answer is ready when it is asked for again
    assert answered == [0, 1]


def test_without_a_line_an_act_does_not_hurry_the_next_try(
    controller: ExchangeController, member: Counter, line: Line, wall: list[float], qtbot: QtBot
) -> None:
    line.go_down()
    with qtbot.waitSignal(controller.ended, timeout=PATIENCE_MS):
        controller.exchange_now()
    act(controller, member)
    wall[0] += Rhythm().shortest_s - 0.5
    with qtbot.assertNotEmitted(controller.began, wait=1_300):
        wall[0] += 0.1
    wall[0] += Rhythm().first_s
    with qtbot.waitSignal(controller.began, timeout=PATIENCE_MS):
        assert not controller.is_running
