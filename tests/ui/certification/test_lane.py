"""The lane by keys alone: a scan, a digit a paper, one key that writes, takes and prints."""

from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from app.domain.applicant import Applicant
from app.domain.books import BookKind
from app.domain.certification import Paper
from app.domain.citizen_card import CitizenCard
from app.domain.dossier import Role
from app.domain.fees import PaymentMethod
from app.services import books, certification, certified, fees, officers, sitting_drafts
from app.services.certification import Certified, Sitting
from app.services.certified import DaySitting
from app.services.desk import Desk, Officer
from app.services.sitting_drafts import SittingText
from app.storage.certifications import RegisterLine
from tests.ui.reception.conftest import Office
from ui.certification.book_dialog import BookDialog
from ui.certification.desk import CertificationDesk
from ui.certification.lane_table import _Band
from ui.main_window import CERTIFICATION

Key = Qt.Key
CARD = "000089027716||Đinh Xuân Quỳnh|12081989|Nam|Tổ dân phố 3, xã Yên Lạc Hạ|15032022"
MOST_KEYS = 25


def lane(office: Office) -> CertificationDesk:
    found = office.window.desks[CERTIFICATION]
    assert isinstance(found, CertificationDesk)
    return found


def sittings(office: Office) -> list[DaySitting]:
    return list(certified.day_of(office.counter.desk).sittings)


def add(office: Office, digit: Key, copies: str) -> None:
    """A paper by its digit, its usual pages, and so many copies."""
    office.hands.press(digit)
    office.hands.press(Key.Key_Return)
    office.hands.type(copies)
    office.hands.press(Key.Key_Return)


def scan(office: Office) -> None:
    office.hands.scan(CARD)
    office.wait(lambda: lane(office).person.full_name.text() == "Đinh Xuân Quỳnh")
    office.settle()
    office.hands.presses = 0


def finish(office: Office) -> None:
    before = len(office.printer.jobs)
    office.hands.press(Key.Key_F9)
    office.wait(lambda: len(office.printer.jobs) > before)
    office.settle()


def know(office: Office) -> None:
    person = Applicant("Đinh Xuân Quỳnh", id_number="000089027716", phone="0900000716")
    sitting = Sitting(person, (Paper("Giấy khai sinh"),))
    certification.certify(office.counter.desk, office.counter.officer, sitting)


def test_four_papers_of_a_known_citizen_take_at_most_25_keys_after_the_scan(office: Office) -> None:
    know(office)
    scan(office)
    for digit, copies in ((Key.Key_1, "3"), (Key.Key_2, "2"), (Key.Key_3, "2"), (Key.Key_4, "3")):
        add(office, digit, copies)
    finish(office)

    assert office.hands.presses <= MOST_KEYS
    record = sittings(office)[0].record
    assert (record.first_number, record.last_number, record.amount) == (1285, 1288, 50_000)
    assert office.counter.device.value("SELECT count(*) FROM applicant") == 1
    assert office.counter.device.value("SELECT phone FROM applicant") == "0900000716"


def test_the_papers_say_number_book_fee_and_the_next_citizen_may_come(office: Office) -> None:
    scan(office)
    add(office, Key.Key_1, "3")
    finish(office)

    slip, attestation = office.printer.pages()[:2]
    assert "PHIẾU THU PHÍ CHỨNG THỰC" in slip
    assert "12.000" in slip
    assert "1284, quyển số 01/2026-SCT/BS" in attestation
    assert "Phạm Đức Mẫu" in attestation
    assert lane(office).text().is_blank
    assert lane(office).person.full_name.hasFocus()
    assert lane(office).side.number.text() == "1285"
    assert sittings(office)[0].record.slips == 1


def test_three_letters_find_a_citizen_without_a_card(office: Office) -> None:
    know(office)
    office.hands.type("quy")
    suggestions = lane(office).person._suggesting[lane(office).person.full_name]
    office.wait(suggestions.isVisible)
    office.hands.press(Key.Key_Return)
    assert lane(office).person.applicant().id_number == "000089027716"
    assert lane(office).lane.rows[-1].paper.hasFocus()


