"""Training stands beside the office's books: a folder, a lock and a window of its own."""

import logging
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app import paths
from app.platform import secrets
from app.storage.profile import ProfileKind, held_by_window, read_info
from app.training import founding
from tests.support.devices import cheap_recovery_codes
from ui.login.first_start import FirstStart
from ui.office_window import OfficeWindow
from ui.printing import watermark
from ui.printing.sinks import PdfFolder
from ui.theme.look import Look
from ui.training import launch
from ui.training.window import TrainingWindow
from ui.window import CANNOT_START, run

TRY_MS = 50


@pytest.fixture(autouse=True)
def own_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """``run`` takes the log and the hook for itself; both are given back, and no page keeps the words."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("app.paths.log_folder", lambda: tmp_path / "log")
    monkeypatch.setenv(secrets.KEY_FILES, str(tmp_path / "office-key"))
    # The small screen of the tests would leave smaller type to every later one.
    monkeypatch.setattr("ui.window.fit_screen", lambda _look, _screen: None)
    yield
    watermark.wear("")
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:], root.level = handlers, level
    for each in QApplication.topLevelWidgets():
        if isinstance(each, OfficeWindow):
            shiboken6.delete(each)


def when(shown: type[QWidget], do: Callable[[QWidget], None]) -> QTimer:
    """Do something once such a window is in sight."""

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


def test_it_is_made_and_opened_while_the_offices_window_is_open(look: Look, tmp_path: Path) -> None:
    office = tmp_path / "profile"
    office.mkdir()
    root = paths.training_beside(office)
    titles: list[str] = []

    def leave(window: QWidget) -> None:
        titles.append(window.windowTitle())
        window.close()

    timer = when(TrainingWindow, leave)
    with held_by_window(office), cheap_recovery_codes():
        assert run(root, is_training=True) == 0
    assert titles == ["TẬP HUẤN – Sổ Xã – Ủy ban nhân dân xã Mẫu"]
    assert read_info(root).kind is ProfileKind.TRAINING
    assert not (tmp_path / "office-key").exists()
    assert not timer.isActive()
    assert watermark.worn() == "TẬP HUẤN"


def test_books_whose_key_is_lost_are_made_anew(look: Look, founded: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(founded, tmp_path / founded.name))
    before = read_info(root).id
    (root / "key").unlink()
    timer = when(TrainingWindow, lambda window: window.close())
    with cheap_recovery_codes():
        assert run(root) == 0
    assert founding.is_founded(root)
    assert read_info(root).id != before
    assert not timer.isActive()


@pytest.mark.parametrize("has_key", [True, False])
def test_an_offices_books_in_its_folder_are_neither_opened_nor_made_anew(
    look: Look, founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_key: bool
) -> None:
    root = Path(shutil.copytree(founded, tmp_path / founded.name))
    card, books = root / "profile.json", (root / "soxa.db").read_bytes()
    card.write_bytes(card.read_bytes().replace(b'"training"', b'"office"'))
    if has_key:  # where an office has its own
        (root / "key").replace(tmp_path / "office-key")
    told: list[str] = []
    monkeypatch.setattr("ui.window._tell", told.append)
    timer = when(TrainingWindow, lambda window: window.close())
    with cheap_recovery_codes():
        assert run(root, is_training=True) == CANNOT_START
    timer.stop()
    assert told == [str(founding.NotTraining())]
    assert (root / "soxa.db").read_bytes() == books


def test_at_the_first_start_somebody_may_only_learn(look: Look, tmp_path: Path) -> None:
    opened: list[None] = []
    dialog = FirstStart(
        look, lambda _name: pytest.fail("books were made"), PdfFolder(tmp_path), str,
        train=lambda: opened.append(None),
    )  # fmt: skip
    dialog.training.click()
    assert opened == [None]
    assert dialog.result() == QDialog.DialogCode.Rejected
    dialog.deleteLater()


def test_the_door_starts_this_program_beside_the_profile(tmp_path: Path) -> None:
    words = launch.command(tmp_path / "profile")
    assert words[-3:] == ["--profile", str(tmp_path / "profile"), "--training"]
    assert paths.training_beside(tmp_path / "profile").parent == tmp_path
