"""An exchange at work: its stages by name, the one at work with its progress, and Dừng."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.progress import Progress, Report
from sync.outcome import Stage
from ui.exchange.stage_strip import StageStrip, stage_words
from ui.tasks import Task
from ui.theme.look import Look
from ui.theme.measures import Room
from ui.widgets.key_button import KeyButton


@pytest.fixture
def strip(look: Look, qtbot: QtBot) -> StageStrip:
    made = StageStrip(look)
    qtbot.addWidget(made)
    return made


def a_task(strip: StageStrip, work: Callable[[Report], object] = lambda report: None) -> Task:
    return Task(work, QObject(strip))


def shown(strip: StageStrip) -> list[str]:
    return [label.text() for label in strip.findChildren(QLabel) if label.text() and not label.isHidden()]


@pytest.mark.parametrize(
    ("progress", "seconds", "words"),
    [
        (Progress("Niêm phong"), 1.0, "Niêm phong"),
        (Progress("Gửi", 12_000, 65_536), 1.0, "Gửi 12 trong 64 KB"),
        (Progress("Gửi", 32_768, 65_536), 20.0, "Gửi 32 trong 64 KB, còn khoảng 20 giây"),
        (Progress("Nhận thay đổi của bàn khác", 0, 3), 1.0, "Nhận thay đổi của bàn khác 0 trong 3"),
    ],
)
def test_bytes_are_told_in_kb_and_pieces_as_they_are(progress: Progress, seconds: float, words: str) -> None:
    assert stage_words(progress, seconds) == words


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_of_an_exchange_can_be_the_one_at_work(strip: StageStrip, stage: Stage) -> None:
    task = a_task(strip)
    strip.watch(task)
    task.progressed.emit(Progress(stage.value, 1, 4))
    assert strip.words().startswith(stage.value)
    assert [words.partition(" 1 ")[0] for words in shown(strip)] == [each.value for each in Stage]


def test_a_narrow_window_names_the_stage_at_work_alone(strip: StageStrip) -> None:
    task = a_task(strip)
    strip.watch(task)
    strip.fit(Room(is_narrow=True, is_short=True))
    task.progressed.emit(Progress(Stage.SEND.value, 0, 2048))
    assert shown(strip) == ["Gửi 0 trong 2 KB"]


def test_it_shows_once_the_exchange_proves_slow_and_goes_when_it_ends(strip: StageStrip) -> None:
    task = a_task(strip)
    strip.watch(task)
    assert strip.isHidden()
    task.slow.emit()
    assert not strip.isHidden()
    task.failed.emit(ValueError())
    assert strip.isHidden()


def test_stop_is_asked_once_and_said(strip: StageStrip, qtbot: QtBot) -> None:
    task = a_task(strip, lambda report: report(Progress(Stage.SEND.value)))
    strip.watch(task)
    button = strip.findChild(KeyButton)
    button.click()
    assert "Đang dừng sau bước này." in shown(strip)
    assert not button.isEnabled()
    assert task.errand.stop_asked.is_set()
