"""What may be certified, and which papers a few letters mean."""

import pytest

from app.domain.certification import BadSitting, Paper, check_papers, found_kinds, number_range
from app.services.certification import paper_kinds


@pytest.mark.parametrize(
    ("papers", "line"),
    [
        ([], None),
        ([Paper("Căn cước"), Paper(" ")], 1),
        ([Paper("Căn cước", 0, 1)], 0),
        ([Paper("Căn cước", 1, 501)], 0),
        ([Paper("a" * 10_000)], 0),
        ([Paper("Căn cước")] * 51, None),
    ],
)
def test_an_impossible_sitting_says_which_line(papers: list[Paper], line: int | None) -> None:
    with pytest.raises(BadSitting) as caught:
        check_papers(papers)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("ks", "Giấy khai sinh"),
        ("khai", "Giấy khai sinh"),
        ("bang tot", "Bằng tốt nghiệp trung học phổ thông"),
        ("bd", "Bảng điểm"),
    ],
)
def test_a_short_name_or_the_beginning_of_a_word_finds_a_paper(typed: str, title: str) -> None:
    assert found_kinds(paper_kinds(), typed)[0].title == title


def test_nothing_typed_finds_nothing() -> None:
    assert found_kinds(paper_kinds(), "  ") == []


def test_one_number_is_no_range() -> None:
    assert [number_range(5, 5), number_range(5, 8)] == ["5", "5–8"]
