"""The desk of figures by keyboard: periods, tabs, what is behind a figure, paper and files."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.domain.dossier import EventKind
from tests.support.yearbook import Told, written
from tests.ui.dossier.frames import Frame
from ui import saving
from ui.main_window import REPORTS
from ui.reports.desk import ReportsDesk
from ui.reports.words import Tab

CAME, DUE = datetime(2026, 11, 16, 9), datetime(2026, 11, 18, 17)


def desk_of(frame: Frame) -> ReportsDesk:
    written(
        frame.counter.device,
        [
            Told(CAME, DUE, [(EventKind.FINISHED, datetime(2026, 11, 17, 9))]),
            Told(CAME, DUE, [(EventKind.FINISHED, datetime(2026, 11, 19, 9))], field="Đất đai"),
            Told(CAME, datetime(2026, 11, 30), [(EventKind.SUPPLEMENT_REQUESTED, DUE)]),
        ],
    )
    frame.window.show_desk(REPORTS)
    frame.wait(lambda: frame.reports.view.grid.grid.rowCount() > 0)
    return frame.reports


def cells(desk: ReportsDesk) -> list[tuple[str, ...]]:
    return [row.cells for row in desk.view.grid.grid.rows]


def go_to(frame: Frame, tab: Tab) -> None:
    before = frame.reports.view.grid.grid.columns
    frame.reports.view.tabs.setCurrentIndex(list(Tab).index(tab))
    frame.wait(lambda: frame.reports.view.grid.grid.columns != before)
    frame.settle()


def test_a_period_shows_its_total_first_and_every_group_after_it(frame):
    desk = desk_of(frame)
    assert cells(desk) == [
        ("Tổng số", "3", "0", "1", "0", "1", "1", "0", "1"),
        ("Hộ tịch", "2", "0", "1", "0", "0", "1", "0", "1"),
        ("Đất đai", "1", "0", "0", "0", "1", "0", "0", "0"),
    ]
    assert "Hộ tịch: Xong trước hạn 1, Đang giải quyết, trong hạn 1" in desk.view.bars.accessibleDescription()


def test_a_figure_opens_to_its_dossiers_and_esc_leads_back(frame):
    desk = desk_of(frame)
    desk.view.grid.setCurrentIndex(desk.view.grid.grid.index(2, 5))
    frame.press(Qt.Key.Key_Return)
    frame.wait(lambda: desk.behind.isVisible() and isinstance(desk.behind.table.chosen_row(), object))
    frame.wait(lambda: desk.behind.model.row_at(1) is not None)
    assert desk.behind.words == "Đất đai: xong quá hạn, từ 01/11/2026 đến 30/11/2026"
    frame.press(Qt.Key.Key_Escape)
    frame.wait(desk.view.isVisible)


def test_the_form_counts_as_the_office_chose_and_is_printed_and_noted(frame):
    desk = desk_of(frame)
    go_to(frame, Tab.FORM)
    total = ("Tổng số", "3", "0", "3", "0", "2", "1", "0", "1", "1", "1", "0")
    assert cells(desk)[-1] == total
    desk.view.aside.click()
    frame.wait(lambda: cells(desk)[-1] != total)
    assert cells(desk)[-1] == ("Tổng số", "3", "0", "3", "0", "3", "1", "1", "1", "0", "0", "0")
    frame.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    frame.wait(lambda: bool(frame.tray.jobs))
    assert "được tính vào cột (9)" in frame.tray.jobs[0][0].html
    frame.wait(lambda: frame.counter.device.rows("SELECT detail FROM act_log") == [("II.06a 2 rows",)])


def test_the_form_that_is_printed_has_the_days_it_was_asked_for(frame):
    desk = desk_of(frame)
    go_to(frame, Tab.FORM)
    desk.view.period.first.setText("20/11/2026")
    desk.view.print_asked.emit()
    frame.wait(lambda: bool(frame.tray.jobs))
    assert "01/11/2026" in frame.tray.jobs[0][0].html
    frame.settle()
    desk.view.period.first.editingFinished.emit()
    desk.view.print_asked.emit()
    frame.settle()
    assert len(frame.tray.jobs) == 1


def test_until_an_answer_comes_the_figures_are_those_of_the_tab_they_were_read_for(frame, monkeypatch):
    desk = desk_of(frame)
    go_to(frame, Tab.FORM)
    names: list[str] = []
    monkeypatch.setattr(desk.saver, "ask_and_save", lambda offered, *_others: names.append(offered))
    desk.view.tabs.setCurrentIndex(list(Tab).index(Tab.FIELD))
    desk.view.export_asked.emit()
    desk.view.opened.emit(desk.view.grid.grid.rows[-1].subject, 11)
    assert names == ["bao-cao-form"]
    frame.wait(desk.behind.isVisible)
    assert "quá hạn" in desk.behind.words


def test_the_periods_named_by_today_move_on_overnight(frame):
    desk = desk_of(frame)
    bar = desk.view.period
    bar.box.setCurrentIndex(bar.box.findText("Hôm nay"))
    bar.box.activated.emit(bar.box.currentIndex())
    today = frame.counter.desk.today()
    frame.counter.clock.advance(days=1)
    frame.place.books_changed.emit()
    assert bar.box.currentText() == "Hôm nay"
    assert bar.last.text() == f"{today + timedelta(days=1):%d/%m/%Y}"
    frame.settle()


def test_the_index_names_what_each_share_is_over(frame):
    desk = desk_of(frame)
    go_to(frame, Tab.INDEX)
    first, second, *others = cells(desk)
    assert (first[0], first[1], second[0], second[1]) == ("Làm chậm", "1", "Chỉ gửi chậm", "1")
    assert {row[0][:3] for row in others} == {"1.4", "2.1", "2.2", "3.3", "4.1", "4.2"}
    assert not desk.view.open_key.isVisible()


def test_days_that_are_none_are_said_and_change_nothing(frame):
    desk = desk_of(frame)
    before = cells(desk)
    first, last = desk.view.period.first, desk.view.period.last
    for edit, wrong, right in ((last, "31/12/9999", last.text()), (first, "31/02/2026", "")):
        edit.setText(wrong)
        edit.editingFinished.emit()
        assert desk.view.period.wrong.text().startswith("Ngày ghi như")
        edit.setText(right)
    desk.view.period.first.setText("20/11/2026")
    desk.view.period.first.editingFinished.emit()
    frame.wait(lambda: cells(desk) != before)
    assert desk.view.period.box.currentText() == "Tự chọn ngày"
    assert cells(desk)[0][1] == "1"


def test_what_is_exported_is_what_is_shown(frame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    desk_of(frame)
    path = tmp_path / "so-lieu.csv"
    monkeypatch.setattr(saving.QFileDialog, "getSaveFileName", lambda *_args: (str(path), saving.COMMAS))
    frame.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    frame.wait(path.exists)
    frame.settle()
    assert '"Đất đai",1,0,0,0,1,0,0,0' in path.read_text("utf-8-sig")
    assert frame.counter.device.rows("SELECT detail FROM act_log") == [("FIELD 3 rows csv",)]
