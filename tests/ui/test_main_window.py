"""The frame: desks behind their entries, one at a time, folded in a small window."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QVBoxLayout, QWidget

from ui.main_window import BOARD, EXCHANGE, NAV_ITEMS, RECEPTION, MainWindow
from ui.status_line import Network, StatusLine
from ui.theme.look import Look
from ui.widgets.desk import Desk
from ui.widgets.key_button import KeyButton
from ui.widgets.message_bar import Message
from ui.widgets.nav import Person
from ui.widgets.nav_button import NavButton

NOW = datetime(2026, 11, 23, 14, 47)
LINE = StatusLine(
    now=NOW,
    saved_at=NOW,
    waiting=12,
    received_up_to=NOW,
    network=Network(is_up=False, down_since=NOW, next_try=NOW),
    usb="",
    catalogue="2026.11",
)


class PlainDesk(Desk):
    """A desk with one field and a button on F8."""

    def __init__(self, look: Look, title: str) -> None:
        super().__init__(look, title)
        self.field = QLineEdit()
        self.acted = 0
        self.field.setAccessibleName("Trường")
        self.button = KeyButton(look, "F8", "Chuyển bước")
        self.button.clicked.connect(self._act)
        self.top.add_title(title)
        self.top.add(self.button)
        QVBoxLayout(self).addWidget(self.field)

    def enter(self) -> None:
        self.field.setFocus()

    def _act(self) -> None:
        self.acted += 1


@pytest.fixture
def window(look: Look, qtbot) -> Iterator[MainWindow]:
    window = MainWindow(look, "Sổ Xã")
    qtbot.addWidget(window)
    for item in NAV_ITEMS:
        window.add_desk(item.name, PlainDesk(look, item.title))
    window.show_status(LINE)
    window.show_person(Person("Hoàng Thị Mai Lan", "Bàn 2", "Tiếp nhận"))
    window.resize(1366, 697)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.show_desk(BOARD)
    yield window
    window.close()


def desks(window: MainWindow) -> dict[str, PlainDesk]:
    return {desk.title: desk for desk in window.findChildren(PlainDesk)}


def nav_button(window: MainWindow, title: str) -> NavButton:
    return next(button for button in window.findChildren(NavButton) if button.text() == title)


def press(window: MainWindow, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.windowHandle(), key, modifier)


def test_a_desk_comes_with_its_own_top_bar(window: MainWindow) -> None:
    window.show_desk(RECEPTION)
    reception, board = desks(window)["Tiếp nhận"], desks(window)["Bàn làm việc"]
    assert reception.isVisible()
    assert reception.top.isVisible()
    assert not board.isVisible()
    assert not board.top.isVisible()


def test_screens_have_their_keys(window: MainWindow, qtbot) -> None:
    with qtbot.waitSignal(window.desk_shown) as shown:
        press(window, Qt.Key.Key_F2)
    assert shown.args == [RECEPTION]
    with qtbot.waitSignal(window.desk_shown) as shown:
        press(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert shown.args == [BOARD]


def test_one_key_acts_on_the_desk_in_front_only(window: MainWindow, qtbot) -> None:
    window.show_desk(RECEPTION)
    press(window, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: desks(window)["Tiếp nhận"].acted == 1)
    assert desks(window)["Bàn làm việc"].acted == 0


def test_a_desk_in_front_puts_the_keyboard_where_work_starts(window: MainWindow, qtbot) -> None:
    window.show_desk(EXCHANGE)
    qtbot.waitUntil(desks(window)["Đồng bộ"].field.hasFocus)


def test_the_screen_in_front_is_marked_in_the_list(window: MainWindow) -> None:
    window.show_desk(RECEPTION)
    checked = [button.text() for button in window.findChildren(NavButton) if button.isChecked()]
    assert checked == ["Tiếp nhận"]


def test_arrows_walk_along_the_screens(window: MainWindow, qtbot) -> None:
    nav_button(window, "Bàn làm việc").setFocus()
    with qtbot.waitSignal(window.desk_shown) as shown:
        QTest.keyClick(nav_button(window, "Bàn làm việc"), Qt.Key.Key_Down)
    assert shown.args == [RECEPTION]


def test_what_waits_is_counted_beside_its_screen(window: MainWindow) -> None:
    assert nav_button(window, "Đồng bộ").accessibleName() == "Đồng bộ, 12"
    window.show_status(replace(LINE, waiting=0))
    assert nav_button(window, "Đồng bộ").accessibleName() == "Đồng bộ"


def test_the_list_of_screens_folds_below_1200_pixels(window: MainWindow) -> None:
    assert window.nav.width() == 176
    window.resize(1199, 697)
    assert window.nav.width() == 44
    assert nav_button(window, "Tiếp nhận").toolTip() == "Tiếp nhận (F2)"


def test_bars_are_lower_below_560_pixels(window: MainWindow) -> None:
    top = desks(window)["Bàn làm việc"].top
    assert top.height() == 48
    window.resize(911, 442)
    assert top.height() == 38


def test_the_status_bar_shortens_itself(window: MainWindow) -> None:
    assert window.status.network.text() == "Chưa có mạng từ 14:47, tự thử lại lúc 14:47"
    window.resize(911, 442)
    assert window.status.network.text() == "Chưa có mạng"
    assert window.status.clock.text() == "14:47"
    assert not window.status.usb.isVisible()


@pytest.mark.parametrize("size", [(1366, 697), (911, 442)])
@pytest.mark.parametrize("percent", [100, 140])
def test_the_window_never_needs_more_than_the_screen(
    window: MainWindow, look: Look, size: tuple[int, int], percent: int
) -> None:
    look.scale(percent)
    window.resize(*size)
    needed = window.centralWidget().minimumSizeHint()
    assert (needed.width() <= size[0], needed.height() <= size[1]) == (True, True)


def test_type_grows_by_its_keys(window: MainWindow, look: Look, qtbot) -> None:
    press(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert look.percent == 110
    press(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert look.percent == 100


def test_locking_is_asked_by_key(window: MainWindow, qtbot) -> None:
    with qtbot.waitSignal(window.lock_asked):
        press(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_messages_stand_under_the_top_bar_of_every_desk(window: MainWindow) -> None:
    window.show_message(Message("conflict", "Hai máy cùng sửa số điện thoại. Xin chọn số đúng."))
    window.show_desk(RECEPTION)
    bar, top = window.messages, desks(window)["Tiếp nhận"].top
    assert bar.isVisible()
    assert bar.mapTo(window, bar.rect().topLeft()).y() == top.mapTo(window, top.rect().bottomLeft()).y() + 1


def test_whatever_takes_the_keyboard_has_a_name(window: MainWindow) -> None:
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
    assert nameless == []
