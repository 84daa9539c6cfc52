"""Messages that stay until they are solved."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.key_button import KeyButton
from ui.widgets.message_bar import Message, MessageBar

CONFLICT = Message("conflict", "Hai máy cùng sửa số điện thoại. Xin chọn số đúng.", "due", "F8", "Chọn")
SENT_BACK = Message("sent back", "Cấp trên trả lại: thiếu ngày cấp căn cước. Nhấn F9 để sửa.", "late")
BACKUP = Message("backup", "Chưa có bản sao lưu nào trong 7 ngày.", "due")


@pytest.fixture
def bar(look: Look, qtbot) -> Iterator[MessageBar]:
    page = QWidget()
    bar = MessageBar(look)
    QVBoxLayout(page).addWidget(bar)
    qtbot.addWidget(page)
    page.show()
    yield bar
    page.close()


def test_nothing_to_say_takes_no_room(bar: MessageBar) -> None:
    assert bar.isHidden()


def test_a_message_stays_until_its_topic_is_solved(bar: MessageBar) -> None:
    bar.show_message(CONFLICT)
    assert bar.isVisible()
    bar.withdraw("another topic")
    assert bar.shown() == CONFLICT
    bar.withdraw("conflict")
    assert bar.isHidden()


def test_the_gravest_is_shown_and_the_others_wait(bar: MessageBar) -> None:
    for message in (CONFLICT, SENT_BACK, BACKUP):
        bar.show_message(message)
    assert bar.shown() == SENT_BACK
    bar.withdraw("sent back")
    assert bar.shown() == BACKUP
    bar.withdraw("backup")
    assert bar.shown() == CONFLICT


def test_of_equals_the_one_said_last_is_shown(bar: MessageBar) -> None:
    for topic in ("first", "second", "first"):
        bar.show_message(Message(topic, topic))
    shown = bar.shown()
    assert shown is not None
    assert shown.topic == "first"


def test_its_button_tells_the_topic(bar: MessageBar, qtbot) -> None:
    bar.show_message(CONFLICT)
    with qtbot.waitSignal(bar.acted) as acted:
        bar.findChild(KeyButton).click()
    assert acted.args == ["conflict"]


def test_a_message_with_nothing_to_do_has_no_button(bar: MessageBar) -> None:
    bar.show_message(CONFLICT)
    bar.show_message(SENT_BACK)
    assert [button for button in bar.findChildren(KeyButton) if button.isVisible()] == []


def test_a_screen_reader_hears_the_sentence(bar: MessageBar) -> None:
    bar.show_message(SENT_BACK)
    assert bar.accessibleName() == SENT_BACK.sentence
