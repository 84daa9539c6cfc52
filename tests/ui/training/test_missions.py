"""Missions in the real window: begun, done and counted by keys alone."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.platform.drives import drive_at
from app.platform.system_clock import SystemClock
from app.training import course, score
from tests.support.hands import Hands
from tests.support.training_window import Trainee, opened, people_of
from ui.dossier.sheet import Sheet
from ui.main_window import BOARD, CERTIFICATION, DOSSIERS, EXCHANGE
from ui.theme.look import Look

Key = Qt.Key


@pytest.fixture
def root(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / founded.name))


def no_cut() -> None:
    pytest.fail("the power was cut in a mission that is not about it")


def test_the_first_mission_is_done_by_keys_from_its_beginning_to_its_points(look: Look, root: Path) -> None:
    with opened(look, root, SystemClock(), no_cut) as trainee:
        trainee.begin(1)
        page = trainee.window.panel.page
        assert page.steps() == [("Tiếp nhận hồ sơ đăng ký khai sinh của chị Lan.", False)]
        trainee.receive(people_of(1)[0], "ksinh")
        trainee.wait(page.go_on.isVisible)
        assert page.steps() == [("Tiếp nhận hồ sơ đăng ký khai sinh của chị Lan.", True)]
        assert page.ended.text().startswith("Xong: 100 điểm")
        page.go_on.click()
        trainee.wait(lambda: "100 điểm" in trainee.window.panel.sum.text())
        assert trainee.window.panel.list.currentRow() == 1
        (result,) = course.results(trainee.window.workplace.desk)
        assert (result.mission, result.points) == (1, score.FULL)


def press_ctrl(trainee: Trainee, key: Qt.Key) -> None:
    trainee.hands.press(key, Qt.KeyboardModifier.ControlModifier)


def find_and_open(trainee: Trainee, words: str, name: str) -> None:
    """Ctrl+1, F3, the words, Enter twice."""
    table = trainee.window.desks[BOARD].table
    press_ctrl(trainee, Key.Key_1)
    trainee.hands.press(Key.Key_F3)
    trainee.hands.type(words)
    trainee.hands.press(Key.Key_Return)
    trainee.wait(lambda: getattr(table.chosen_row(), "applicant_name", "") == name)
    trainee.hands.press(Key.Key_Return)
    trainee.wait(lambda: isinstance(QApplication.focusWidget(), Sheet))


def certify(trainee: Trainee) -> None:
    """Mission 8."""
    press_ctrl(trainee, Key.Key_2)
    lane = trainee.window.desks[CERTIFICATION]
    trainee.wait(lane.person.full_name.hasFocus)
    for words in ("Hồ Thị Mẫu Ngân", "000199000108"):
        trainee.hands.type(words)
        trainee.hands.press(Key.Key_Return)
    trainee.hands.type("ks")
    trainee.hands.press(Key.Key_Return)
    trainee.hands.press(Key.Key_Return)
    trainee.hands.type("2")
    trainee.hands.press(Key.Key_Return)
    trainee.hands.type("gplx")
    trainee.hands.press(Key.Key_Return)
    assert [(paper.title, paper.copies) for paper in lane.lane.papers()] == [
        ("Giấy khai sinh", 2),
        ("Giấy phép lái xe", 1),
    ]
    trainee.hands.press(Key.Key_F9)


def correct(trainee: Trainee) -> None:
    """Mission 9."""
    find_and_open(trainee, "mẫu lòng", "Châu Văn Mẫu Lòng")
    press_ctrl(trainee, Key.Key_E)
    trainee.wait(lambda: QApplication.activeModalWidget() is not None)
    dialog = Hands(QApplication.activeModalWidget())
    dialog.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    dialog.type("Châu Văn Mẫu Long")
    dialog.press(Key.Key_F9)
    trainee.wait(lambda: QApplication.activeModalWidget() is None)
    trainee.window.activateWindow()  # as a window system does when a dialog goes
    trainee.wait(trainee.window.isActiveWindow)


def find(trainee: Trainee) -> None:
    """Mission 10."""
    find_and_open(trainee, "0900000868", "Lê Thị Mẫu Xuân")
    trainee.hands.press(Key.Key_H, Qt.KeyboardModifier.AltModifier)


def write_stick(trainee: Trainee) -> None:
    """Mission 11."""
    press_ctrl(trainee, Key.Key_0)
    desk = trainee.window.desks[EXCHANGE]
    trainee.wait(lambda: desk.list.current_value() is not None)
    press_ctrl(trainee, Key.Key_U)
    trainee.wait(lambda: "Đã ghi và đọc lại" in desk.outcome.text())


def test_the_hints_of_four_missions_lead_to_their_ends(
    look: Look, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One window for all: each is keyed as its hint says, and nothing else is pressed."""
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr("ui.training.stick_desk.removable_drives", lambda: [drive_at(stick)])
    with opened(look, root, SystemClock(), no_cut, CERTIFICATION, DOSSIERS, EXCHANGE) as trainee:
        page = trainee.window.panel.page
        for number, do in enumerate((certify, correct, find, write_stick), 8):
            trainee.begin(number)
            do(trainee)
            trainee.wait(lambda: page.go_on.isVisible() and not trainee.window.workplace.is_printing)
            assert page.ended.text().startswith("Xong"), number
            page.go_on.click()
            trainee.wait(lambda: not trainee.window.panel.shows_mission)
        done = [result.mission for result in course.results(trainee.window.workplace.desk)]
        assert done == [8, 9, 10, 11]
