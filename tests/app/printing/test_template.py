from datetime import date

import pytest

from app.catalogue.pack import FormTemplate
from app.printing.template import BadTemplate, filled


def a_page(html: str) -> FormTemplate:
    return FormTemplate("01", "2025", 3, date(2025, 7, 1), "Giấy tiếp nhận", 2, html)


def test_every_value_is_literal():
    assert filled(a_page("<p>$name</p>"), {"name": "<b>An</b>"}, {}) == "<p>&lt;b&gt;An&lt;/b&gt;</p>"


def test_a_value_that_looks_like_a_place_is_not_filled_again():
    page = a_page("$name <!-- each:rows -->$name<!-- end -->")
    values = {"name": "$code ${code} <!-- each:rows -->", "code": "H99"}
    assert filled(page, values, {"rows": [{"name": "$code"}]}) == (
        "$code ${code} &lt;!-- each:rows --&gt; $code"
    )


def test_a_block_is_printed_once_for_each_row_and_sees_the_page_too():
    page = a_page("<!-- each:rows --><li>$title of $code</li><!-- end -->")
    rows = [{"title": "a"}, {"title": "b"}]
    assert filled(page, {"code": "1"}, {"rows": rows}) == "<li>a of 1</li><li>b of 1</li>"


def test_an_empty_list_leaves_its_line_out():
    assert filled(a_page("a<!-- each:rows -->b<!-- end -->c"), {}, {"rows": []}) == "ac"


def test_a_line_break_between_tags_is_no_space():
    assert filled(a_page("<p>a b</p>\n    <p>c\nd</p>"), {}, {}) == "<p>a b</p><p>c\nd</p>"


@pytest.mark.parametrize(
    ("html", "place"),
    [
        ("$stranger", "stranger"),
        ("<!-- each:rows -->$stranger<!-- end -->", "stranger"),
        ("<!-- each:strangers -->x<!-- end -->", "strangers"),
        ("5 $ a copy", "$"),
    ],
)
def test_a_template_may_ask_only_for_what_the_form_has(html: str, place: str):
    with pytest.raises(BadTemplate, match=r"Mẫu in 01 \(gói 2025, bản 3\)") as caught:
        filled(a_page(html), {}, {"rows": [{}]})
    assert caught.value.place == place
