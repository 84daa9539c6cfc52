"""Objects of Qt die in the window's thread, whichever thread made the garbage."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui import sweeper
from ui.sweeper import Sweeper
from ui.tasks import TaskRunner


class Loop:
    """Garbage that only the collector can find, and that notes who found it."""

    def __init__(self, found_by: list[str]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: found_by.append(threading.current_thread().name))


@pytest.fixture
def usual_thresholds() -> Iterator[None]:
    """Python's own; a test run looks for cycles more rarely."""
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("usual_thresholds")
def test_garbage_of_a_worker_is_swept_in_the_windows_thread(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_by: list[str] = []
    ready: list[None] = []
    parent = QObject()
    # Nobody sweeps while the garbage is being made: what a sweep finds still in use grows old, and may rest.
    monkeypatch.setattr(sweeper, "EVERY_MS", 3_600_000)
    runner, _resting = TaskRunner(parent), Sweeper(parent)
    runner.ask(lambda: [Loop(found_by) for _ in range(5_000)].clear(), ready.append, lambda _error: None)
    qtbot.waitUntil(lambda: bool(ready))
    assert not found_by
    monkeypatch.setattr(sweeper, "EVERY_MS", 20)
    sweeping = Sweeper(parent)
    qtbot.waitUntil(lambda: len(found_by) == 5_000)
    assert set(found_by) == {threading.current_thread().name}
    assert not gc.isenabled()
    sweeping.deleteLater()
