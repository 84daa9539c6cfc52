"""One sentence for what is wrong in a field, said when the field is left."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from tests.ui.reception.conftest import Office
from ui.reception import checks

TODAY = date(2026, 11, 23)
Key = Qt.Key


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", ""),
        ("000194013412", ""),
        ("000 194 013412", ""),
        ("00019401341", "Số định danh cần đủ 12 số, hiện có 11 số."),
        ("0001940134x2", "Số định danh chỉ gồm chữ số."),
    ],
)
def test_an_id_number_has_twelve_digits(typed: str, sentence: str) -> None:
    assert checks.id_error(typed, is_organisation=False) == sentence


@pytest.mark.parametrize("typed", ["", "0900000412", "0900 000 412", "+84 900 000 412", "0204 3888 888"])
def test_a_phone_number_is_written_as_people_write_it(typed: str) -> None:
    assert checks.phone_error(typed) == ""


@pytest.mark.parametrize("typed", ["090000041", "19001000900", "không có"])
def test_what_is_no_phone_number_is_said(typed: str) -> None:
    assert checks.phone_error(typed)


@pytest.mark.parametrize("typed", ["", "12/08/1994", "12081994", "1/2/1950", "08/1950", "1950", "12-08-1994"])
def test_a_birth_date_may_be_a_year_alone(typed: str) -> None:
    assert checks.date_error(typed, TODAY) == ""


@pytest.mark.parametrize("typed", ["31/02/1994", "1.13.1994", "24/11/2026", "12/08/94", "hôm qua", "1700"])
def test_a_day_that_was_not_is_no_birth_date(typed: str) -> None:
    assert checks.date_error(typed, TODAY)


def test_fields_are_checked_when_left_and_tidied(office: Office) -> None:
    person = office.form.applicant.person
    office.hands.type("00019401341")
    assert person.id_row.error() == ""
    office.hands.press(Key.Key_Tab)
    assert person.id_row.error() == "Số định danh cần đủ 12 số, hiện có 11 số."
    assert person.id_number.property("invalid")
    person.id_number.setFocus()
    office.hands.press(Key.Key_End)
    office.hands.type("2")
    office.hands.press(Key.Key_Tab)
    assert person.id_row.error() == ""
    assert person.id_number.text() == "000 194 013412"


def test_a_wrong_number_stops_no_reception(office: Office) -> None:
    office.hands.type("00019401341")
    office.hands.press(Key.Key_Tab)
    office.hands.type("Nguyễn Thị Mẫu")
    office.form.go_to_procedure()
    office.hands.type("ksinh")
    office.hands.press(Key.Key_Return)
    office.hands.press(Key.Key_Return)
    office.hands.type("0")
    office.hands.press(Key.Key_F9)
    office.wait_for_print()
    assert len(office.dossiers()) == 1


def test_dates_and_phones_are_tidied_when_left(office: Office) -> None:
    person = office.form.applicant.person
    person.birth_date.setFocus()
    office.hands.type("12081994")
    office.hands.press(Key.Key_Tab)
    person.phone.setFocus()
    office.hands.type("+84900000412")
    office.hands.press(Key.Key_Tab)
    assert (person.birth_date.text(), person.phone.text()) == ("12/08/1994", "0900 000 412")
