"""The lock while a dialog has the keyboard: by its key, and where the keyboard goes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from tests.support.office import PIN
from ui.office_window import OfficeWindow

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def field(window: OfficeWindow, qtbot: QtBot) -> QLineEdit:
    """What a clerk types in, in a dialog over the desk."""
    QTest.keyClicks(window.login.pin, PIN)
    QTest.keyClick(window.login.pin, Key.Key_Return)
    qtbot.waitUntil(lambda: window.workplace.desk.officer is not None)
    dialog = QDialog(window)
    made = QLineEdit(dialog)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(made.hasFocus)
    return made


def test_the_lock_has_the_keyboard_that_a_dialog_had(
    window: OfficeWindow, qtbot: QtBot, field: QLineEdit
) -> None:
    window.lock()
    qtbot.waitUntil(window.login.pin.hasFocus)
    assert window.isActiveWindow()


def test_the_lock_key_is_heard_in_a_dialog(window: OfficeWindow, qtbot: QtBot, field: QLineEdit) -> None:
    QTest.keyClick(field.window().windowHandle(), Key.Key_L, CONTROL)
    qtbot.waitUntil(window.login.isVisible)
    assert window.workplace.desk.officer is None
    assert not field.isVisible()


def test_other_keys_in_a_dialog_do_not_lock(window: OfficeWindow, qtbot: QtBot, field: QLineEdit) -> None:
    QTest.keyClick(field.window().windowHandle(), Key.Key_L)
    qtbot.waitUntil(lambda: field.text() == "l")
    assert window.workplace.desk.officer is not None
    assert field.isVisible()
