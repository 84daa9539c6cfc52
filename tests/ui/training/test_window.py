"""Training's window is in its frame, leads nowhere, and takes nobody who is real."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from app.domain.citizen_card import parse_card
from app.export.sheet import Sheet
from app.platform.system_clock import SystemClock
from app.services import board
from app.services.exports import Outgoing
from app.storage import device
from app.training import course, evidence
from app.training.course import Result
from app.training.missions import missions
from sync.bundle import folder as sticks
from tests.support.training_window import Trainee, opened
from ui import saving
from ui.main_window import RECEPTION
from ui.saving import ListSaver
from ui.theme.look import Look
from ui.theme.tokens import LIGHT
from ui.training.no_exchange import NoExchange
from ui.training.practice_stick import FOLDER
from ui.training.stick_desk import StickDesk

REAL_CARD = "079094013412||Nguyễn Văn Thật|12081994|Nam|Thôn Đông|15032022"


@pytest.fixture
def trainee(look: Look, founded: Path, tmp_path: Path) -> Iterator[Trainee]:
    root = Path(shutil.copytree(founded, tmp_path / founded.name))
    with opened(look, root, SystemClock(), lambda: pytest.fail("the power was cut")) as someone:
        yield someone


def test_it_is_seen_to_be_training_and_has_no_way_out(trainee: Trainee, tmp_path: Path) -> None:
    window, place = trainee.window, trainee.window.workplace
    assert window.windowTitle().startswith("TẬP HUẤN")
    picture = window.grab().toImage()
    train = QColor(LIGHT.train)
    edges = [(1, 400), (picture.width() - 2, 400), (700, 2), (700, picture.height() - 2)]
    assert all(picture.pixelColor(x, y) == train for x, y in edges)

    assert isinstance(window.exchange, NoExchange)
    trainee.hands.press(Qt.Key.Key_F5)
    assert not window.login.training.isVisibleTo(window.login)
    with place.desk.store.read() as connection:
        assert device.is_keyless(connection)

    people = board.count_all(place.desk)
    window.usher.take_card(parse_card(REAL_CARD))
    assert window.reception.form().is_blank
    assert board.count_all(place.desk) == people
    window.housekeeping.look_after()
    assert not list(tmp_path.rglob("*.soxa-backup"))


def test_a_list_that_leaves_says_that_it_is_training_in_its_name_and_first_row(
    trainee: Trainee, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []

    def choose(*asked: object) -> tuple[str, str]:
        offered.append(Path(str(asked[2])).name)
        return str(tmp_path / "a.csv"), saving.COMMAS

    monkeypatch.setattr(saving.QFileDialog, "getSaveFileName", choose)
    saver = ListSaver(trainee.window.workplace, trainee.window)
    saver.ask_and_save("ho-so", "dossiers", lambda: Outgoing(Sheet("Hồ sơ", ("Mã",), [("x",)]), 1))
    trainee.wait((tmp_path / "a.csv").exists)
    assert offered == ["TAP-HUAN-ho-so.xlsx"]
    lines = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert lines == ['"TẬP HUẤN – không phải số liệu thật"', '"Mã"', '"x"']


def test_f9_is_in_sight_beside_the_missions_and_without_them(trainee: Trainee) -> None:
    window = trainee.window
    window.show_desk(RECEPTION)
    trainee.begin(1)
    save = window.reception.save

    def right() -> int:
        return save.mapTo(window, save.rect().topRight()).x()

    assert right() < window.panel.mapTo(window, window.panel.rect().topLeft()).x()
    trainee.hands.press(Qt.Key.Key_F12)
    trainee.wait(lambda: not window.panel.isVisible())
    assert window.frame.folded.isVisible()
    trainee.hands.press(Qt.Key.Key_F12)
    trainee.wait(window.panel.isVisible)
    window.resize(911, 512)
    trainee.wait(lambda: window.panel.is_folded)
    assert right() < window.width()
    QTest.mouseClick(window.frame, Qt.MouseButton.LeftButton, pos=QPoint(400, 8))
    trainee.wait(window.panel.isVisible)


def test_the_stick_is_practised_with_a_bundle_that_no_desk_finds(trainee: Trainee, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    desk = StickDesk(trainee.window.workplace)
    desk.take_folder(stick)
    trainee.wait(lambda: desk.list.current_value() == stick)
    desk.write.click()
    trainee.wait(lambda: "rút được USB" in desk.outcome.text())
    assert sticks.find(stick) == ([], [])
    (found,), _ = sticks.find(stick / FOLDER)
    assert found.volumes
    deeds = evidence.since(trainee.window.workplace.desk, 0)
    assert evidence.STICK in [deed.kind for deed in deeds]
    desk.deleteLater()


def test_the_certificate_comes_when_all_is_done_and_carries_the_words(
    trainee: Trainee, tmp_path: Path
) -> None:
    window, desk = trainee.window, trainee.window.workplace.desk
    assert not window.panel.certificate.isVisibleTo(window.panel)
    done = [Result(mission.number, desk.now_ms(), 60, 100) for mission in missions()]
    course.keep_results(desk, done)
    window.missions.refresh()
    trainee.wait(window.panel.certificate.isVisible)
    window.panel.certificate.click()
    slips = tmp_path / "slips"
    trainee.wait(lambda: slips.is_dir() and bool(list(slips.glob("*.pdf"))))
    document = pypdfium2.PdfDocument(next(slips.glob("*.pdf")))
    text = document[0].get_textpage().get_text_range()
    assert "TẬP HUẤN" in text
    assert "12. Mất điện giữa chừng" in text
    assert "1200 trên 1200" in text
