"""Which of two desks' acts stand is decided in the window by keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.dossier import DossierState, EventKind
from tests.support.builders import an_event
from tests.support.district import SyncedDesk
from tests.support.office import Counter
from tests.ui.exchange.test_choice_window import PATIENCE_MS, exchange, press
from ui.exchange.decision_panel import NOT_CHOSEN, READY, DecisionPanel
from ui.exchange.presenter import DECIDED
from ui.exchange.view import ExchangeView
from ui.main_window import EXCHANGE
from ui.office_window import OfficeWindow

Key = Qt.Key


@pytest.fixture
def view(window: OfficeWindow, member: Counter, other: SyncedDesk, qtbot: QtBot) -> ExchangeView:
    """The exchange screen after this desk asked for papers and the other one had the result."""
    member.receive("Bế Thị Mẫu", id_number="000000000031")
    exchange(window, qtbot)
    other.sync()
    for device, kind in (
        (member.device, EventKind.SUPPLEMENT_REQUESTED),
        (other.device, EventKind.FINISHED),
    ):
        other.device.clock.advance(minutes=1)
        id_, parent = device.rows("SELECT dossier_id, last_event_id FROM dossier_state")[0]
        an_event(device.store, id_, kind, parent_id=parent)
    other.sync()
    exchange(window, qtbot)
    made = window.desks[EXCHANGE]
    assert isinstance(made, ExchangeView)
    qtbot.waitUntil(lambda: isinstance(made.pane.choice, DecisionPanel), timeout=PATIENCE_MS)
    made.enter()
    return made


def panel(view: ExchangeView) -> DecisionPanel:
    assert isinstance(view.pane.choice, DecisionPanel)
    return view.pane.choice


def state_at(counter: Counter) -> DossierState:
    return DossierState(counter.device.value("SELECT state FROM dossier_state"))


def wait_until_decided(view: ExchangeView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view.pane.choice is None, timeout=PATIENCE_MS)


@pytest.mark.parametrize(
    ("digit", "expected"),
    [(Key.Key_1, DossierState.SUPPLEMENT_REQUESTED), (Key.Key_2, DossierState.FINISHED)],
)
def test_a_digit_chooses_from_the_list_and_f9_writes(
    view: ExchangeView, member: Counter, qtbot: QtBot, digit: Key, expected: DossierState
) -> None:
    assert panel(view).hint.text() == NOT_CHOSEN
    press(digit)
    assert panel(view).hint.text() == READY
    assert not member.device.value("SELECT count(*) FROM dossier_event WHERE kind = 10"), "not before F9"
    press(Key.Key_F9)
    wait_until_decided(view, qtbot)
    assert state_at(member) is expected
    assert view.pane._done.text() == DECIDED


def test_f9_without_a_choice_writes_nothing_and_asks(view: ExchangeView, member: Counter) -> None:
    panel(view).setFocus()
    press(Key.Key_F9)
    assert panel(view).hint.text() == NOT_CHOSEN
    assert not member.device.value("SELECT count(*) FROM dossier_event WHERE kind = 10")


def test_arrows_space_and_enter_do_it_too(view: ExchangeView, member: Counter, qtbot: QtBot) -> None:
    panel(view).setFocus()
    press(Key.Key_Down, Key.Key_Space, Key.Key_Return)
    wait_until_decided(view, qtbot)
    assert state_at(member) is DossierState.FINISHED


def test_a_click_on_a_card_chooses_it(view: ExchangeView) -> None:
    QTest.mouseClick(panel(view).cards[1], Qt.MouseButton.LeftButton)
    assert panel(view).hint.text() == READY
    assert QApplication.focusWidget() is panel(view)


def test_it_is_read_aloud_with_both_ways(view: ExchangeView) -> None:
    said = panel(view).accessibleName()
    assert "Yêu cầu bổ sung" in said
    assert "Có kết quả" in said
