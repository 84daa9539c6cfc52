"""Telex and VNI, by Unikey's backspaces or composed by the system: what is meant is what stands there."""

import unicodedata

import pytest
from PySide6.QtCore import Qt

from app.services.people import KnownApplicant, by_id_number
from tests.support.hands import Hands
from tests.support.office import THREE_DAYS
from tests.ui.reception.conftest import Office
from tests.ui.reception.test_people import KNOWN, know, offered

Key = Qt.Key
BACK = "\b"
# What Unikey sends for each word: letters, backspaces over what must change, the letters anew.
TELEX = {
    "thí": "thi" + BACK + "í",
    "hủ": "hu" + BACK + "ủ",
    "đường": "d" + BACK + "đuo" + BACK * 2 + "ươ" + "ng" + BACK * 3 + "ờng",
    "bootstrap": "bo" + BACK + "bô"[1] + BACK + "oo" + "tstrap",
}
VNI = {
    "thí": "thi" + BACK + "í",
    "hủ": "hu" + BACK + "ủ",
    "đường": "d" + BACK + "đ" + "uong" + BACK * 4 + "ương" + BACK * 3 + "ờng",
    "bootstrap": "bootstrap",
}


def type_with_unikey(hands: Hands, keys: str) -> None:
    for sign in keys:
        if sign == BACK:
            hands.press(Key.Key_Backspace)
        else:
            hands.type(sign)


@pytest.mark.parametrize("method", [TELEX, VNI], ids=["telex", "vni"])
@pytest.mark.parametrize("word", ["thí", "hủ", "đường", "bootstrap"])
def test_a_word_through_unikey_is_the_word(office: Office, method: dict[str, str], word: str) -> None:
    know(office)
    for field in (office.form.applicant.person.full_name, office.form.procedure.content):
        field.setFocus()
        field.clear()
        type_with_unikey(office.hands, method[word])
        assert field.text() == word


def test_letters_are_not_completed_while_a_list_is_open(office: Office) -> None:
    know(office)
    field = office.form.applicant.person.full_name
    field.setFocus()
    office.hands.type("nhun")
    office.wait(lambda: offered(office) != [])
    office.hands.type("g")
    assert field.text() == "nhung"
    assert field.selectedText() == ""


def test_a_composing_field_is_left_alone_when_a_known_person_comes(office: Office) -> None:
    know(office)
    person = office.form.applicant.person
    person.id_number.setFocus()
    office.hands.type("00019401341")
    person.full_name.setFocus()
    office.hands.compose("Nhun")
    office.form.applicant.show_person(known(office))
    assert person.full_name.text() == ""
    office.hands.compose("", "Nhung")
    assert person.full_name.text() == "Nhung"


def known(office: Office) -> KnownApplicant:
    found = by_id_number(office.counter.desk, KNOWN.id_number)
    assert found is not None
    return found


def test_nothing_is_looked_up_or_checked_while_composing(office: Office) -> None:
    know(office)
    field = office.form.applicant.person.full_name
    field.setFocus()
    office.hands.type("nhu")
    office.hands.compose("n")
    office.qtbot.wait(300)
    assert offered(office) == []


def test_composed_letters_are_committed_in_nfc(office: Office) -> None:
    field = office.form.applicant.person.full_name
    field.setFocus()
    office.hands.compose("", unicodedata.normalize("NFD", "Nguyễn  Thị Mẫu"))
    assert office.form.form().full_name == "Nguyễn  Thị Mẫu"
    office.hands.press(Key.Key_Tab)
    assert field.text() == "Nguyễn Thị Mẫu"
    assert unicodedata.is_normalized("NFC", field.text())


def test_capitals_and_spaces_stay_as_typed_until_the_field_is_left(office: Office) -> None:
    field = office.form.applicant.person.full_name
    field.setFocus()
    office.hands.type("nguyễn  thị ")
    assert field.text() == "nguyễn  thị "
    office.hands.press(Key.Key_Tab)
    assert field.text() == "nguyễn thị"


def test_digits_of_vni_typed_into_a_name_tick_no_paper(office: Office) -> None:
    office.form.go_to_procedure()
    office.hands.type(THREE_DAYS)
    office.hands.press(Key.Key_Return)
    office.form.applicant.person.full_name.setFocus()
    office.hands.type("Nguye64n Thi5")
    assert office.form.form().papers == ()
    assert office.form.form().full_name == "Nguye64n Thi5"
