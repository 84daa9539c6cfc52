"""A thick register: every line once, in order, on pages that hold what was measured, totals carried on."""

from dataclasses import replace
from datetime import date

import pytest

from app.catalogue.templates import shipped_templates
from app.domain.register import RegisterLine, RegisterSum
from app.printing.checking import SAMPLE_OFFICE
from app.printing.register import RegisterPage, page_html
from app.printing.samples import LINES
from ui.printing.print_document import FormDocument
from ui.printing.register_layout import Room, heights_of, page_ends, pages_of, room_of

pytestmark = pytest.mark.usefixtures("qapp")
TEMPLATE = next(each for each in shipped_templates() if (each.pack, each.form) == ("2025", "07"))
BLANK = RegisterPage(SAMPLE_OFFICE, "2026", 0, (), RegisterSum(), RegisterSum(), date(2026, 12, 31), False)


def lines(count: int) -> list[RegisterLine]:
    """Lines of different heights."""
    return [
        replace(LINES[0], ordinal=number, contact="Thôn Mẫu, " * (number % 9))
        for number in range(1, count + 1)
    ]


def laid_out(listed: list[RegisterLine]) -> list[RegisterPage]:
    room = room_of(listed[0], BLANK, TEMPLATE)
    ends = page_ends(list(heights_of(listed, BLANK, TEMPLATE)), room)
    return list(pages_of(listed, ends, BLANK))


def test_each_line_is_on_one_page_and_each_page_on_one_sheet():
    listed = lines(70)
    pages = laid_out(listed)
    assert [line for page in pages for line in page.lines] == listed
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert {FormDocument(page_html(page, TEMPLATE)).pageCount() for page in pages} == {1}
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]


def test_totals_are_carried_from_page_to_page():
    pages = laid_out(lines(60))
    so_far = 0
    for page in pages:
        so_far += page.page_sum.dossiers
        assert page.page_sum.dossiers == len(page.lines)
        assert page.sum_so_far.dossiers == so_far
    assert so_far == 60


def test_a_line_higher_than_a_page_flows_on_with_the_tables_head():
    monster = replace(LINES[0], applicant_name="Mẫu " * 2_000)
    pages = laid_out([*lines(3), monster, *lines(3)])
    sheets = [FormDocument(page_html(page, TEMPLATE)).pageCount() for page in pages]
    assert max(sheets) > 1
    assert sum(len(page.lines) for page in pages) == 7


@pytest.mark.parametrize(
    ("heights", "ends"),
    [
        ([40, 40, 40], [2, 3]),
        ([40, 20], [2]),
        ([40, 40], [1, 2]),
        ([200, 40], [1, 2]),
        ([90], [1]),
        ([200], [1]),
    ],
)
def test_pages_are_filled_and_signatures_never_stand_alone(heights: list[float], ends: list[int]):
    assert page_ends(heights, Room(usual=100, last=60)) == ends
