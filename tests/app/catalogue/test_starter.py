import json
from collections import Counter
from datetime import date

import pytest

from app.catalogue.lint import errors_of, lint
from app.catalogue.pack import CataloguePack
from app.catalogue.signed_file import open_pack, seal_pack
from app.catalogue.starter import starter_pack
from app.catalogue.trust import trust_everyone
from app.domain.agency import AdminUnitKind
from app.domain.folding import fold
from app.domain.procedure import Procedure
from tests.app.catalogue.packs import PUBLISHER_KEY
from tests.app.catalogue.portal import UNITS, needs_units

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def pack() -> CataloguePack:
    return starter_pack()


def procedure(pack: CataloguePack, code: str) -> Procedure:
    found = pack.procedure(code, TODAY)
    assert found is not None
    return found


def test_the_starter_pack_can_be_worked_by(pack: CataloguePack):
    assert errors_of(lint(pack)) == ()


def test_what_the_starter_pack_still_lacks_is_known(pack: CataloguePack):
    """A limit no public source states is left to the province's decision, and said so beside it."""
    lacking = Counter(finding.rule for finding in lint(pack))
    assert set(lacking) <= {"no_decision", "no_limit", "no_templates"}
    without_limit = [each for each in pack.procedures if each.limit is None]
    assert lacking["no_limit"] == len(without_limit) < 6
    assert all(each.limit_note for each in without_limit)


def test_it_says_honestly_that_no_decision_published_it(pack: CataloguePack):
    assert (pack.version, pack.effective_from, pack.publisher) == ("2026.11", date(2025, 7, 1), "Sổ Xã")
    assert pack.decision_number == "Gói khởi đầu kèm chương trình, chưa có quyết định công bố"
    assert pack.decision_date is None


def test_it_holds_what_a_counter_meets_most(pack: CataloguePack):
    fields = Counter(each.field for each in pack.procedures)
    assert len(pack.procedures) >= 60
    assert {"Chứng thực", "Hộ tịch", "Đất đai", "Bảo trợ xã hội", "Người có công", "Hộ kinh doanh"} <= set(
        fields
    )
    assert len({each.code for each in pack.procedures}) == len(pack.procedures)


@pytest.mark.parametrize(
    ("code", "alias", "limit"),
    [
        ("1.001193", "ksinh", "same_day"),
        ("2.000815", "ctbs", "same_day"),
        ("2.000884", "ctck", "same_day"),
        ("1.000894", "khon", "same_day"),
        ("1.000656", "ktu", "same_day"),
        ("1.004873", "tthn", "3wd"),
        ("1.001776", "tcxh", "22wd"),
    ],
)
def test_the_everyday_procedures_are_found_by_their_short_names(
    pack: CataloguePack, code: str, alias: str, limit: str
):
    found = procedure(pack, code)
    assert alias in found.aliases
    assert found.limit == limit


def test_no_two_procedures_share_a_short_name(pack: CataloguePack):
    aliases = [alias for each in pack.procedures for alias in each.aliases]
    assert len(aliases) == len(set(aliases))
    assert all(alias.isascii() and alias.islower() for alias in aliases)


def test_papers_have_short_titles_of_our_own(pack: CataloguePack):
    papers = [paper for each in pack.procedures for paper in each.components]
    assert max(len(paper.title) for paper in papers) < 90
    assert all(paper.is_mandatory == (not paper.condition) for paper in papers)


def test_a_certified_copy_needs_only_the_original(pack: CataloguePack):
    copy = procedure(pack, "2.000815")
    assert [paper.title for paper in copy.mandatory_components] == ["Bản chính giấy tờ cần sao"]
    assert copy.components[0].is_presented_only
    assert copy.fee.amount_vnd == 2000


def test_land_dossiers_wait_for_the_payment_and_others_do_not(pack: CataloguePack):
    assert procedure(pack, "1.013978").clock_rules.pauses_for_payment
    assert not procedure(pack, "1.001193").clock_rules.pauses_for_payment


def test_the_two_tiers_are_those_of_2026(pack: CataloguePack):
    kinds = Counter(unit.kind for unit in pack.admin_units)
    assert len(pack.provinces()) == 34
    assert len(pack.admin_units) - 34 == 3321
    assert kinds[AdminUnitKind.CITY] == 7
    assert (kinds[AdminUnitKind.WARD], kinds[AdminUnitKind.COMMUNE], kinds[AdminUnitKind.SPECIAL_ZONE]) == (
        697,
        2611,
        13,
    )
    names = {unit.code: unit.full_name for unit in pack.communes("22")}
    assert names["06978"] == "Xã Ba Chẽ"


def test_every_commune_has_a_code_of_five_digits(pack: CataloguePack):
    communes = [unit for unit in pack.admin_units if not unit.kind.is_province_level]
    assert all(len(unit.code) == 5 and unit.code.isdigit() for unit in communes)
    assert all(unit.name == " ".join(unit.name.split()) for unit in pack.admin_units)


@needs_units
def test_the_units_are_those_of_the_reference_list_but_for_where_a_tone_mark_stands(pack: CataloguePack):
    listed = json.loads(UNITS.read_bytes())["two_tier_communes"]
    communes = [unit for unit in pack.admin_units if unit.province_code]
    ours = {unit.code: (fold(unit.full_name), unit.province_code) for unit in communes}
    assert ours == {code: (fold(name), province) for code, name, province in listed}


def test_there_are_29_kinds_of_documents_two_without_an_abbreviation(pack: CataloguePack):
    assert len(pack.document_kinds) == 29
    assert [kind.name for kind in pack.document_kinds if not kind.abbreviation] == ["Công văn", "Thư công"]


def test_the_shipped_forms_are_dated_and_whole(pack: CataloguePack):
    circulars = [template.pack for template in pack.templates]
    assert circulars == sorted(circulars)
    assert all(template.html and template.title and template.copies for template in pack.templates)
    assert all(template.effective_from <= TODAY for template in pack.templates)


def test_it_is_sealed_and_opened_like_any_pack(pack: CataloguePack):
    sealed = seal_pack(pack, PUBLISHER_KEY)
    assert len(sealed) < 100_000
    assert open_pack(sealed, trust_everyone) == pack
