import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.citizen_card import CitizenCard, NotACard, card_doubts, cross_check, name_doubt, parse_card

TEXT = "000194013412|000000001|Nguyễn Thị Hồng Nhung|12081994|Nữ|Thôn Đông Hạ, xã Yên Lạc Hạ|10052021"
CARD = CitizenCard(
    id_number="000194013412",
    old_id_number="000000001",
    name="Nguyễn Thị Hồng Nhung",
    birth_date=date(1994, 8, 12),
    sex="Nữ",
    address="Thôn Đông Hạ, xã Yên Lạc Hạ",
    issued_on=date(2021, 5, 10),
)


def a_card_text(**fields: str) -> str:
    names = ("id", "old", "name", "birth", "sex", "address", "issued")
    usual = dict(zip(names, TEXT.split("|"), strict=True))
    return "|".join((usual | fields).values())


def test_a_card_has_seven_fields():
    assert parse_card(TEXT) == CARD


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + TEXT,
        TEXT + "\r\n",
        "  " + TEXT.replace("|", " | "),
        TEXT + "|||",
        TEXT + "|Nguyễn Văn Cha|Trần Thị Mẹ",
        unicodedata.normalize("NFD", TEXT),
        TEXT.swapcase(),
        TEXT.replace("|Nữ|", "|NỮ|"),
    ],
)
def test_the_same_card_in_other_clothes(text: str):
    assert parse_card(text) == CARD


def test_the_old_number_may_be_empty_or_left_out_with_its_bar():
    assert parse_card(a_card_text(old="")).old_id_number == ""
    six_fields = TEXT.replace("|000000001|", "|")
    assert parse_card(six_fields).name == CARD.name
    assert parse_card(six_fields).issued_on == CARD.issued_on


def test_a_card_without_its_day_of_issue_has_none():
    assert parse_card(TEXT.removesuffix("|10052021")).issued_on is None


def test_a_card_that_knows_only_the_year_of_birth_leaves_the_date_to_the_clerk():
    assert parse_card(a_card_text(birth="00001950")).birth_date is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nguyễn Thị Hồng Nhung",
        "|".join("abcdefg"),
        a_card_text(id="00019401341"),
        a_card_text(id="00019401341A"),
        a_card_text(name=""),
        a_card_text(birth="1994"),
        a_card_text(birth="12/08/94"),
        a_card_text(sex="?"),
        "000194013412|000000001|Nguyễn Thị Hồng Nhung|12081994",
    ],
)
def test_anything_else_is_no_card_and_the_sentence_says_what_to_do(text: str):
    with pytest.raises(NotACard, match="quét lại hoặc gõ tay"):
        parse_card(text)


@given(st.text(alphabet=st.sampled_from("0123456789|NamữuAÁ \ufeff"), max_size=60))
def test_no_text_breaks_the_reader(text: str):
    try:
        assert len(parse_card(text).id_number) == 12
    except NotACard:
        assert text != TEXT


@pytest.mark.parametrize(("sex", "read"), [("Nu", "Nữ"), ("Nuwx", "Nữ"), ("NAM", "Nam"), ("nam", "Nam")])
def test_a_sex_that_lost_its_marks_is_still_read(sex: str, read: str):
    assert parse_card(a_card_text(sex=sex)).sex == read


@pytest.mark.parametrize(
    ("id_number", "birth_date", "sex", "said"),
    [
        ("001094013412", date(1994, 8, 12), "Nam", []),
        ("001194013412", date(1994, 8, 12), "Nữ", []),
        ("001207013412", date(2007, 1, 1), "Nam", []),
        ("096307013412", date(2007, 1, 1), "Nữ", []),
        ("001194013412", date(1994, 8, 12), "Nam", ["giới tính"]),
        ("001194013412", date(1995, 8, 12), "Nữ", ["năm sinh"]),
        ("001394013412", date(1994, 8, 12), "Nữ", ["năm sinh"]),
        ("097194013412", date(1994, 8, 12), "Nữ", ["mã tỉnh"]),
        ("000194013412", date(1994, 8, 12), "Nữ", ["mã tỉnh"]),
        ("097094013412", date(1995, 8, 12), "Nữ", ["mã tỉnh", "giới tính", "năm sinh"]),
        ("001194013412", None, "Nữ", []),
        ("0011940", date(1994, 8, 12), "Nữ", []),
    ],
)
def test_the_number_is_compared_with_birth_and_sex(
    id_number: str, birth_date: date | None, sex: str, said: list[str]
):
    warnings = cross_check(id_number, birth_date, sex)
    assert len(warnings) == len(said)
    assert all(word in warning for word, warning in zip(said, warnings, strict=True))


def test_sample_citizens_may_come_from_the_place_that_no_citizen_has():
    assert card_doubts(CARD, samples=True) == ()
    assert len(card_doubts(CARD)) == 1


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Thị Hồng Nhung", "Giàng A Páo", "H'Mến Niê", "NGUYỄN VĂN TOÀN", "Đinh Ưng", "Trần Thị Xoan-Mẫu"],
)
def test_a_name_that_came_through_whole_is_not_doubted(name: str):
    assert name_doubt(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "Nguyeenx Thij Hoongf Nhung",
        "Nguye6n4 Thi5 Ho6ng2 Nhung",
        "Nguyen Thi Hong Nhung",
        "Nguy?n Th? H?ng Nhung",
        "Nguy\ufffdn Thị Hồng",
        "Nguyễ\u0301n Thị Hồng",
        "Ddoongf Thị Mẫu",
        "Nguyễn Thị Hươwng",
    ],
)
def test_a_name_that_an_input_method_or_a_code_page_touched_is_doubted(name: str):
    assert "họ tên" in (name_doubt(name) or "")


def test_a_card_tells_all_its_doubts():
    card = parse_card(a_card_text(name="Nguyen Thi Nhung", sex="Nam"))
    assert len(card_doubts(card)) == 3
