"""A small screen: one column of sections, opened by Tab or Alt+1..3, and the promise always in sight."""

from PySide6.QtCore import Qt

from tests.ui.reception.conftest import CARD, Office
from ui.main_window import RECEPTION
from ui.reception.sections import Part

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def open_parts(office: Office) -> list[Part]:
    form = office.form
    panels = (form.applicant, form.procedure, form.papers)
    return [part for part, panel in zip(Part, panels, strict=True) if panel.isVisible()]


def test_a_wide_window_shows_all_sections_and_no_lines(office: Office) -> None:
    assert open_parts(office) == list(Part)
    assert not any(line.isVisible() for line in office.form.sections.lines)


def test_a_narrow_window_opens_one_section(narrow_office: Office) -> None:
    assert open_parts(narrow_office) == [Part.APPLICANT]
    assert all(line.isVisible() for line in narrow_office.form.sections.lines)


def test_alt_and_a_digit_open_a_section_at_its_first_field(narrow_office: Office) -> None:
    form = narrow_office.form
    firsts = (form.applicant.person.id_number, form.procedure.procedure, form.papers.checklist)
    for key, part, field in zip((Key.Key_1, Key.Key_2, Key.Key_3), Part, firsts, strict=True):
        narrow_office.hands.press(key, ALT)
        assert open_parts(narrow_office) == [part]
        assert field.hasFocus()


def test_tab_goes_on_from_one_section_into_the_next(narrow_office: Office) -> None:
    form = narrow_office.form
    for _ in range(20):
        if form.procedure.procedure.hasFocus():
            break
        narrow_office.hands.press(Key.Key_Tab)
    assert form.procedure.procedure.hasFocus()
    assert open_parts(narrow_office) == [Part.PROCEDURE]


def test_a_folded_section_says_what_it_holds(narrow_office: Office) -> None:
    narrow_office.hands.scan(CARD)
    narrow_office.wait(narrow_office.form.procedure.procedure.hasFocus)
    narrow_office.hands.type("ksinh")
    narrow_office.hands.press(Key.Key_Return)
    narrow_office.hands.press(Key.Key_3, ALT)
    narrow_office.hands.type("1")
    names = [line.accessibleName() for line in narrow_office.form.sections.lines]
    assert names == [
        "Người nộp: Nguyễn Thị Hồng Nhung · Nữ · 12/08/1994 · •••• 3412",
        "Thủ tục: 1.001193 Đăng ký khai sinh",
        "Giấy tờ: 1 trong 7 giấy tờ",
    ]


def test_due_date_code_and_f9_stay_in_sight(narrow_office: Office) -> None:
    form = narrow_office.form
    narrow_office.wait(lambda: form.promise.code.value() != "Chưa có số")
    for part in (form.promise.due, form.promise.code, form.promise.preview_line, form.save):
        assert part.isVisible()
        corner = part.mapTo(narrow_office.window, part.rect().bottomRight())
        assert narrow_office.window.rect().contains(corner)
    assert form.promise.code.value() == "261123-0064"


def test_f9_opens_the_section_in_which_something_is_missing(narrow_office: Office) -> None:
    narrow_office.hands.scan(CARD)
    narrow_office.wait(narrow_office.form.procedure.procedure.hasFocus)
    narrow_office.hands.press(Key.Key_F9)
    assert open_parts(narrow_office) == [Part.PROCEDURE]
    narrow_office.hands.type("ksinh")
    narrow_office.hands.press(Key.Key_Return)
    narrow_office.hands.press(Key.Key_F9)
    assert open_parts(narrow_office) == [Part.PAPERS]
    assert narrow_office.form.papers.checklist.hasFocus()


def test_nothing_is_wider_than_the_smallest_window(narrow_office: Office) -> None:
    narrow_office.window.show_desk(RECEPTION)
    assert narrow_office.window.width() == 911
    assert narrow_office.form.minimumSizeHint().width() <= 911 - 44


def test_the_draft_is_told_beside_the_due_date(narrow_office: Office) -> None:
    narrow_office.hands.type("12")
    assert narrow_office.form.promise.saved.text() == "Nháp đã lưu lúc 14:47:12"
    assert not narrow_office.form.saved.isVisible()
