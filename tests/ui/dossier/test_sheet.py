"""The table of two-line rows."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.dossier.sheet import LEAST_HEIGHT, Sheet
from ui.dossier.sheet_model import Entry, SheetColumn, SheetModel
from ui.theme.look import Look
from ui.theme.measures import Room

COLUMNS = (
    SheetColumn("Thời gian", 116, is_right=True),
    SheetColumn("Việc", 200, stretch=1),
    SheetColumn("Người làm", 120, folds=True),
)
LONG = "Thiếu bản sao giấy tờ y tế, thiếu chữ ký của người đề nghị, thiếu xác nhận của thôn. " * 3
ROWS = [
    (Entry("23/11 14:34"), Entry("Bàn giao"), Entry("Bùi Thị Mẫu")),
    (Entry("29/10 10:15"), Entry("Yêu cầu bổ sung", LONG, is_bold=True), Entry("Bùi Thị Mẫu")),
]


@pytest.fixture
def sheet(look: Look, qtbot) -> Iterator[Sheet]:
    page = QWidget()
    model = SheetModel(COLUMNS, page)
    sheet = Sheet(look, "Diễn biến", model)
    column = QVBoxLayout(page)
    column.addWidget(sheet)
    column.addWidget(QLineEdit())
    qtbot.addWidget(page)
    page.resize(640, 400)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    model.show(ROWS)
    sheet.setFocus()
    yield sheet
    page.close()


def test_qts_own_tester_finds_nothing_wrong() -> None:
    model = SheetModel(COLUMNS)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(ROWS)
    model.show(ROWS[:1])
    model.show([])


def test_a_note_is_read_aloud_with_its_words() -> None:
    model = SheetModel(COLUMNS)
    model.show(ROWS)
    spoken = model.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Yêu cầu bổ sung. Thiếu bản sao")


def test_a_row_opens_fully_while_the_keyboard_is_on_it(sheet: Sheet) -> None:
    closed = sheet.rowHeight(1)
    QTest.keyClick(sheet, Qt.Key.Key_Down)
    assert sheet.rowHeight(1) > closed
    assert sheet.rowHeight(0) == LEAST_HEIGHT
    sheet.parentWidget().findChild(QLineEdit).setFocus()
    assert sheet.rowHeight(1) == closed


def test_columns_fill_the_width_and_fold_in_a_narrow_window(sheet: Sheet) -> None:
    assert sum(sheet.columnWidth(place) for place in range(3)) == sheet.viewport().width()
    sheet.fit(Room(is_narrow=True, is_short=False))
    assert sheet.isColumnHidden(2)
    assert sheet.columnWidth(0) + sheet.columnWidth(1) == sheet.viewport().width()


def test_the_same_rows_again_keep_the_place(sheet: Sheet) -> None:
    QTest.keyClick(sheet, Qt.Key.Key_Down)
    model = sheet.model()
    assert isinstance(model, SheetModel)
    model.show(list(ROWS))
    assert sheet.currentIndex().row() == 1


def test_enter_opens_the_row(sheet: Sheet, qtbot) -> None:
    QTest.keyClick(sheet, Qt.Key.Key_Down)
    with qtbot.waitSignal(sheet.opened) as opened:
        QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert opened.args == [1]
