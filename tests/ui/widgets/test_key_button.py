"""Buttons that carry their key."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.key_button import KeyButton, Kind


@pytest.fixture
def pages(look: Look, qtbot) -> QStackedWidget:
    """Two screens, each with a button on F8."""
    pages = QStackedWidget()
    qtbot.addWidget(pages)
    for name in ("first", "second"):
        page = QWidget()
        QVBoxLayout(page).addWidget(KeyButton(look, "F8", name))
        pages.addWidget(page)
    with qtbot.waitActive(pages):
        pages.show()
        pages.activateWindow()
    return pages


def test_the_key_acts_on_the_screen_that_is_shown(pages: QStackedWidget, qtbot) -> None:
    acted: list[str] = []
    for button in pages.findChildren(KeyButton):
        button.clicked.connect(partial(acted.append, button.text()))
    QTest.keyClick(pages.windowHandle(), Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: acted == ["first"])
    pages.setCurrentIndex(1)
    QTest.keyClick(pages.windowHandle(), Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: acted == ["first", "second"])


def test_the_key_survives_a_change_of_words(look: Look, qtbot) -> None:
    button = KeyButton(look, "F9", "Lưu")
    qtbot.addWidget(button)
    button.say("Lưu và in 2 liên")
    assert button.shortcut().toString() == "F9"
    assert button.accessibleName() == "Lưu và in 2 liên"


@pytest.mark.parametrize("key", ["Enter", ""])
def test_enter_is_left_to_whoever_has_the_keyboard(look: Look, qtbot, key: str) -> None:
    button = KeyButton(look, key, "Mở hồ sơ")
    qtbot.addWidget(button)
    assert button.shortcut().isEmpty()


def test_a_key_the_window_hears_is_shown_and_not_heard_twice(look: Look, qtbot) -> None:
    button = KeyButton(look, "F2", "Tiếp nhận", kind=Kind.PRIMARY, hears_key=False)
    qtbot.addWidget(button)
    assert button.key == "F2"
    assert button.shortcut().isEmpty()


@pytest.mark.parametrize(
    ("is_tall", "percent", "height"), [(False, 100, 30), (True, 100, 36), (False, 140, 42)]
)
def test_heights_follow_the_scale(look: Look, qtbot, is_tall: bool, percent: int, height: int) -> None:
    button = KeyButton(look, "F9", "Lưu", is_tall=is_tall)
    qtbot.addWidget(button)
    look.scale(percent)
    assert button.sizeHint().height() == height


def test_words_have_room_beside_the_key(look: Look, qtbot) -> None:
    plain, longer = KeyButton(look, "F8", "Chuyển"), KeyButton(look, "Ctrl+G", "Chuyển")
    qtbot.addWidget(plain)
    qtbot.addWidget(longer)
    assert longer.sizeHint().width() > plain.sizeHint().width() + 20


def test_a_screen_reader_hears_words_and_key(look: Look, qtbot) -> None:
    button = KeyButton(look, "Ctrl+G", "Xin lỗi và hẹn lại")
    qtbot.addWidget(button)
    interface = QAccessible.queryAccessibleInterface(button)
    assert interface.text(QAccessible.Text.Name) == "Xin lỗi và hẹn lại"
    assert interface.text(QAccessible.Text.Description) == "Phím Ctrl+G"


@pytest.mark.parametrize("kind", list(Kind))
def test_the_keyboard_is_always_visible(look: Look, qtbot, kind: Kind) -> None:
    button = KeyButton(look, "F8", "Chuyển bước", kind=kind)
    qtbot.addWidget(button)
    button.show()
    qtbot.waitExposed(button)
    button.clearFocus()
    before = button.grab().toImage()
    button.activateWindow()
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.waitUntil(button.hasFocus)
    assert button.grab().toImage() != before
