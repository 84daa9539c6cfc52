"""A dressed application, a patient pair of eyes, and someone who answers a model's questions at once."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sync import terms
from sync.schedule import BY_ITSELF, Patience
from ui.sweeper import sweep
from ui.theme.look import Look, Mode

RESOURCES = Path(__file__).parents[2] / "resources"
# What comes sooner or later is waited for as long as the busiest machine may need; a test that passes waits
# no longer for it.
PATIENCE_MS = 30_000
# The offscreen platform says so of whatever a screen would do.
OFFSCREEN_REMARK = "This plugin does not support"


class PatientBot(QtBot):  # type: ignore[misc]
    """Waits at least ``PATIENCE_MS`` for what a test expects, whatever the test allows it."""

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = 0) -> None:
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(self, signal: Any, *, timeout: int = 0, **how: Any) -> Any:
        return super().waitSignal(signal, timeout=max(timeout, PATIENCE_MS), **how)

    def waitActive(self, widget: Any, *, timeout: int = 0) -> Any:
        return super().waitActive(widget, timeout=max(timeout, PATIENCE_MS))

    def waitExposed(self, widget: Any, *, timeout: int = 0) -> Any:
        return super().waitExposed(widget, timeout=max(timeout, PATIENCE_MS))


class AtOnce:
    """Answers in the asker's own thread, and remembers how often it was asked."""

    def __init__(self) -> None:
        self.questions = 0

    def ask(
        self,
        question: Callable[[], Any],
        answered: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.questions += 1
        try:
            answer = question()
        except Exception as error:  # the runner, too, hands on whatever went wrong
            failed(error)
        else:
            answered(answer)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """In place of pytest-qt's own, whose five seconds are soon over on two busy cores."""
    return PatientBot(request)


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Look:
    return Look(qapp, RESOURCES)


@pytest.fixture
def look(dressed: Look) -> Iterator[Look]:
    """The light look at 100 %."""
    _as_usual(dressed)
    yield dressed
    _as_usual(dressed)


def _as_usual(look: Look) -> None:
    """To dress everything costs, and few tests change what is worn."""
    if look.mode is not Mode.LIGHT:
        look.choose(Mode.LIGHT)
    look.fit(1366, 697)
    if look.percent != 100:
        look.scale(100)


@pytest.fixture(autouse=True, scope="session")
def collector_at_rest() -> Iterator[None]:
    """As in the program: what is garbage is swept in the thread of the widgets."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def swept(collector_at_rest: None) -> Iterator[None]:
    yield
    sweep()


@pytest.fixture(autouse=True)
def impatient_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that was cut is taken up again as often as in the program, and forty times as soon."""
    monkeypatch.setattr(terms, "BY_ITSELF", Patience(BY_ITSELF.tries, 0.025, 0.2))


@pytest.fixture
def at_once() -> AtOnce:
    return AtOnce()


@pytest.fixture(autouse=True)
def quiet_qt(qtlog: Any) -> Iterator[None]:
    """An unexpected warning of Qt fails the test."""
    yield
    unexpected = [
        record.message
        for record in qtlog.records
        if record.log_type_name in ("QtWarningMsg", "QtCriticalMsg")
        and not record.message.startswith(OFFSCREEN_REMARK)
    ]
    if unexpected:
        pytest.fail("Qt complained: " + "; ".join(unexpected), pytrace=False)