def test_short_names_are_papers_and_an_odd_one_is_written_out(office: Office) -> None:
    scan(office)
    office.hands.type("gplx")
    office.hands.press(Key.Key_Return)
    office.hands.press(Key.Key_Return)
    office.hands.press(Key.Key_Return)
    office.hands.type("Giay xac nhan mau")
    office.hands.press(Key.Key_Tab)
    assert [paper.title for paper in lane(office).lane.papers()] == ["Giấy phép lái xe", "Giay xac nhan mau"]


def test_an_impossible_count_is_named_and_takes_no_number(office: Office) -> None:
    scan(office)
    add(office, Key.Key_1, "0")
    office.hands.press(Key.Key_F9)
    office.settle()
    office.wait(lambda: lane(office).lane.rows[0].copies.hasFocus())
    assert sittings(office) == []
    assert not office.printer.jobs


def test_what_is_parked_survives_and_comes_back(office: Office) -> None:
    scan(office)
    add(office, Key.Key_2, "2")
    office.hands.press(Key.Key_F6)
    assert lane(office).text().is_blank
    (kept,) = sitting_drafts.kept(office.counter.desk)
    assert (kept.text.full_name, kept.text.rows) == ("Đinh Xuân Quỳnh", (("Giấy khai sinh", "1", "2"),))
    office.hands.press(Key.Key_F6)
    assert lane(office).text() == kept.text


def test_a_jammed_printer_loses_nothing(office: Office) -> None:
    office.printer.is_jammed = True
    scan(office)
    add(office, Key.Key_1, "1")
    office.hands.press(Key.Key_F9)
    office.wait(lambda: len(sittings(office)) == 1)
    office.wait(lambda: not office.window.workplace.is_printing)
    office.printer.is_jammed = False
    office.hands.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    office.wait(lambda: len(office.printer.jobs) == 1)
    office.settle()
    assert sittings(office)[0].record.slips == 1
    assert "Bản in lại" not in office.printer.pages()[0]


def test_a_number_is_struck_out_in_the_book_and_the_book_prints_with_sums(office: Office) -> None:
    scan(office)
    add(office, Key.Key_1, "3")
    add(office, Key.Key_2, "2")
    finish(office)
    office.hands.press(Key.Key_S, Qt.KeyboardModifier.AltModifier)
    (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, BookDialog)]
    office.wait(lambda: isinstance(dialog.table.chosen_row(), RegisterLine))
    dialog.reason.fill("In nhầm")
    dialog.void_button.click()
    office.wait(lambda: len(office.printer.jobs) == 2)
    office.settle()
    dialog._print_register()
    office.wait(lambda: len(office.printer.jobs) == 3)
    dialog.close()
    pages = "".join(form.html for form in office.printer.jobs[-1])
    assert "Từ số 1284 đến số 1285" in pages
    assert "Hủy: In nhầm" in pages
    assert "Cộng dồn từ đầu sổ: 1 số" in pages


def test_what_is_parked_keeps_its_book_and_way_of_paying(office: Office) -> None:
    view = lane(office)
    scan(office)
    add(office, Key.Key_1, "1")
    office.hands.press(Key.Key_L, Qt.KeyboardModifier.AltModifier)
    view.side.method.setCurrentIndex(1)
    view.side.method.activated.emit(1)
    office.hands.press(Key.Key_F6)
    view.kind.setCurrentIndex(0)
    view._choose_kind()
    office.settle()
    office.hands.press(Key.Key_F6)
    office.settle()
    sitting = view.presenter._sitting()
    assert (sitting.kind, sitting.method) == (BookKind.CERTIFIED_SIGNATURES, PaymentMethod.TRANSFER)
    assert view.kind.currentData() == BookKind.CERTIFIED_SIGNATURES


