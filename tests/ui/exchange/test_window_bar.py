"""An exchange for a line that is up for a short while: asked for by its seconds, ended inside them."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sync.reasons import RAN_OUT
from sync.terms import Terms
from tests.support.district import District
from tests.support.office import Counter
from tests.ui.exchange.test_exchange_window import PATIENCE_MS, codes_at, receive, view_of
from ui.exchange import work
from ui.exchange.window_bar import WRONG, WindowBar
from ui.office_window import OfficeWindow

Key = Qt.Key


def open_bar(window: OfficeWindow, qtbot: QtBot) -> WindowBar:
    view = view_of(window)
    qtbot.waitUntil(view.send_within.isEnabled, timeout=PATIENCE_MS)
    QTest.keyClick(window, Key.Key_F5, Qt.KeyboardModifier.ControlModifier)
    assert view.window_bar.seconds.hasFocus()
    return view.window_bar


@pytest.fixture
def told_seconds(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """How long each exchange was told that the line is up; each says that its time ran out."""
    seconds: list[float | None] = []
    real = work.run_exchange

    def run_exchange(*arguments: Any, terms: Terms, **named: Any) -> Any:
        seconds.append(terms.within_s)
        outcome = real(*arguments, terms=terms, **named)
        outcome.ran_out = terms.within_s is not None
        return outcome

    monkeypatch.setattr(work, "run_exchange", run_exchange)
    return seconds


def test_the_exchange_ends_inside_the_seconds_that_were_typed(
    window: OfficeWindow, member: Counter, district: District, qtbot: QtBot, told_seconds: list[float | None]
) -> None:
    code = receive(window, member)
    bar = open_bar(window, qtbot)
    QTest.keyClicks(bar.seconds, "40")
    with qtbot.waitSignal(window.exchange.ended, timeout=PATIENCE_MS):
        QTest.keyClick(bar.seconds, Key.Key_Return)
    assert told_seconds[-1] is not None
    assert 30 < told_seconds[-1] <= 40
    assert codes_at(district) == [code]
    assert not bar.isVisible()
    message = window.messages.shown()
    assert message is not None
    assert message.sentence == RAN_OUT


@pytest.mark.parametrize("typed", ["", "0", "abc", "99999999"])
def test_what_is_no_number_of_seconds_is_said_and_nothing_is_sent(
    window: OfficeWindow, qtbot: QtBot, told_seconds: list[float | None], typed: str
) -> None:
    bar = open_bar(window, qtbot)
    QTest.keyClicks(bar.seconds, typed)
    QTest.keyClick(bar.seconds, Key.Key_Return)
    assert bar.remark.text() == WRONG
    assert not any(told_seconds)
    QTest.keyClick(bar.seconds, Key.Key_Escape)
    assert not bar.isVisible()
    assert view_of(window).table.hasFocus()
