"""Fields, boxes to choose from, the search box."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.theme.tokens import LIGHT
from ui.widgets.inputs import ChoiceBox, FieldRow, SearchBox


@pytest.fixture
def row(look: Look, qtbot) -> FieldRow:
    row = FieldRow(look, "Số định danh", QLineEdit("000 194 0134"))
    qtbot.addWidget(row)
    row.resize(320, 60)
    row.show()
    return row


@pytest.fixture
def search(look: Look, qtbot) -> Iterator[SearchBox]:
    page = QWidget()
    box = SearchBox(look, "Tìm mã hồ sơ")
    QVBoxLayout(page).addWidget(box)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    yield box
    page.close()


def test_a_field_is_known_by_its_label(row: FieldRow) -> None:
    assert row.field.accessibleName() == "Số định danh"


def test_an_error_is_one_sentence_under_the_field(row: FieldRow) -> None:
    height = row.sizeHint().height()
    row.set_error("Số định danh cần đủ 12 số, hiện có 10 số.")
    assert row.error() == "Số định danh cần đủ 12 số, hiện có 10 số."
    assert row.field.accessibleDescription() == row.error()
    assert row.sizeHint().height() > height


def test_an_error_reddens_the_border_until_it_is_gone(row: FieldRow) -> None:
    def border() -> str:
        return row.field.grab().toImage().pixelColor(row.field.width() // 2, 0).name().upper()

    row.field.clearFocus()
    assert border() == LIGHT.line2
    row.set_error("Số định danh cần đủ 12 số, hiện có 10 số.")
    assert border() == LIGHT.late
    row.set_error("")
    assert border() == LIGHT.line2


def test_the_keyboard_does_not_move_the_text(row: FieldRow, qtbot) -> None:
    before = row.field.cursorRect().x()
    with qtbot.waitActive(row):
        row.activateWindow()
    row.field.setFocus()
    qtbot.waitUntil(row.field.hasFocus)
    assert row.field.cursorRect().x() == before
    assert row.field.height() == 30


def test_the_wheel_does_not_change_a_choice_unseen(look: Look, qtbot) -> None:
    box = ChoiceBox()
    box.addItems(["Mẹ của trẻ", "Cha của trẻ"])
    qtbot.addWidget(box)
    box.wheelEvent(_wheel(box))
    assert box.currentIndex() == 0


def _wheel(box: ChoiceBox) -> QWheelEvent:
    return QWheelEvent(
        QPointF(5, 5),
        QPointF(box.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )


def test_search_waits_until_typing_rests(search: SearchBox, qtbot) -> None:
    told: list[str] = []
    search.searched.connect(told.append)
    QTest.keyClicks(search.edit, "nguyen ")
    assert told == []
    qtbot.waitUntil(lambda: told == ["nguyen"])


def test_enter_searches_at_once(search: SearchBox, qtbot) -> None:
    QTest.keyClicks(search.edit, "0047")
    with qtbot.waitSignal(search.entered) as entered:
        QTest.keyClick(search.edit, Qt.Key.Key_Return)
    assert entered.args == ["0047"]


def test_its_key_brings_the_keyboard(search: SearchBox, qtbot) -> None:
    QTest.keyClick(search.window().windowHandle(), Qt.Key.Key_F3)
    qtbot.waitUntil(search.edit.hasFocus)


def test_escape_empties_it(search: SearchBox, qtbot) -> None:
    search.edit.setFocus()
    QTest.keyClicks(search.edit, "0047")
    with qtbot.waitSignal(search.left):
        QTest.keyClick(search.edit, Qt.Key.Key_Escape)
    assert search.text() == ""
