import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.folding import fold, has_marks

VOWELS = {
    "a": "aàáảãạăằắẳẵặâầấẩẫậ",
    "e": "eèéẻẽẹêềếểễệ",
    "i": "iìíỉĩị",
    "o": "oòóỏõọôồốổỗộơờớởỡợ",
    "u": "uùúủũụưừứửữự",
    "y": "yỳýỷỹỵ",
    "d": "dđ",
}


@pytest.mark.parametrize(("base", "letters"), VOWELS.items())
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_vietnamese_letter_folds_to_its_base(base: str, letters: str, form: str):
    for letter in letters + letters.upper():
        assert fold(unicodedata.normalize(form, letter)) == base


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Giàng A Páo", "giang a pao"),
        ("  Nguyễn\t Thị\u00a0 Hồng ", "nguyen thi hong"),
        ("THỦ TỤC ĐĂNG KÝ", "thu tuc dang ky"),
        ("Hoà", "hoa"),
        ("Hòa", "hoa"),
        ("Ðức", "duc"),
        ("K’Brể", "k’bre"),
        ("số 12/QĐ-UBND", "so 12/qd-ubnd"),
        ("日本 Đà Nẵng", "日本 da nang"),
        ("", ""),
    ],
)
def test_marks_capitals_and_spaces_are_squeezed_out(typed: str, folded: str):
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="".join(VOWELS.values()) + "bcghklmnpqrstvx ", max_size=40))
def test_composed_and_decomposed_text_fold_alike(text: str):
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    ("text", "marked"), [("nguyen van a", False), ("Nguyễn", True), ("  dong  Da", False), ("đa", True)]
)
def test_a_query_with_marks_is_known(text: str, marked: bool):
    assert has_marks(text) is marked
