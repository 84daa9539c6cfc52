from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.catalogue.lint import Severity, errors_of, lint
from app.domain.agency import AdminUnit, AdminUnitKind, Agency
from app.domain.procedure import Component, Fee
from tests.app.catalogue.packs import CALENDAR, OFFICE, PACK, a_pack, a_procedure

FORM = Component(1, "Tờ khai đăng ký khai sinh", form="Mẫu của Bộ Tư pháp")


def found(pack: Any, previous: Any = None) -> list[tuple[Severity, str, str]]:
    return [(finding.severity, finding.code, finding.rule) for finding in lint(pack, previous)]


def test_a_good_pack_has_no_findings():
    assert lint(PACK) == ()


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("empty_name", {"name": " "}),
        ("backward_dates", {"effective_to": date(2025, 6, 30)}),
        ("bad_limit", {"limit": "3 ngày"}),
        ("bad_limit", {"limit": ""}),
        ("bad_fee", {"fee": Fee(-1)}),
        ("bad_components", {"components": (FORM, Component(1, "Giấy chứng sinh"))}),
        ("bad_components", {"components": (FORM, Component(2, " "))}),
        ("bad_components", {"components": (FORM, Component(2, "Giấy chứng sinh", originals=-1))}),
        ("unknown_agency", {"competent_agency": "Phòng Tư pháp huyện"}),
    ],
)
def test_what_would_break_a_promise_is_an_error(rule: str, changes: dict[str, Any]):
    assert found(a_pack(a_procedure(**changes))) == [(Severity.ERROR, "1.001193", rule)]


def test_a_procedure_without_a_code_is_an_error():
    assert found(a_pack(a_procedure(code=""))) == [(Severity.ERROR, "", "empty_name")]


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("no_limit", {"limit": None}),
        ("no_fee", {"fee": Fee()}),
        ("no_basis", {"legal_bases": ()}),
        ("no_form", {"components": (Component(1, "Tờ khai đăng ký khai sinh"),)}),
        ("no_form", {"components": (Component(1, "Đơn đề nghị theo mẫu"),)}),
        ("no_mandatory", {"components": ()}),
        ("no_mandatory", {"components": (Component(1, "Giấy chứng sinh", is_mandatory=False),)}),
        ("zero_counts", {"components": (FORM, Component(2, "Giấy chứng sinh", originals=0))}),
    ],
)
def test_what_the_office_can_live_with_is_a_warning(rule: str, changes: dict[str, Any]):
    assert found(a_pack(a_procedure(**changes))) == [(Severity.WARNING, "1.001193", rule)]


@pytest.mark.parametrize(
    "paper",
    [Component(1, "Đơn đăng ký biến động theo Mẫu số 18"), Component(1, "Bản chính giấy tờ cần sao")],
)
def test_a_named_form_or_no_application_at_all_needs_no_warning(paper: Component):
    assert lint(a_pack(a_procedure(components=(paper,)))) == ()


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("no_version", {"version": ""}),
        ("unknown_province", {"admin_units": (AdminUnit("06978", "Ba Chẽ", AdminUnitKind.COMMUNE, "22"),)}),
        ("repeated_units", {"agencies": (Agency("A", OFFICE), Agency("B", OFFICE))}),
        ("repeated_units", {"admin_units": (*PACK.admin_units, PACK.admin_units[1])}),
        ("bad_calendar", {"calendar": {}}),
        ("bad_calendar", {"calendar": {**CALENDAR, "rule_sets": []}}),
        (
            "bad_calendar",
            {
                "calendar": {
                    **CALENDAR,
                    "rule_sets": [{**CALENDAR["rule_sets"][0], "effective_from": "2027-01-01"}],
                }
            },
        ),
    ],
)
def test_a_pack_that_cannot_be_worked_by_is_an_error(rule: str, changes: dict[str, Any]):
    assert found(a_pack(**changes)) == [(Severity.ERROR, "", rule)]


def test_a_pack_without_procedures_is_an_error():
    assert found(replace(PACK, procedures=())) == [(Severity.ERROR, "", "no_procedures")]


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("uncovered_year", {"calendar": {**CALENDAR, "holidays": []}}),
        ("no_decision", {"decision_date": None}),
        ("no_templates", {"templates": ()}),
    ],
)
def test_a_pack_that_is_not_quite_finished_gets_a_warning(rule: str, changes: dict[str, Any]):
    assert found(a_pack(**changes)) == [(Severity.WARNING, "", rule)]


def test_a_province_and_a_commune_may_bear_the_same_digits():
    units = (
        AdminUnit("22", "Quảng Ninh", AdminUnitKind.PROVINCE),
        AdminUnit("22", "Ba Chẽ", AdminUnitKind.COMMUNE, "22"),
    )
    assert lint(a_pack(admin_units=units)) == ()


def test_two_versions_on_one_day_are_an_error():
    overlapping = a_pack(a_procedure(), a_procedure(effective_from=date(2026, 1, 1)))
    assert found(overlapping) == [(Severity.ERROR, "1.001193", "overlapping_versions")]
    following = a_pack(
        a_procedure(effective_to=date(2025, 12, 31)), a_procedure(effective_from=date(2026, 1, 1))
    )
    assert lint(following) == ()


def test_a_published_version_number_is_never_used_again():
    assert found(PACK, PACK) == []
    changed = a_pack(a_procedure(limit="2wd"))
    assert found(changed, PACK) == [(Severity.ERROR, "", "version_reused")]


def test_a_pack_never_comes_into_force_before_the_one_in_use():
    older = a_pack(version="2026.11", effective_from=date(2026, 11, 1))
    assert found(older, PACK) == [(Severity.ERROR, "", "older_than_previous")]
    assert found(PACK, older) == []


def test_errors_stand_before_warnings():
    pack = a_pack(a_procedure(limit="x", legal_bases=()), decision_date=None)
    assert [finding.rule for finding in lint(pack)] == ["bad_limit", "no_decision", "no_basis"]
    assert [finding.rule for finding in errors_of(lint(pack))] == ["bad_limit"]


def test_every_sentence_is_one_an_officer_can_read():
    pack = a_pack(a_procedure(limit=None, components=(), fee=Fee(), legal_bases=()), templates=())
    for finding in lint(pack):
        assert finding.sentence.endswith(".")
        assert len(finding.sentence.split()) < 40
