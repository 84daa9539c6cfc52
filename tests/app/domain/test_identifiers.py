import pytest

from app.domain.identifiers import (
    digits_of,
    grouped_id,
    grouped_phone,
    is_citizen_id,
    is_dossier_code,
    is_old_citizen_id,
    is_phone,
    listed_id,
    mask_id,
    normalised_phone,
    tax_code_warning,
)


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("000194013412", "•••• 3412"),
        ("000000001", "•••• 0001"),
        ("3412", "••••"),
        ("", "••••"),
    ],
)
def test_a_masked_number_shows_its_last_four_and_never_all(number: str, masked: str):
    assert mask_id(number) == masked


def test_on_a_list_of_people_a_citizen_id_shows_where_it_begins_and_ends():
    assert listed_id("000194013412") == "000*****3412"
    assert listed_id("000000001") == "•••• 0001"
    assert listed_id("") == ""


def test_a_citizen_id_is_grouped_3_3_6_and_anything_else_left_alone():
    assert grouped_id("000194013412") == "000 194 013412"
    assert grouped_id("00019401341") == "00019401341"


def test_typed_numbers_lose_their_separators():
    assert digits_of(" 000 194-013.412 ") == "000194013412"


def test_shapes_of_citizen_numbers():
    assert is_citizen_id("000194013412")
    assert not is_citizen_id("00019401341")
    assert not is_citizen_id("00019401341A")
    assert not is_citizen_id("٠٠٠194013412")
    assert is_old_citizen_id("000000001")
    assert not is_old_citizen_id("000194013412")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0900 000 412", "0900000412"),
        ("+84 900 000 412", "0900000412"),
        ("84900000412", "0900000412"),
        ("0084.900.000.412", "0900000412"),
        ("(024) 3000-0000", "02430000000"),
        ("+84 24 3000 0000", "02430000000"),
        ("0845000412", "0845000412"),
    ],
)
def test_telephone_numbers_start_with_zero(typed: str, stored: str):
    assert normalised_phone(typed) == stored
    assert is_phone(stored)


@pytest.mark.parametrize("number", ["090000041", "09000004122", "0400000412", "+84900000412", "số", ""])
def test_what_is_no_telephone_number(number: str):
    assert not is_phone(number)


def test_a_mobile_number_is_read_in_groups():
    assert grouped_phone("0900000412") == "0900 000 412"
    assert grouped_phone("02430000000") == "02430000000"


WELL_KNOWN_TAX_CODES = ["0100109106", "0101245486", "0100686209", "0300588569", "0106026495"]


@pytest.mark.parametrize("code", [*WELL_KNOWN_TAX_CODES, "0100109106-001", "0100109106001", "000194013412"])
def test_true_tax_codes_pass(code: str):
    assert tax_code_warning(code) is None


@pytest.mark.parametrize("code", WELL_KNOWN_TAX_CODES)
def test_any_wrong_last_digit_of_a_tax_code_is_noticed(code: str):
    for digit in set("0123456789") - {code[-1]}:
        assert "số kiểm tra" in (tax_code_warning(code[:-1] + digit) or "")


@pytest.mark.parametrize("code", ["", "010010910", "0100109106-1", "0100109106-0011", "01001O9106"])
def test_what_has_no_shape_of_a_tax_code_is_said(code: str):
    assert "cần 10 số" in (tax_code_warning(code) or "")


def test_a_tax_code_whose_formula_gives_ten_is_shown_as_odd():
    assert tax_code_warning("0000000000") is not None


@pytest.mark.parametrize(
    "code",
    ["000.17.22.H56-210531-0001", "000.00.14.H56-200203-0118", "H99.45.17-261123-0064", "H99-261123-123456"],
)
def test_codes_seen_in_practice_are_dossier_codes(code: str):
    assert is_dossier_code(code)


@pytest.mark.parametrize("text", ["", "H99.45.17-261123", "h99.45.17-261123-0064", "H99.45.17-261123-0064\n"])
def test_what_is_no_dossier_code(text: str):
    assert not is_dossier_code(text)