def test_nothing_touches_a_sitting_while_it_is_being_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(office)
    add(office, Key.Key_2, "2")
    go_on, certify = Event(), certification.certify

    def slowly(desk: Desk, officer: Officer, sitting: Sitting) -> Certified:
        assert go_on.wait(60)
        return certify(desk, officer, sitting)

    monkeypatch.setattr(certification, "certify", slowly)
    office.hands.press(Key.Key_F9)
    written = lane(office).text()
    office.hands.press(Key.Key_F6)
    office.hands.type("7")
    office.hands.press(Key.Key_Escape)
    lane(office).take_card(CitizenCard("000089000001", "", "Người Sau Mẫu", None, "", "", None))
    assert lane(office).text() == written
    assert len(sitting_drafts.kept(office.counter.desk)) == 1
    go_on.set()
    office.wait(lambda: len(office.printer.jobs) == 1)
    office.settle()
    assert sitting_drafts.kept(office.counter.desk) == []
    assert lane(office).text().is_blank
    assert lane(office).person.full_name.hasFocus()


def test_a_sitting_written_while_the_desk_is_handed_over_is_printed_and_takes_nothing_from_who_sits_down(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, first = office.counter.desk, office.counter.officer
    next_one = officers.register_clerk(desk, "Người Sau Mẫu", "", (Role.RECEPTION,), "2468")
    kept, printed_by = SittingText(full_name="Nguyễn Thị Mẫu"), list[int]()
    monkeypatch.setattr(fees, "record_slip", lambda _desk, by, *_slip: printed_by.append(by.id))
    desk.officer = next_one
    sitting_drafts.keep(desk, desk.drafts.new_id(), kept)
    desk.officer = first
    scan(office)
    add(office, Key.Key_2, "2")
    go_on, certify = Event(), certification.certify

    def slowly(desk: Desk, officer: Officer, sitting: Sitting) -> Certified:
        assert go_on.wait(60)
        return certify(desk, officer, sitting)

    monkeypatch.setattr(certification, "certify", slowly)
    office.hands.press(Key.Key_F9)
    office.window.lock()
    office.window.workplace.seat(next_one)
    go_on.set()
    office.wait(lambda: len(office.printer.jobs) == 1)
    office.settle()
    assert lane(office).text().full_name == kept.full_name
    assert printed_by == [first.id]


def test_a_book_is_locked_only_when_asked_twice(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.hands.press(Key.Key_S, Qt.KeyboardModifier.AltModifier)
    (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, BookDialog)]
    monkeypatch.setattr(QMessageBox, "exec", lambda box: box.defaultButton().click())
    dialog._lock()
    office.settle()
    assert not books.standings(office.counter.desk)[0].is_closed
    monkeypatch.setattr(
        QMessageBox, "exec", lambda box: next(b for b in box.buttons() if b.text() == "Khóa sổ").click()
    )
    dialog._lock()
    office.wait(lambda: books.standings(office.counter.desk)[0].is_closed)


def test_the_lane_grows_with_the_letters_that_are_chosen(office: Office) -> None:
    row, person = lane(office).lane.rows[0], lane(office).person
    bands = lane(office).lane.findChildren(_Band)
    heights = [band.height() for band in bands]
    before = (row.height(), row.copies.width(), person.id_number.width())
    letters = (row.paper.font().pixelSize(), person.full_name.font().pixelSize())
    office.window.workplace.look.scale(140)
    after = (row.minimumHeight(), row.copies.minimumWidth(), person.id_number.minimumWidth())
    assert all(now > then for now, then in zip(after, before, strict=True))
    assert all(band.minimumHeight() > then for band, then in zip(bands, heights, strict=True))
    grown = (row.paper.font().pixelSize(), person.full_name.font().pixelSize())
    assert all(now > then for now, then in zip(grown, letters, strict=True))


def test_a_count_takes_digits_only(office: Office) -> None:
    scan(office)
    office.hands.press(Key.Key_1)
    office.hands.press(Key.Key_Return)
    office.hands.type("gplx3")
    assert lane(office).lane.rows[0].copies.text() == "3"
