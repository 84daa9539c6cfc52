from datetime import date

import pytest

from app.domain.procedure import Component, Fee, Filing, version_in_force
from tests.app.catalogue.packs import a_procedure

JULY, DECEMBER = date(2026, 7, 1), date(2026, 12, 31)


def test_mandatory_and_conditional_papers_are_told_apart():
    procedure = a_procedure()
    assert [paper.number for paper in procedure.mandatory_components] == [1, 2]
    assert [paper.number for paper in procedure.conditional_components] == [3]


@pytest.mark.parametrize(
    ("present", "missing"), [((), [1, 2]), ((2,), [1]), ((1, 2), []), ((1, 2, 3), []), ((3,), [1, 2])]
)
def test_only_mandatory_papers_can_be_missing(present: tuple[int, ...], missing: list[int]):
    assert [paper.number for paper in a_procedure().missing_components(present)] == missing


def test_an_online_form_is_not_missed_at_the_counter_nor_a_paper_form_online():
    procedure = a_procedure(
        components=(
            Component(1, "Tờ khai", filing=Filing.COUNTER),
            Component(2, "Mẫu điện tử tương tác", filing=Filing.ONLINE),
            Component(3, "Giấy chứng sinh"),
        )
    )
    assert [paper.number for paper in procedure.missing_components(())] == [1, 3]
    assert [paper.number for paper in procedure.missing_components((), Filing.ONLINE)] == [2, 3]


def test_a_version_is_in_force_from_its_first_to_its_last_day():
    version = a_procedure(effective_from=JULY, effective_to=DECEMBER)
    assert not version.is_in_force(date(2026, 6, 30))
    assert version.is_in_force(JULY)
    assert version.is_in_force(DECEMBER)
    assert not version.is_in_force(date(2027, 1, 1))


def test_a_dossier_is_pinned_to_the_version_of_the_day_it_was_received():
    old = a_procedure(effective_from=date(2025, 7, 1), effective_to=date(2026, 6, 30), limit="3wd")
    new = a_procedure(effective_from=JULY, limit="2wd")
    for day, limit in ((date(2026, 6, 30), "3wd"), (JULY, "2wd")):
        found = version_in_force((old, new), old.code, day)
        assert found is not None
        assert found.limit == limit
    assert version_in_force((old, new), old.code, date(2025, 6, 30)) is None
    assert version_in_force((old, new), "9.999999", JULY) is None


def test_versions_that_share_a_day_overlap_and_neighbours_do_not():
    first = a_procedure(effective_to=JULY)
    assert first.overlaps(a_procedure(effective_from=JULY))
    assert a_procedure(effective_from=JULY).overlaps(first)
    assert not first.overlaps(a_procedure(effective_from=date(2026, 7, 2)))
    assert a_procedure().overlaps(a_procedure(effective_from=DECEMBER))


@pytest.mark.parametrize(
    ("fee", "stated"), [(Fee(), False), (Fee(0), True), (Fee(None, "HĐND tỉnh quyết định"), True)]
)
def test_a_fee_is_stated_by_an_amount_or_by_who_sets_it(fee: Fee, stated: bool):
    assert fee.is_stated is stated
