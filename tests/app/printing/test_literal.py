import html
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.printing.literal import literal


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("<img src=file:///etc/passwd>", "&lt;img src=file:///etc/passwd&gt;"),
        ('O\'Brien & "con"', "O&#x27;Brien &amp; &quot;con&quot;"),
        ("=cmd|' /C calc'!A0", "=cmd|&#x27; /C calc&#x27;!A0"),
        ("&#x202e;", "&amp;#x202e;"),
    ],
)
def test_markup_is_printed_as_it_was_typed(typed: str, printed: str):
    assert literal(typed) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("An\u202egnaoH", "An‹RLO›gnaoH"),
        ("\u2066An\u2069", "‹LRI›An‹PDI›"),
        ("An\u200b", "An‹ZWSP›"),
        ("A\u00adn", "A‹U+00AD›n"),
        ("A\x00n\x1b", "A‹U+0000›n‹U+001B›"),
        ("A\ud800", "A‹U+D800›"),
        ("A\u3164\ufe0f", "A‹U+3164›‹U+FE0F›"),
    ],
)
def test_signs_that_cannot_be_seen_are_named(typed: str, printed: str):
    assert literal(typed) == printed


def test_a_line_break_cannot_make_a_second_line():
    assert literal("Nguyễn Văn Mẫu\nĐịa chỉ: nơi khác") == "Nguyễn Văn Mẫu Địa chỉ: nơi khác"


def test_two_spaces_stay_two_spaces():
    assert literal("An  Bình") == "An &nbsp;Bình"


def test_decomposed_letters_print_as_one_letter():
    assert literal(unicodedata.normalize("NFD", "Nguyễn Đường")) == "Nguyễn Đường"


@given(st.text())
def test_nothing_invisible_and_no_markup_is_left_of_any_text(text: str):
    printed = literal(text)
    assert not {"<", ">", '"', "'"} & set(printed)
    assert not any(unicodedata.category(sign).startswith("C") for sign in html.unescape(printed))
