"""A group by keys and from a file: each gets a dossier and a slip, all slips come as one job."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from app.domain.dossier import Role
from app.services import groups, officers
from tests.support.office import THREE_DAYS
from tests.support.sheets import SOMEBODY, a_workbook
from tests.ui.reception.conftest import CARD, WIDE, Office
from tests.ui.reception.conftest import open_office as open_office
from ui.groups.import_dialog import ImportDialog
from ui.groups.presenter import GroupDesk
from ui.main_window import BOARD, GROUPS, RECEPTION
from ui.printing.errors import PrinterNotReady
from ui.widgets.message_bar import Message

Key = Qt.Key
ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def desk(office: Office) -> GroupDesk:
    found = office.window.desks[GROUPS]
    assert isinstance(found, GroupDesk)
    return found


@pytest.fixture
def office(open_office: Callable[..., Office]) -> Office:
    """The screen of a group, its procedure chosen and its papers all there."""
    made = open_office(size=WIDE, desks=(BOARD, RECEPTION, GROUPS))
    made.begin()
    made.hands.press(Key.Key_F2, SHIFT)
    set_form_up(made)
    desk(made).presenter._second.timer.setInterval(600_000)  # five seconds are soon over on a busy machine
    return made


def set_form_up(office: Office) -> None:
    """Choose the procedure; all papers are there."""
    office.wait(lambda: desk(office).procedure.procedure.hasFocus())
    office.hands.type(THREE_DAYS)
    office.hands.press(Key.Key_Return)
    office.hands.press(Key.Key_Return)
    desk(office).papers.checklist.setFocus()
    office.hands.type("0")
    office.settle()


def listed(office: Office) -> list[str]:
    return [row.member.person.full_name for row in groups.current(office.counter.desk).rows]


def read(office: Office, path: Path) -> ImportDialog:
    desk(office).read_list(path)
    office.settle()
    (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, ImportDialog)]
    return dialog


def type_into_bar(office: Office, name: str) -> None:
    desk(office).members.start()
    for words in ("000 060 000123", name, "1960"):
        office.hands.type(words)
        office.hands.press(Key.Key_Return)


def type_person(office: Office, name: str) -> None:
    type_into_bar(office, name)
    before = len(listed(office))
    office.hands.press(Key.Key_F8)
    office.wait(lambda: len(listed(office)) > before and desk(office).receive.isEnabled())
    office.settle()


def shown(office: Office) -> str:
    """What the window says at its top."""
    return " ".join(each.text() for each in office.window.messages.findChildren(QLabel))


def choose(office: Office, line: int) -> None:
    """Put the keyboard on a line of the list, once its row has come."""
    table = desk(office).table
    table.setFocus()
    table.choose_line(line)
    office.wait(lambda: table.chosen_row() is not None)


def test_people_typed_and_scanned_are_received_with_one_key_and_one_job_of_slips(office: Office):
    type_person(office, "Trần Văn Mẫu")
    office.hands.scan(CARD)
    office.settle()
    assert listed(office) == ["Trần Văn Mẫu", "Nguyễn Thị Hồng Nhung"]
    office.hands.press(Key.Key_F9)
    office.wait_for_print()
    (job,) = office.printer.jobs
    assert [form.copy_label[:6] for form in job] == ["Liên 1", "Liên 2"] * 2
    assert len({form.code for form in job}) == 2
    assert {row.applicant_name for row in office.dossiers()} == {"Trần Văn Mẫu", "Nguyễn Thị Hồng Nhung"}
    office.wait(lambda: not desk(office).receive.isEnabled())


def test_a_file_is_tried_first_and_the_good_rows_alone_may_be_taken(office: Office, tmp_path: Path):
    bad, odd = list(SOMEBODY), list(SOMEBODY)
    bad[1], odd[1], odd[2] = "", "Đỗ Văn Mẫu", 19401341235
    dialog = read(office, a_workbook(tmp_path / "list.xlsx", [SOMEBODY, bad, odd]))
    assert "Đọc được 2 người, 1 dòng nên xem lại, 1 dòng không nhận được." in dialog.summary.text()
    assert listed(office) == []
    dialog.good.click()
    office.settle()
    assert listed(office) == ["Nguyễn Thị Mẫu"]
    noted = office.counter.device.rows("SELECT detail FROM act_log WHERE kind = 'imported'")
    assert noted == [("list 1 rows",)]


def test_a_file_that_is_no_list_is_told_in_the_window_and_nothing_changes(office: Office, tmp_path: Path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"%PDF-1.7")
    desk(office).read_list(path)
    office.settle()
    assert "Tệp này không phải Excel" in shown(office)
    assert listed(office) == []


def test_f9_goes_to_what_is_missing_and_receives_nobody(office: Office):
    type_person(office, "Trần Văn Mẫu")
    desk(office).papers.checklist.go_to(1)
    office.hands.press(Key.Key_Space)
    office.settle()
    desk(office).members.start()
    office.hands.press(Key.Key_F9)
    office.wait(desk(office).papers.checklist.hasFocus)
    assert office.dossiers() == []


def test_the_whole_group_is_taken_back_when_asked_twice(office: Office):
    type_person(office, "Trần Văn Mẫu")
    office.hands.press(Key.Key_F9)
    office.wait_for_print()
    office.wait(lambda: desk(office).undo.isEnabled())
    office.hands.press(Key.Key_Z, ALT)
    office.wait(lambda: "Nhấn Alt+Z lần nữa để hủy tiếp nhận 1 hồ sơ." in shown(office))
    assert groups.current(office.counter.desk).received
    office.hands.press(Key.Key_Z, ALT)
    office.wait(lambda: not groups.current(office.counter.desk).received)
    assert len(office.dossiers()) == 1


def test_a_question_stands_above_a_failure_and_does_not_wait_for_ever(office: Office):
    type_person(office, "Trần Văn Mẫu")
    office.window.workplace.tell(Message("printer", "Máy in hết giấy.", "late"))
    office.hands.press(Key.Key_F6)
    assert "Còn 1 người chưa nhận." in shown(office)
    desk(office).presenter._second.timer.timeout.emit()
    assert shown(office).strip() == "Máy in hết giấy."
    office.hands.press(Key.Key_F6)
    office.settle()
    assert listed(office) == ["Trần Văn Mẫu"]


def test_what_was_asked_before_another_act_is_asked_again(office: Office):
    type_person(office, "Trần Văn Mẫu")
    office.hands.press(Key.Key_F9)
    office.wait_for_print()
    office.wait(lambda: desk(office).undo.isEnabled())
    officer = office.counter.officer
    for act in (
        lambda: office.hands.press(Key.Key_P, CTRL),
        lambda: office.window.show_desk(GROUPS),
        lambda: office.window.workplace.seat(officer),
    ):
        office.hands.press(Key.Key_Z, ALT)
        assert "Nhấn Alt+Z lần nữa" in shown(office)
        act()
        office.settle()
        assert "Nhấn Alt+Z lần nữa" not in shown(office)
    office.hands.press(Key.Key_Z, ALT)
    office.settle()
    assert groups.current(office.counter.desk).received


def test_a_card_that_is_read_twice_is_one_person(office: Office):
    for _ in range(2):
        office.hands.scan(CARD)
        office.settle()
    assert listed(office) == ["Nguyễn Thị Hồng Nhung"]
    assert "Nguyễn Thị Hồng Nhung đã có ở dòng 1 của danh sách" in shown(office)


def test_who_handed_the_same_in_before_is_named_before_they_are_received(office: Office):
    office.hands.scan(CARD)
    office.wait(lambda: desk(office).receive.isEnabled())
    office.hands.press(Key.Key_F9)
    office.wait_for_print()
    office.wait(lambda: desk(office).undo.isEnabled())
    for _ in range(2):
        office.hands.press(Key.Key_F6)
    office.wait(lambda: listed(office) == [])
    set_form_up(office)
    office.hands.scan(CARD)
    office.wait(lambda: "Có thể trùng hồ sơ đã có: Nguyễn Thị Hồng Nhung." in shown(office))
    (row,) = groups.current(office.counter.desk).waiting
    assert desk(office)._state_words(row).startswith("Trùng ")
    office.hands.press(Key.Key_F9)
    office.wait_for_print(2)
    notes = office.counter.device.rows("SELECT note FROM dossier_event WHERE kind = 1 ORDER BY id")
    assert [bool(note) for (note,) in notes] == [False, True]


def test_what_is_typed_stays_until_it_is_on_disk(office: Office, monkeypatch: pytest.MonkeyPatch):
    def fail(*_all: object) -> None:
        raise groups.TooManyPeople

    with monkeypatch.context() as patched:
        patched.setattr(groups, "add_one", fail)
        type_into_bar(office, "Trần Văn Mẫu")
        office.hands.press(Key.Key_F8)
        office.settle()
    assert desk(office).members.person.full_name.text() == "Trần Văn Mẫu"
    assert "Một lượt nhận nhiều nhất" in shown(office)
    office.hands.press(Key.Key_F8)
    office.wait(lambda: listed(office) == ["Trần Văn Mẫu"])
    office.settle()
    assert desk(office).members.person.full_name.text() == ""


def test_neither_f9_nor_f6_passes_over_who_is_half_typed(office: Office):
    office.hands.scan(CARD)
    office.settle()
    type_into_bar(office, "Trần Văn Mẫu")
    office.hands.press(Key.Key_F9)
    office.wait(lambda: "Còn một người chưa thêm." in shown(office))
    assert desk(office).members.person.id_number.hasFocus()
    for _ in range(2):
        office.hands.press(Key.Key_F6)
        office.settle()
    assert desk(office).members.person.full_name.text() == "Trần Văn Mẫu"
    assert listed(office) == ["Nguyễn Thị Hồng Nhung"]
    assert office.dossiers() == []


def test_who_was_taken_off_is_put_back_with_one_key(office: Office):
    type_person(office, "Trần Văn Mẫu")
    choose(office, 1)
    office.hands.press(Key.Key_Return)
    office.settle()
    choose(office, 1)
    office.hands.press(Key.Key_Delete)
    office.wait(lambda: "Đã bỏ Trần Văn Mẫu khỏi danh sách." in shown(office))
    assert listed(office) == []
    office.hands.press(Key.Key_F8)
    office.wait(lambda: listed(office) == ["Trần Văn Mẫu"])


def test_who_is_taken_off_while_being_written_anew_is_put_back_as_typed(office: Office):
    type_person(office, "Trần Văn Mẫu")
    choose(office, 1)
    office.hands.press(Key.Key_Return)
    office.settle()
    desk(office).members.person.full_name.fill("Trần Văn Sửa")
    choose(office, 1)
    office.hands.press(Key.Key_Delete)
    office.wait(lambda: listed(office) == [])
    office.settle()
    office.hands.press(Key.Key_F8)
    office.wait(lambda: listed(office) == ["Trần Văn Sửa"])


def test_a_key_pressed_twice_adds_one_person_and_delete_passes_over_nobody_half_typed(office: Office):
    members = desk(office).members
    members.person.full_name.fill("Trần Văn Mẫu")
    members.button.click()
    members.button.click()
    office.settle()
    assert listed(office) == ["Trần Văn Mẫu"]
    members.person.full_name.fill("Lò Thị Mẫu")
    desk(office).drop_asked.emit(groups.current(office.counter.desk).rows[0])
    office.settle()
    assert listed(office) == ["Trần Văn Mẫu"]
    assert members.person.full_name.text() == "Lò Thị Mẫu"


def test_a_jammed_printer_loses_no_dossier_and_the_slips_come_later(office: Office):
    office.printer.is_jammed = True
    type_person(office, "Trần Văn Mẫu")
    office.hands.press(Key.Key_F9)
    office.wait(lambda: bool(office.dossiers()) and str(PrinterNotReady()) in shown(office))
    office.printer.is_jammed = False
    office.hands.press(Key.Key_P, CTRL)
    office.wait_for_print()
    assert len(office.printer.jobs[0]) == 2


def test_who_waits_is_written_anew_dropped_and_the_list_begun_anew(office: Office):
    type_person(office, "Trần Văn Mẫu")
    office.hands.scan(CARD)
    office.settle()
    view = desk(office)
    choose(office, 1)
    office.hands.press(Key.Key_Return)
    view.members.person.full_name.fill("Trần Văn Sửa")
    view.members.button.click()
    office.settle()
    assert listed(office) == ["Trần Văn Sửa", "Nguyễn Thị Hồng Nhung"]
    choose(office, 2)
    office.hands.press(Key.Key_Delete)
    office.settle()
    assert listed(office) == ["Trần Văn Sửa"]
    office.hands.press(Key.Key_F6)
    office.wait(lambda: "Còn 1 người chưa nhận." in shown(office))
    office.hands.press(Key.Key_F6)
    office.wait(lambda: listed(office) == [])


def test_the_list_leaves_as_a_file_with_its_ids_masked(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "nhom.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(out), "CSV (*.csv)"))
    type_person(office, "Trần Văn Mẫu")
    desk(office).export.click()
    office.wait(out.exists)
    office.settle()
    head, line = out.read_text("utf-8-sig").splitlines()
    assert head.startswith('"Số","Họ và tên","Số định danh"')
    assert "Trần Văn Mẫu" in line
    assert "000060000123" not in line
    note = "SELECT detail FROM act_log WHERE kind = 'exported'"
    assert office.counter.device.value(note) == "group 1 rows csv"


def test_a_half_typed_line_waits_for_its_clerk_and_is_shown_to_no_other(office: Office):
    place, first = office.window.workplace, office.window.workplace.officer
    other = officers.register_clerk(office.counter.desk, "Người Thứ Hai", "", (Role.RECEPTION,), "1357")
    office.settle()
    type_into_bar(office, "Lò Thị Mẫu")
    name = desk(office).members.person.full_name
    place.seat(None)
    place.seat(first)
    assert name.text() == "Lò Thị Mẫu"
    place.seat(None)
    place.seat(other)
    assert name.text() == ""
