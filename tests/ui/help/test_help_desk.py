"""The clerk proves the machine, sees each line tick, and is offered what a crash has left."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.crash.reports import Kind, Reports
from tests.ui.help.conftest import a_result, desk_of
from ui.help.prober import Prober, command
from ui.help.words import BROKE_OFF, NOT_STARTED, OFFERS
from ui.main_window import HELP
from ui.selftest.result import Status
from ui.widgets.message_bar import Message
from ui.workplace import Workplace


def told(place: Workplace) -> list[Message]:
    messages: list[Message] = []
    place.told.connect(messages.append)
    return messages


def run_to_end(desk, presenter, qtbot: QtBot) -> None:
    with qtbot.waitSignal(presenter.prober.ended, timeout=20_000):
        desk.test.click()


def test_every_line_ticks_and_the_whole_is_summed_up(place: Workplace, stand_in, qtbot: QtBot) -> None:
    desk, presenter = desk_of(place)
    qtbot.addWidget(desk)
    assert "Giấy hẹn" in desk.lines.words()
    stand_in(a_result(printers=Status.SKIPPED))
    run_to_end(desk, presenter, qtbot)
    assert "Giấy hẹn Đạt Đã thử. Xin làm lại." in desk.lines.words()
    assert desk.sum.text() == "Máy dùng được. 1 mục chưa thử được trên máy này."
    assert desk.test.isEnabled()


def test_a_line_that_failed_says_what_to_do(place: Workplace, stand_in, qtbot: QtBot) -> None:
    desk, presenter = desk_of(place)
    qtbot.addWidget(desk)
    stand_in(a_result(fonts=Status.FAILED), "sys.exit(1)")
    run_to_end(desk, presenter, qtbot)
    assert "Chữ tiếng Việt Không đạt Đã thử. Xin làm lại." in desk.lines.words()
    assert desk.sum.text().startswith("1 mục không đạt.")


def test_lines_tick_while_the_test_goes_on(place: Workplace, stand_in, qtbot: QtBot) -> None:
    desk, presenter = desk_of(place)
    qtbot.addWidget(desk)
    stand_in(a_result(is_finished=False, lines=4), "import time; time.sleep(60)")
    with qtbot.waitSignal(presenter.prober.told, timeout=20_000):
        desk.test.click()
    assert not desk.test.isEnabled()
    assert desk.lines.words()[3].startswith("Chữ tiếng Việt Đạt")
    assert desk.lines.words()[4] == "Kho khóa của máy Đang thử"
    presenter.prober.stop()
    assert f"Kho khóa của máy Không đạt {BROKE_OFF}" in desk.lines.words()[4]


def test_a_test_that_crashes_names_the_line_it_was_at(place: Workplace, stand_in, qtbot: QtBot) -> None:
    desk, presenter = desk_of(place)
    qtbot.addWidget(desk)
    stand_in(a_result(is_finished=False, lines=7), "import os; os.abort()")
    run_to_end(desk, presenter, qtbot)
    assert BROKE_OFF in desk.lines.words()[7]


def test_a_program_that_does_not_start_is_told(
    place: Workplace, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    desk, presenter = desk_of(place)
    qtbot.addWidget(desk)
    monkeypatch.setattr("ui.help.prober.command", lambda _out: ["no-such-program"])
    run_to_end(desk, presenter, qtbot)
    assert desk.sum.text() == NOT_STARTED


def test_the_window_that_goes_ends_the_test(place: Workplace, stand_in, qtbot: QtBot) -> None:
    desk, presenter = desk_of(place)
    qtbot.addWidget(desk)
    stand_in(a_result(is_finished=False, lines=1), "import time; time.sleep(60)")
    with qtbot.waitSignal(presenter.prober.told, timeout=20_000):
        desk.test.click()
    place.close()
    assert not presenter.prober.is_running


def test_the_program_that_is_run_is_this_very_program(monkeypatch: pytest.MonkeyPatch) -> None:
    assert command(Path("out"))[-2:] == ["--self-test", "out"]
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr("sys.executable", "soxa.exe")
    assert command(Path("out")) == ["soxa.exe", "--self-test", "out"]


def test_an_ordinary_start_offers_nothing(place: Workplace, qtbot: QtBot) -> None:
    messages = told(place)
    desk, _ = desk_of(place)
    qtbot.addWidget(desk)
    assert messages == []
    assert desk.report.text() == "Chưa lần nào."
    assert not desk.keep.isVisibleTo(desk)


@pytest.mark.parametrize("kind", Kind)
def test_the_start_after_a_crash_offers_what_it_left(
    place: Workplace, log_folder: Path, kind: Kind, qtbot: QtBot
) -> None:
    Reports(log_folder).write(kind, ["  ui/window.py:1 in run", "KeyError"])
    messages, wanted = told(place), []
    place.desk_wanted.connect(wanted.append)
    desk, _ = desk_of(place)
    qtbot.addWidget(desk)
    assert [(each.sentence, each.act) for each in messages] == [(OFFERS[kind], "Xem")]
    place.message_acted.emit(messages[0].topic)
    assert wanted == [HELP]


def test_a_report_can_be_read_and_put_away_for_good(place: Workplace, log_folder: Path, qtbot: QtBot) -> None:
    Reports(log_folder).write(Kind.ENDED, ["KeyError"])
    desk, _ = desk_of(place)
    qtbot.addWidget(desk)
    settled: list[str] = []
    place.settled.connect(settled.append)
    desk.view.click()
    assert "KeyError" in desk.text.toPlainText()
    desk.view.click()
    assert not desk.text.isVisibleTo(desk)
    desk.dismiss.click()
    assert settled == ["crash"]
    assert not desk.dismiss.isVisibleTo(desk)
    messages = told(place)
    again, _ = desk_of(place)
    qtbot.addWidget(again)
    assert messages == []


def test_the_bundle_waits_for_the_machine_to_be_proved(
    place: Workplace, stand_in, tmp_path: Path, log_folder: Path, qtbot: QtBot
) -> None:
    Reports(log_folder).write(Kind.ENDED, ["KeyError"])
    desk, presenter = desk_of(place)
    qtbot.addWidget(desk)
    stand_in(a_result())
    presenter.save(tmp_path / "help.zip")
    assert desk.saved.text().startswith("Đang kiểm tra máy trước")
    qtbot.waitUntil(lambda: desk.saved.text().startswith("Đã lưu"), timeout=20_000)
    assert (tmp_path / "help.zip").exists()
    assert Reports(log_folder).unseen() == []


def test_a_place_that_takes_no_file_is_told(place: Workplace, stand_in, tmp_path: Path, qtbot: QtBot) -> None:
    desk, presenter = desk_of(place)
    qtbot.addWidget(desk)
    stand_in(a_result())
    presenter.save(tmp_path / "gone" / "help.zip")
    qtbot.waitUntil(lambda: "Không ghi được gói trợ giúp" in desk.saved.text(), timeout=20_000)


def test_ctrl_t_begins(place: Workplace, stand_in, qtbot: QtBot) -> None:
    desk, presenter = desk_of(place)
    qtbot.addWidget(desk)
    stand_in(a_result())
    with qtbot.waitActive(desk):
        desk.top.setParent(desk)
        desk.show()
        desk.activateWindow()
    with qtbot.waitSignal(presenter.prober.ended, timeout=20_000):
        QTest.keyClick(desk.windowHandle(), Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(presenter.prober, Prober)
