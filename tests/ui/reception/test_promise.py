"""The due date in words and colour, the fee, the code and the slip, before anything is saved."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt

from tests.support.office import SAME_DAY, THREE_DAYS
from tests.ui.reception.conftest import CARD, Office
from ui.reception.promise_panel import LATER_MARK, NOTHING_MARK, TODAY_MARK

Key = Qt.Key
COPY = "2.000815"  # chứng thực bản sao: 2.000 đ


def choose(office: Office, code: str) -> None:
    office.form.go_to_procedure()
    office.form.procedure.procedure.selectAll()
    office.hands.type(code)
    office.hands.press(Key.Key_Return)


def test_before_a_procedure_there_is_no_promise(office: Office) -> None:
    assert office.form.promise.due.text() == "Chưa có giờ hẹn"
    assert office.form.promise.due.mark() == NOTHING_MARK


def test_a_same_day_procedure_is_due_today_with_its_trap(office: Office) -> None:
    choose(office, SAME_DAY)
    promise = office.form.promise
    assert promise.due.text() == "Hôm nay, 17:00"
    assert promise.due.mark() == TODAY_MARK
    assert promise.reason.text() == ("Thứ Hai 23/11/2026. Thời hạn trong ngày: trả khi hết giờ làm việc.")
    assert promise.trap.text() == "Còn 13 phút. Lưu sau 15:00 sẽ hẹn thứ Tư 25/11 (24/11 nghỉ lễ)."


def test_a_later_day_is_named_with_hour_and_weekday_and_why(office: Office) -> None:
    choose(office, THREE_DAYS)
    promise = office.form.promise
    assert promise.due.text() == "14:47 thứ Sáu 27/11/2026"
    assert promise.due.mark().tone == LATER_MARK.tone
    assert "Thời hạn 3 ngày làm việc" in promise.reason.text()
    assert "thứ Ba 24/11 (Ngày Văn hóa Việt Nam)" in promise.reason.text()


def test_the_promise_moves_with_the_clock_though_no_key_is_pressed(office: Office) -> None:
    choose(office, SAME_DAY)
    office.counter.clock.set(datetime(2026, 11, 23, 15, 1))
    office.form.presenter.look_at_the_clock()
    assert office.form.promise.due.text() == "17:00 thứ Tư 25/11/2026"
    assert not office.form.promise.trap.isVisible()


@pytest.mark.parametrize(
    ("code", "fee", "is_paid_asked"), [(SAME_DAY, "0 đ", False), (COPY, "2.000 đ", True)]
)
def test_the_fee_is_said_and_what_was_paid_is_asked(
    office: Office, code: str, fee: str, is_paid_asked: bool
) -> None:
    choose(office, code)
    assert office.form.promise.fee.value() == fee
    assert office.form.promise.paid_row.isVisible() is is_paid_asked


def test_the_next_code_and_what_is_left_are_shown(office: Office) -> None:
    office.wait(lambda: office.form.promise.code.value() != "Chưa có số")
    assert office.form.promise.code.value() == "H99.45.17-261123-0064"
    assert office.form.promise.numbers.text() == "Bàn 2 còn 136 số, dùng được không cần mạng"


def test_the_slip_shows_what_would_be_printed(office: Office) -> None:
    office.hands.scan(CARD)
    choose(office, SAME_DAY)
    slip = office.form.promise.preview.form()
    assert slip is not None
    assert "Nguyễn Thị Hồng Nhung" in slip.html
    assert "17 giờ 00 phút, ngày 23/11/2026" in slip.html
    office.wait(lambda: office.form.promise.preview.is_drawn())


def test_the_previewed_page_is_the_printed_one(office: Office) -> None:
    office.hands.scan(CARD)
    choose(office, SAME_DAY)
    office.hands.press(Key.Key_Return)
    office.hands.type("0")
    office.settle()  # the next code is being looked up
    slip = office.form.promise.preview.form()
    office.hands.press(Key.Key_F9)
    office.wait_for_print()
    assert slip is not None
    assert slip.content_sha256 == office.printer.jobs[0][1].content_sha256


def test_an_alias_a_code_and_words_find_the_same_procedure(office: Office) -> None:
    for typed in ("ksinh", SAME_DAY, "dang ky khai sinh"):
        choose(office, typed)
        assert office.form.form().procedure_code == SAME_DAY


def test_an_alias_needs_no_enter(office: Office) -> None:
    office.form.go_to_procedure()
    office.hands.type("ksinh")
    office.hands.press(Key.Key_Tab)
    assert office.form.form().procedure_code == SAME_DAY


def test_words_that_fit_several_procedures_must_be_chosen(office: Office) -> None:
    office.form.go_to_procedure()
    office.hands.type("khai sinh")
    office.hands.press(Key.Key_Tab)
    assert office.form.form().procedure_code == ""
    assert office.form.procedure.procedure_row.error() == "Xin chọn một thủ tục trong danh sách."


def test_typing_over_a_procedure_takes_it_away(office: Office) -> None:
    choose(office, SAME_DAY)
    office.form.go_to_procedure()
    office.hands.type("x")
    assert office.form.form().procedure_code == ""
    assert office.form.papers.checklist.papers.rowCount() == 0
