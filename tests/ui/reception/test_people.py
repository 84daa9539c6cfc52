"""People of the books come back by name, id number, phone or card."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.applicant import Applicant
from tests.support.office import SAME_DAY, THREE_DAYS
from tests.ui.reception.conftest import CARD, Office
from ui.main_window import DOSSIERS
from ui.widgets.suggestions import Suggestions

Key = Qt.Key
KNOWN = Applicant(
    "Nguyễn Thị Hồng Nhung",
    id_number="000194013412",
    birth_date="1994-08-12",
    sex="Nữ",
    phone="0900000412",
    address="Thôn Đông Hạ, xã Yên Lạc Hạ",
    email="nhung@example.vn",
)


def know(office: Office, person: Applicant = KNOWN, procedure: str = THREE_DAYS) -> str:
    """Somebody who handed a dossier in before."""
    return office.counter.receive(procedure_code=procedure, applicant=person).code


def lists(office: Office) -> list[Suggestions]:
    return [each for each in office.window.findChildren(Suggestions) if each.isVisible()]


def offered(office: Office) -> list[str]:
    return [
        each.item(row).data(Qt.ItemDataRole.UserRole).title
        for each in lists(office)
        for row in range(each.count())
    ]


def test_a_known_number_fills_the_form_and_asks_nothing(office: Office) -> None:
    know(office)
    office.hands.type("000194013412")
    office.wait(lambda: office.form.form().full_name == KNOWN.full_name)
    form = office.form.form()
    assert (form.birth_date, form.sex, form.phone, form.address) == (
        "12/08/1994", "Nữ", "0900 000 412", KNOWN.address,
    )  # fmt: skip
    assert QApplication.activeModalWidget() is None


def test_what_the_form_does_not_show_of_a_known_person_is_kept(office: Office) -> None:
    know(office)
    office.hands.type("000194013412")
    office.wait(lambda: office.form.form().full_name == KNOWN.full_name)
    assert office.form.form().email == "nhung@example.vn"


def test_a_known_persons_earlier_dossiers_are_listed(office: Office) -> None:
    code = know(office)
    office.hands.type("000194013412")
    office.wait(lambda: office.form.applicant.earlier.count() == 1)
    row = office.form.applicant.earlier.item(0).data(Qt.ItemDataRole.UserRole)
    assert row.left == code.split("-", 1)[1]
    assert row.right == "Mới tiếp nhận 23/11/2026"


def name_the_same(office: Office) -> None:
    """The person and the procedure of a dossier that is open already, typed by hand."""
    office.hands.type("000194013412")
    office.wait(lambda: office.form.form().full_name == KNOWN.full_name)
    office.form.go_to_procedure()
    office.hands.type("ksinh")
    office.hands.press(Key.Key_Return)
    office.wait(office.form.duplicates.isVisible)


def test_an_open_dossier_of_the_same_procedure_is_warned_of_and_stops_nobody(office: Office) -> None:
    code = know(office, procedure=SAME_DAY)
    name_the_same(office)
    assert office.form.duplicates.told.text() == (
        "Người này đang có hồ sơ cùng thủ tục: 261123-0064, nhận 23/11/2026 tại Bàn 2, mới tiếp nhận."
    )
    office.hands.press(Key.Key_Return)
    office.hands.type("0")
    office.hands.press(Key.Key_F9)
    office.wait_for_print()
    assert len(office.dossiers()) == 2
    assert not office.form.duplicates.isVisible()
    notes = office.counter.device.rows("SELECT note FROM dossier_event WHERE kind = 1 ORDER BY id")
    assert notes == [("",), (f"Đã báo có thể trùng với hồ sơ {code}, vẫn tiếp nhận",)]


def test_one_key_opens_that_dossier_and_the_form_stays_as_it_was(narrow_office: Office) -> None:
    office = narrow_office
    know(office, procedure=SAME_DAY)
    name_the_same(office)
    before = office.form.form()
    office.hands.press(Key.Key_R, Qt.KeyboardModifier.AltModifier)
    page = office.window.desks[DOSSIERS].page
    office.wait(page.isVisible)
    office.begin_again()
    assert office.form.form() == before
    assert office.form.duplicates.isVisible()


def test_what_was_typed_is_never_overwritten_and_another_name_or_birth_is_doubted(office: Office) -> None:
    know(office)
    office.form.applicant.person.full_name.setFocus()
    office.hands.type("Trần Văn Khác")
    office.form.applicant.person.birth_date.setFocus()
    office.hands.type("1960")
    office.form.applicant.person.id_number.setFocus()
    office.hands.type("000194013412")
    office.wait(lambda: office.form.form().phone != "")
    assert office.form.form().full_name == "Trần Văn Khác"
    assert office.form.applicant.person.name_row.error() == (
        "Số định danh này trên máy đang là Nguyễn Thị Hồng Nhung. Xin kiểm tra họ tên."
    )
    assert office.form.applicant.person.birth_row.error() == (
        "Số định danh này trên máy ghi sinh 12/08/1994. Xin kiểm tra ngày sinh."
    )


def test_three_letters_without_diacritics_list_people(office: Office) -> None:
    know(office)
    office.form.applicant.person.full_name.setFocus()
    office.hands.type("nhu")
    office.wait(lambda: offered(office) == [KNOWN.full_name])


def test_two_letters_list_nobody(office: Office) -> None:
    know(office)
    office.form.applicant.person.full_name.setFocus()
    office.hands.type("nh")
    QTest.qWait(250)
    assert offered(office) == []


def test_a_phone_number_lists_its_owner(office: Office) -> None:
    know(office)
    office.form.applicant.person.phone.setFocus()
    office.hands.type("090000")
    office.wait(lambda: offered(office) == [KNOWN.full_name])


def test_the_list_never_takes_the_keyboard_and_enter_takes_its_row(office: Office) -> None:
    know(office)
    know(office, Applicant("Nguyễn Thị Nhuận", id_number="000194099999"))
    field = office.form.applicant.person.full_name
    field.setFocus()
    office.hands.type("nguyen")
    office.wait(lambda: len(offered(office)) == 2)
    assert field.hasFocus()
    office.hands.press(Key.Key_Down)
    assert field.hasFocus()
    office.hands.press(Key.Key_Return)
    assert office.form.form().full_name == KNOWN.full_name
    assert lists(office) == []


def test_escape_closes_the_list_and_stays_in_the_form(office: Office) -> None:
    know(office)
    office.form.applicant.person.full_name.setFocus()
    office.hands.type("nhung")
    office.wait(lambda: offered(office) != [])
    office.hands.press(Key.Key_Escape)
    assert lists(office) == []
    assert office.form.isVisible()
    assert office.form.form().full_name == "nhung"


def test_a_card_says_when_it_was_read(office: Office) -> None:
    office.hands.scan(CARD)
    office.wait(lambda: office.form.form().full_name != "")
    assert office.form.applicant.card_state.text() == "Đã đọc thẻ 14:47"


def test_a_card_scanned_on_another_desk_opens_the_form(office: Office) -> None:
    office.window.show_desk("board")
    office.hands.scan(CARD)
    office.wait(lambda: office.form.form().full_name == "Nguyễn Thị Hồng Nhung")
    assert office.form.isVisible()


def test_a_card_whose_marks_were_lost_is_doubted(office: Office) -> None:
    office.hands.scan(CARD.replace("Nguyễn Thị Hồng Nhung", "Nguyeexn Thij Hoongf Nhung"))
    office.wait(lambda: office.form.form().full_name != "")
    assert office.form.applicant.person.name_row.error().startswith("Kiểm tra họ tên")


def test_a_number_that_disagrees_with_the_sex_is_doubted_and_stops_nobody(office: Office) -> None:
    office.hands.scan(CARD.replace("|Nữ|", "|Nam|"))
    office.wait(lambda: office.form.form().sex == "Nam")
    row = office.form.applicant.person.id_row
    assert "không khớp giới tính" in row.error()
    assert not row.field.property("invalid")


def test_a_broken_scan_fills_nothing_and_says_so(office: Office) -> None:
    office.hands.scan("000194013412|x")
    office.wait(lambda: office.window.messages.shown() is not None)
    assert office.form.form().is_blank


def test_a_cards_text_may_be_pasted(office: Office) -> None:
    QGuiApplication.clipboard().setText(CARD)
    office.form.applicant.person.id_number.setFocus()
    office.hands.press(Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert office.form.form().full_name == "Nguyễn Thị Hồng Nhung"
    assert office.form.form().id_number == "000 194 013412"


def test_a_card_scanned_for_the_representative_leaves_the_applicant_alone(office: Office) -> None:
    office.hands.scan(CARD)
    office.wait(lambda: office.form.form().full_name != "")
    office.hands.press(Key.Key_T, Qt.KeyboardModifier.AltModifier)
    assert office.form.applicant.representative.full_name.hasFocus()
    office.hands.scan("000093000777||Trần Văn Thay|01021993|Nam|Thôn Mẫu|15032022")
    office.wait(lambda: office.form.form().representative_name == "Trần Văn Thay")
    form = office.form.form()
    assert form.full_name == "Nguyễn Thị Hồng Nhung"
    assert form.representative_id_number == "000 093 000777"


def test_an_organisation_has_a_tax_code_and_no_birthday(office: Office) -> None:
    person = office.form.applicant.person
    person.kind.other.click()
    assert person.id_row.field.accessibleName() == "Mã số thuế"
    assert not person.birth_row.isVisible()
    person.id_number.setFocus()
    office.hands.type("0100109107")
    office.hands.press(Key.Key_Tab)
    assert "số kiểm tra" in person.id_row.error()
    office.hands.type("HTX Mẫu")
    assert office.form.form().is_organisation
