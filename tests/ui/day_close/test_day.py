"""The day's end by keys: the till, the comparison, a leader's signature, and what each prints."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.applicant import Applicant
from app.domain.certification import Paper
from app.services import certification, day_close
from app.services.certification import Sitting
from tests.ui.certification.conftest import LEADER_PIN
from tests.ui.certification.conftest import office as office
from tests.ui.reception.conftest import Office
from ui.day_close.presenter import DayCloseDesk
from ui.day_close.side_panel import HAS_MOVED
from ui.day_close.sign_dialog import SignDialog
from ui.main_window import DAY_CLOSE

Key = Qt.Key


def day(office: Office) -> DayCloseDesk:
    found = office.window.desks[DAY_CLOSE]
    assert isinstance(found, DayCloseDesk)
    return found


def certify(office: Office) -> None:
    sitting = Sitting(Applicant("Đinh Xuân Mẫu"), (Paper("Căn cước công dân", 2, 3),))
    certification.certify(office.counter.desk, office.counter.officer, sitting)


def show(office: Office) -> None:
    office.window.show_desk(DAY_CLOSE)
    office.settle()
    office.settle()


def test_what_is_missing_is_printed_again_where_it_is_named(office: Office) -> None:
    certify(office)
    show(office)
    office.wait(lambda: day(office).table.chosen_row() is not None)
    office.hands.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    office.wait_for_print()
    assert day_close.view(office.counter.desk).figures.is_even


def test_the_till_is_counted_and_printed(office: Office) -> None:
    certify(office)
    show(office)
    day(office).side.count.setFocus()
    office.hands.type("12000")
    office.hands.press(Key.Key_F6)
    office.wait_for_print()
    page = office.printer.pages()[0]
    assert "BIÊN BẢN CHỐT QUỸ CUỐI NGÀY" in page
    assert page.count("12.000") == 2


def test_a_leader_signs_with_a_pin_and_the_page_says_so(office: Office) -> None:
    certify(office)
    show(office)
    office.hands.press(Key.Key_F9)
    office.wait_for_print()
    office.settle()
    office.hands.press(Key.Key_F8)
    (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, SignDialog)]
    office.wait(lambda: dialog.leader.count() == 1)
    for pin, note in (("0000", "Đã xem"), (LEADER_PIN, "Đã xem, in lại ngay")):
        dialog.note.fill(note)
        dialog.pin.setText(pin)
        dialog.ok.click()
        office.settle()
    office.wait_for_print(2)
    close = day_close.view(office.counter.desk).close
    assert close is not None
    assert close.signer_name == "Phạm Đức Mẫu"
    page = office.printer.pages()[-1]
    assert "1284: Chưa in giấy" in page
    assert "Ý kiến lãnh đạo: Đã xem, in lại ngay" in page


def test_a_day_left_unsigned_is_offered_the_day_after(office: Office) -> None:
    certify(office)
    day_close.close_day(office.counter.desk, office.counter.officer)
    office.counter.clock.set(office.counter.desk.now() + timedelta(days=1))
    show(office)
    office.wait(lambda: day(office).sign.isEnabled())
    office.hands.press(Key.Key_F8)
    (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, SignDialog)]
    office.wait(lambda: dialog.leader.count() == 1)
    dialog.note.fill("Ký bù")
    dialog.pin.setText(LEADER_PIN)
    dialog.ok.click()
    office.wait_for_print()
    assert "Ý kiến lãnh đạo: Ký bù" in office.printer.pages()[-1]
    office.settle()
    assert not day(office).sign.isEnabled()


def test_a_day_that_moved_after_its_close_is_closed_again_the_day_after(office: Office) -> None:
    certify(office)
    day_close.close_day(office.counter.desk, office.counter.officer)
    certify(office)
    yesterday = office.counter.desk.today()
    office.counter.clock.set(office.counter.desk.now() + timedelta(days=1))
    show(office)
    alt = Qt.KeyboardModifier.AltModifier
    office.hands.press(Key.Key_Up, alt)
    office.wait(lambda: day(office).side.day_state.text() == HAS_MOVED)
    office.hands.press(Key.Key_F9)
    office.wait_for_print()
    assert "Thay lần chốt lúc" in office.printer.pages()[-1]
    view = day_close.view(office.counter.desk, yesterday)
    assert (view.has_moved, len(view.earlier)) == (False, 1)
    office.settle()
    assert "Lần trước: Cán Bộ Mẫu chốt lúc" in day(office).side.day_words.text()
    office.hands.press(Key.Key_Down, alt)
    office.wait(lambda: not day(office).after.isEnabled())
