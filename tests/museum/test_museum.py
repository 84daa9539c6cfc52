"""Every trap of others is there, its patch fits our engine, and a bug in it is noticed."""

from pathlib import Path

import pytest

from benchmarks.museum.exhibits import EXHIBITS, Exhibit
from benchmarks.museum.hunt import hunt
from benchmarks.simulate.office import Office, an_office
from benchmarks.simulate.run import simulate

TRAPS = range(1, 25)
QUICK = (5, 7, 13, 14, 18)  # noticed by one of the first worlds


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return an_office(tmp_path_factory.mktemp("office"))


def _named(exhibit: Exhibit) -> str:
    return f"T{exhibit.number}"


def test_all_twenty_four_are_there() -> None:
    assert [each.number for each in EXHIBITS] == list(TRAPS)
    assert all(each.trap and each.seen_in for each in EXHIBITS)


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=_named)
def test_a_patch_finds_what_it_replaces_and_gives_it_back(exhibit: Exhibit) -> None:
    for _ in range(2):  # a patch that stayed would be patched again
        with exhibit.patch():
            pass


@pytest.mark.parametrize("exhibit", [e for e in EXHIBITS if e.case], ids=_named)
def test_a_story_says_nothing_of_the_engine_as_it_is_and_something_of_the_bug(
    exhibit: Exhibit, office: Office
) -> None:
    assert exhibit.case is not None
    assert exhibit.case(office) == ""
    assert hunt(exhibit, office).noticed


@pytest.mark.parametrize("exhibit", [e for e in EXHIBITS if e.number in QUICK], ids=_named)
def test_worlds_notice_within_a_few_seeds(exhibit: Exhibit, office: Office) -> None:
    assert hunt(exhibit, office, most=8).noticed


def test_the_patches_leave_no_trace(office: Office, tmp_path: Path) -> None:
    """A healthy world after all of them is the world it was before."""
    before = simulate(5, office).digest
    for exhibit in EXHIBITS:
        with exhibit.patch():
            pass
    assert simulate(5, an_office(tmp_path)).digest == before


def test_the_document_shows_every_exhibit() -> None:
    text = (Path(__file__).parents[2] / "docs" / "simulation.md").read_text("utf-8")
    for exhibit in EXHIBITS:
        assert f"| T{exhibit.number} | {exhibit.trap} | {exhibit.seen_in} |" in text
