"""The papers, ticked and counted by keyboard."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from app.domain.procedure import Component, Fee, Filing, Procedure
from app.services.reception import HandedIn
from ui.reception.checklist import ChecklistPanel
from ui.reception.papers import PAPER_ROLE, Paper, PapersModel
from ui.theme.look import Look

Key = Qt.Key
LONG = (
    "Giấy chứng sinh; trường hợp không có Giấy chứng sinh thì nộp văn bản của người làm chứng xác nhận về "
    "việc sinh; nếu không có người làm chứng thì phải có giấy cam đoan về việc sinh"
)
PAPERS = (
    Component(1, "Tờ khai"),
    Component(2, LONG),
    Component(3, "Hộ chiếu", is_presented_only=True),
    Component(4, "Văn bản ủy quyền", is_mandatory=False, condition="khi ủy quyền"),
    Component(5, "Bản chụp", copies=2, originals=0, is_mandatory=False),
    Component(6, "Biểu mẫu điện tử", filing=Filing.ONLINE),
)
PROCEDURE = Procedure("1.000001", "Thủ tục mẫu", "Hộ tịch", PAPERS, "3wd", Fee(0), "Xã", date(2026, 1, 1))


@pytest.fixture
def panel(look: Look, qtbot: QtBot) -> ChecklistPanel:
    made = ChecklistPanel(look)
    qtbot.addWidget(made)
    made.resize(565, 480)
    made.show_procedure(PROCEDURE, {})
    made.show()
    made.activateWindow()
    made.checklist.setFocus()
    qtbot.waitUntil(made.checklist.hasFocus)
    return made


def press(panel: ChecklistPanel, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(panel.checklist, key)


def handed_in(panel: ChecklistPanel) -> dict[int, HandedIn]:
    return dict(panel.checklist.papers.handed_in())


def current(panel: ChecklistPanel) -> int:
    paper = panel.checklist.papers.paper_at(panel.checklist.currentIndex().row())
    assert paper is not None
    return paper.component.number


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    model = PapersModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for procedure in (PROCEDURE, None, PROCEDURE):
        model.show(procedure, {1: HandedIn(1, 0)})
    model.toggle(2)
    model.tick_mandatory()
    assert tester.model() is model


def test_a_digit_ticks_its_paper_and_unticks_it(panel: ChecklistPanel) -> None:
    press(panel, Key.Key_2, Key.Key_5)
    assert handed_in(panel) == {2: HandedIn(1, 0), 5: HandedIn(0, 2)}
    press(panel, Key.Key_2)
    assert list(handed_in(panel)) == [5]


def test_the_space_bar_ticks_the_paper_the_keyboard_is_on(panel: ChecklistPanel) -> None:
    assert current(panel) == 1
    press(panel, Key.Key_Down, Key.Key_Space)
    assert list(handed_in(panel)) == [2]


def test_nought_ticks_every_mandatory_paper(panel: ChecklistPanel) -> None:
    press(panel, Key.Key_0)
    assert list(handed_in(panel)) == [1, 2, 3]


def test_a_digit_without_a_paper_does_nothing(panel: ChecklistPanel) -> None:
    press(panel, Key.Key_9, Key.Key_6)
    assert handed_in(panel) == {}


def test_down_passes_over_headings(panel: ChecklistPanel) -> None:
    press(panel, Key.Key_Down, Key.Key_Down, Key.Key_Down)
    assert current(panel) == 4


def test_after_right_digits_count_originals_then_copies(panel: ChecklistPanel) -> None:
    press(panel, Key.Key_Right, Key.Key_1, Key.Key_2)
    press(panel, Key.Key_Right, Key.Key_3)
    assert handed_in(panel) == {1: HandedIn(12, 3)}
    press(panel, Key.Key_Left, Key.Key_Left, Key.Key_2)
    assert list(handed_in(panel)) == [1, 2]


def test_a_number_typed_in_one_row_is_not_continued_in_the_next(panel: ChecklistPanel) -> None:
    press(panel, Key.Key_Right, Key.Key_1, Key.Key_Down, Key.Key_Right, Key.Key_2)
    assert handed_in(panel) == {1: HandedIn(1, 0), 2: HandedIn(2, 0)}


def test_the_headings_count_what_is_there(panel: ChecklistPanel) -> None:
    press(panel, Key.Key_1, Key.Key_3)
    heads = [panel.checklist.papers.index(line).data(PAPER_ROLE) for line in (0, 4)]
    assert [(head.title, head.aside) for head in heads] == [
        ("Bắt buộc", "đã có 2 trong 3"),
        ("Chỉ khi có trường hợp riêng", "2 giấy tờ"),
    ]


def test_papers_for_online_filing_are_left_out_and_counted(panel: ChecklistPanel) -> None:
    shown = [panel.checklist.papers.paper_at(line) for line in range(panel.checklist.papers.rowCount())]
    assert [paper.component.number for paper in shown if isinstance(paper, Paper)] == [1, 2, 3, 4, 5]
    assert panel.checklist.papers.online_only == 1


def test_the_paper_the_keyboard_is_on_opens_fully(panel: ChecklistPanel, qtbot: QtBot) -> None:
    def height() -> int:
        return panel.checklist.visualRect(panel.checklist.papers.index(2)).height()

    short = height()
    press(panel, Key.Key_Down)
    qtbot.waitUntil(lambda: height() > short)
    panel.checklist.clearFocus()
    qtbot.waitUntil(lambda: height() == short)
    panel.checklist.setFocus()
    qtbot.waitUntil(lambda: height() > short)
    press(panel, Key.Key_Up)
    qtbot.waitUntil(lambda: height() == short)


def test_a_click_on_the_box_ticks_and_a_click_on_a_count_waits_for_digits(panel: ChecklistPanel) -> None:
    row = panel.checklist.visualRect(panel.checklist.papers.index(1))
    viewport = panel.checklist.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(20, row.center().y()))
    assert list(handed_in(panel)) == [1]
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(row.right() - 20, row.center().y()))
    press(panel, Key.Key_4)
    assert handed_in(panel) == {1: HandedIn(1, 4)}


@pytest.mark.parametrize("below_the_edge", [3, 14, 25])
def test_a_click_below_an_open_paper_ticks_what_was_clicked(
    panel: ChecklistPanel, qtbot: QtBot, below_the_edge: int
) -> None:
    checklist = panel.checklist
    short = checklist.visualRect(checklist.papers.index(3)).y()
    press(panel, Key.Key_Down)
    qtbot.waitUntil(lambda: checklist.visualRect(checklist.papers.index(3)).y() > short)
    place = QPoint(20, checklist.visualRect(checklist.papers.index(3)).y() + below_the_edge)
    QTest.mouseClick(checklist.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert list(handed_in(panel)) == [3]
    assert current(panel) == 3


def test_a_screen_reader_hears_number_title_and_state(panel: ChecklistPanel) -> None:
    press(panel, Key.Key_3)
    index = panel.checklist.papers.index(3)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == (
        "3. Hộ chiếu, Xuất trình, đã có, chính 1, sao 0"
    )
    assert index.data(Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Checked


def test_another_procedure_begins_without_ticks(panel: ChecklistPanel) -> None:
    press(panel, Key.Key_1)
    panel.show_procedure(PROCEDURE, {})
    assert handed_in(panel) == {}
