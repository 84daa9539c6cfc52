"""The program's own start: one window for each profile, and a sentence when it cannot open."""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.platform import secrets
from app.services import preferences
from app.services.preferences import Preferences
from app.storage.profile import held_by_window
from tests.support.office import Counter, a_counter
from ui.login.recovery import RecoveryDialog
from ui.office_window import OfficeWindow
from ui.printing.sinks import PdfFolder
from ui.single_instance import Doorbell, ring
from ui.theme.look import Look, Mode
from ui.theme.measures import largest_percent
from ui.window import TITLE_BAR, fit_screen, run, wear_preferences
from ui.workplace import Workplace

TRY_MS = 50


@pytest.fixture(autouse=True)
def own_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """``run`` takes the log and the hook for itself; both are given back."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("app.paths.log_folder", lambda: tmp_path / "log")
    yield
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:], root.level = handlers, level


@pytest.fixture(autouse=True)
def large_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small one of the tests would leave smaller type to every later test."""
    monkeypatch.setattr("ui.window.fit_screen", lambda _look, _screen: None)


@pytest.fixture(autouse=True)
def left_empty() -> Iterator[None]:
    """A window forgotten here would be dressed anew with every look of every later test."""
    yield
    for each in QApplication.topLevelWidgets():
        if isinstance(each, OfficeWindow):
            shiboken6.delete(each)


@pytest.fixture
def counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counter:
    """A set-up profile that is closed, its key in a file that the program is told of."""
    made = a_counter(tmp_path, "Bàn 2")
    made.device.profile.close()
    monkeypatch.setenv(secrets.KEY_FILES, str(tmp_path / "Bàn 2" / "key"))
    return made


def when(shown: type[QWidget], do: Callable[[QWidget], None]) -> QTimer:
    """Do something once such a window is in sight, as whoever sits there would."""

    def look_around() -> None:
        found = [
            each for each in QApplication.topLevelWidgets() if isinstance(each, shown) and each.isVisible()
        ]
        if found:
            timer.stop()
            do(found[0])

    timer = QTimer(interval=TRY_MS)
    timer.timeout.connect(look_around)
    timer.start()
    return timer


def test_a_set_up_profile_opens_locked_and_closes_well(look: Look, counter: Counter) -> None:
    seen: list[bool] = []

    def leave(window: QWidget) -> None:
        assert isinstance(window, OfficeWindow)
        seen.append(window.login.isVisible())
        window.close()

    timer = when(OfficeWindow, leave)
    assert run(counter.device.root) == 0
    assert seen == [True]
    assert not timer.isActive()


def test_what_prevents_the_start_is_one_sentence_with_one_button(look: Look, counter: Counter) -> None:
    counter.device.folder.database.write_bytes(b"SQLite format 3\x00" + bytes(4096))
    said: list[tuple[str, list[str]]] = []

    def read(box: QWidget) -> None:
        assert isinstance(box, QMessageBox)
        said.append((box.text(), [button.text() for button in box.findChildren(QPushButton)]))
        box.accept()

    timer = when(QMessageBox, read)
    assert run(counter.device.root) == 1
    assert said == [(said[0][0], ["Đóng"])]
    assert said[0][0].startswith("Tệp sổ trên đĩa không được mã hóa")
    assert "Traceback" not in said[0][0]
    assert not timer.isActive()


def test_a_lost_key_comes_back_by_the_recovery_code(look: Look, counter: Counter) -> None:
    key = Path(os.environ[secrets.KEY_FILES])
    key.unlink()
    code = counter.device.recovery_code

    def type_code(dialog: QWidget) -> None:
        assert isinstance(dialog, RecoveryDialog)
        dialog.code.setText(code)
        dialog.step.go_on.click()

    timers = [when(RecoveryDialog, type_code), when(OfficeWindow, lambda window: window.close())]
    assert run(counter.device.root) == 0
    assert key.exists()
    assert not any(timer.isActive() for timer in timers)


def test_a_second_start_shows_the_first_window(look: Look, counter: Counter, qtbot: QtBot) -> None:
    rung: list[None] = []
    with held_by_window(counter.device.root):
        bell = Doorbell(counter.device.root)
        bell.rung.connect(lambda: rung.append(None))
        assert run(counter.device.root) == 0
        qtbot.waitUntil(lambda: bool(rung))
        bell.deleteLater()


def test_a_second_start_without_a_first_window_to_show_says_so(look: Look, counter: Counter) -> None:
    said: list[str] = []

    def read(box: QWidget) -> None:
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        box.accept()

    timer = when(QMessageBox, read)
    with held_by_window(counter.device.root):
        assert run(counter.device.root) == 1
    assert said[0].startswith("Sổ này đang được mở ở một cửa sổ khác")
    assert not timer.isActive()


def test_the_bell_of_one_profile_is_not_heard_by_another(tmp_path: Path, qtbot: QtBot) -> None:
    bell = Doorbell(tmp_path / "one")
    rung: list[None] = []
    bell.rung.connect(lambda: rung.append(None))
    assert not ring(tmp_path / "other")
    assert ring(tmp_path / "one")
    qtbot.waitUntil(lambda: bool(rung))
    bell.deleteLater()


def test_the_window_wears_what_this_desk_chose(look: Look, tmp_path: Path) -> None:
    counter = a_counter(tmp_path, "Bàn 1")
    preferences.keep(counter.desk, Preferences(Mode.DARK.value, 120))
    wear_preferences(Workplace(look, counter.desk, PdfFolder(tmp_path), tmp_path / "log"))
    assert (look.mode, look.percent) == (Mode.DARK, 120)
    counter.device.profile.close()


def test_type_is_no_larger_than_the_screen_has_room_for(look: Look) -> None:
    screen = QApplication.primaryScreen()
    fit_screen(look, screen)
    room = screen.availableSize()
    assert look.largest == largest_percent(room.width(), room.height() - TITLE_BAR)
    assert look.percent == min(100, look.largest)
