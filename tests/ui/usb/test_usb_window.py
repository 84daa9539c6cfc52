"""The stick's page as a clerk meets it: choose, write, wait for the sentence, take in, send for others."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.platform.drives import Drive
from server.bundles import import_folder
from sync.bundle import writer
from sync.courier.leaving import WRITTEN
from tests.support.builders import a_dossier
from tests.support.district import OTHER, District
from tests.support.line import Line
from tests.support.office import Counter
from tests.support.stick import leave
from ui.exchange.view import ExchangeView
from ui.main_window import EXCHANGE
from ui.office_window import OfficeWindow
from ui.usb import sticks, watch
from ui.usb.view import UsbPage
from ui.usb.words import NO_STICK, NOTHING_FOR_US, STOPPED

PATIENCE = 15_000


@pytest.fixture
def plugged(stick: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stick that the system tells of."""
    drives = [Drive(stick, "USB CUA XA", 3_200_000_000, 8_000_000_000)]
    monkeypatch.setattr(sticks, "removable_drives", lambda: list(drives))
    monkeypatch.setattr(watch, "removable_drives", lambda: list(drives))
    monkeypatch.setattr(watch, "EVERY_MS", 50)
    return stick


@pytest.fixture
def view(plugged: Path, window: OfficeWindow, qtbot: QtBot) -> ExchangeView:
    made = window.desks[EXCHANGE]
    assert isinstance(made, ExchangeView)
    qtbot.waitUntil(lambda: made.usb.list.count() == 1, timeout=PATIENCE)
    return made


def press(window: OfficeWindow, key: Qt.Key) -> None:
    QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)


def said(page: UsbPage) -> str:
    return page.outcome.text()


def test_it_is_pulled_when_it_was_read_back_and_not_before(
    window: OfficeWindow, view: ExchangeView, plugged: Path, qtbot: QtBot
):
    press(window, Qt.Key.Key_U)
    assert view.usb.isVisible()
    assert not view.states.isVisible()
    assert WRITTEN not in said(view.usb)
    press(window, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: said(view.usb) == WRITTEN, timeout=PATIENCE)
    assert len(list(plugged.glob("TH-*.v01"))) == 1
    qtbot.waitUntil(lambda: view.usb.trips.count() == 1, timeout=PATIENCE)
    assert "Chưa về" in view.usb.trips.item(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_what_comes_back_is_taken_in_and_the_ledger_says_so(
    district: District, window: OfficeWindow, view: ExchangeView, plugged: Path, qtbot: QtBot
):
    view.show_usb()
    view.usb.ask_write()
    qtbot.waitUntil(lambda: said(view.usb) == WRITTEN, timeout=PATIENCE)
    import_folder(district.server, plugged)
    press(window, Qt.Key.Key_I)
    qtbot.waitUntil(lambda: said(view.usb) == "Đã nhận giấy biên nhận của cấp trên.", timeout=PATIENCE)
    qtbot.waitUntil(
        lambda: "Về " in view.usb.trips.item(0).data(Qt.ItemDataRole.AccessibleTextRole), timeout=PATIENCE
    )


def test_a_stick_without_anything_for_us_is_said_to_be_so(view: ExchangeView, qtbot: QtBot):
    view.show_usb()
    view.usb.ask_read()
    qtbot.waitUntil(lambda: said(view.usb) == NOTHING_FOR_US, timeout=PATIENCE)


def test_stopping_leaves_nothing_half_written(
    view: ExchangeView, plugged: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    real = writer.padded
    monkeypatch.setattr(writer, "padded", lambda size: real(size) + 64 * 1024 * 200)
    view.show_usb()
    view.usb.ask_write()
    view.usb.progress._ask_stop()
    qtbot.waitUntil(lambda: said(view.usb) == STOPPED, timeout=PATIENCE)
    assert list(plugged.iterdir()) == []
    assert view.usb.write.isEnabled()


def test_what_goes_wrong_is_one_sentence(view: ExchangeView, plugged: Path, qtbot: QtBot):
    view.show_usb()
    plugged.rmdir()
    view.usb.ask_write()
    qtbot.waitUntil(lambda: "Xin cắm lại USB" in said(view.usb), timeout=PATIENCE)


def test_another_offices_bundle_is_offered_and_carried(
    district: District, window: OfficeWindow, view: ExchangeView, plugged: Path, qtbot: QtBot, line: Line
):
    away = district.desk("Bàn xa", commune=OTHER.code)
    a_dossier(away.store, code="000-261123-0007")
    leave(away, plugged)
    view.show_usb()
    view.usb.folder_chosen.emit(str(plugged))
    qtbot.waitUntil(view.usb.carry.isVisible, timeout=PATIENCE)
    view.usb.ask_carry()
    qtbot.waitUntil(lambda: said(view.usb).startswith("Đã gửi hộ 1 gói"), timeout=PATIENCE)
    qtbot.waitUntil(lambda: not view.usb.carry.isVisible(), timeout=PATIENCE)


def test_esc_goes_back_to_the_list(window: OfficeWindow, view: ExchangeView):
    view.show_usb()
    QTest.keyClick(view.usb.list, Qt.Key.Key_Escape)
    assert not view.usb.isVisible()
    assert view.states.isVisible()


def test_a_folder_does_as_well_as_a_stick(window: OfficeWindow, qtbot: QtBot, stick: Path, member: Counter):
    view = window.desks[EXCHANGE]
    assert isinstance(view, ExchangeView)
    view.show_usb()
    qtbot.waitUntil(lambda: said(view.usb) == NO_STICK, timeout=PATIENCE)
    assert not view.usb.write.isEnabled()
    view.usb.folder_chosen.emit(str(stick))
    qtbot.waitUntil(view.usb.write.isEnabled, timeout=PATIENCE)
    view.usb.ask_write()
    qtbot.waitUntil(lambda: said(view.usb) == WRITTEN, timeout=PATIENCE)


def test_the_status_bar_names_the_stick(window: OfficeWindow, view: ExchangeView, qtbot: QtBot):
    qtbot.waitUntil(lambda: window.workplace.usb == "USB CUA XA", timeout=PATIENCE)
