from collections import Counter
from datetime import date
from typing import Any

import pytest

from app.catalogue.converter import convert_procedures
from app.catalogue.errors import PackUnreadable
from app.catalogue.lint import errors_of, lint
from app.catalogue.pack import CataloguePack
from app.catalogue.paper_titles import filing_of, paper_text, plain, shortened
from app.catalogue.starter import starter_pack
from app.domain.procedure import ChannelLevel, Component, Fee, Filing, Procedure
from tests.app.catalogue.packs import PACK
from tests.app.catalogue.portal import a_list, a_paper, a_record, needs_list, the_list


def converted(**changes: Any) -> Procedure:
    (procedure,) = convert_procedures(a_list(a_record(**changes)), PACK).procedures
    return procedure


def component(**changes: Any) -> Component:
    return converted(papers=[a_paper(**changes)]).components[0]


@pytest.fixture(scope="module")
def listed() -> CataloguePack:
    return convert_procedures(the_list(), starter_pack())


@needs_list
def test_every_procedure_of_the_portal_converts(listed: CataloguePack):
    assert len(listed.procedures) == len({each.code for each in listed.procedures}) == 426
    assert errors_of(lint(listed)) == ()


@needs_list
def test_what_the_portal_leaves_out_is_counted(listed: CataloguePack):
    counts = Counter(finding.rule for finding in lint(listed, starter_pack()))
    assert counts["no_limit"] == 177
    assert counts["no_fee"] == 188
    assert counts["no_basis"] == 156
    assert counts["no_mandatory"] >= 157  # so many records are a line of the catalogue and nothing more


@needs_list
def test_titles_of_the_portal_are_cleaned(listed: CataloguePack):
    titles = [paper.title for each in listed.procedures for paper in each.components]
    assert not [title for title in titles if title[:1] in "-+*•(.;" or title != title.strip() or not title]
    assert max(map(len, titles)) <= 201


@needs_list
def test_birth_registration_asks_at_the_counter_for_what_the_law_asks(listed: CataloguePack):
    birth = listed.procedure("1.001193", date(2026, 11, 22))
    assert birth is not None
    assert (birth.name, birth.limit, birth.aliases) == ("Đăng ký khai sinh", "same_day", ("ksinh",))
    missing = [paper.title.split()[0] for paper in birth.missing_components(())]
    assert missing == [
        "Giấy",
        "Hộ",
        "Tờ",
    ]  # chứng sinh, giấy tờ tùy thân, tờ khai: no form that is online only


@needs_list
def test_papers_of_the_online_channel_are_told_apart(listed: CataloguePack):
    filings = Counter(paper.filing for each in listed.procedures for paper in each.components)
    assert filings[Filing.ONLINE] == 40


def test_the_rest_of_the_pack_is_the_starters():
    pack = convert_procedures(a_list(a_record()), PACK)
    assert pack.version == "quoc-gia-2026-07-18"
    assert pack.decision_date is None
    for part in ("agencies", "admin_units", "document_kinds", "calendar", "templates", "effective_from"):
        assert getattr(pack, part) == getattr(PACK, part)


def test_a_procedure_the_starter_knows_keeps_its_short_names():
    assert converted(code="1.001193").aliases == ("ksinh",)
    assert converted(code="1.001193").name == "Đăng ký khai sinh"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Thủ tục đăng ký nuôi ong", "Đăng ký nuôi ong"),
        ("Tham vấn môi trường (cấp xã) (1.010736)", "Tham vấn môi trường (cấp xã)"),
        ("Trợ cấp thờ cúng liệt sĩ.", "Trợ cấp thờ cúng liệt sĩ"),
    ],
)
def test_names_are_told_without_their_trimmings(name: str, clean: str):
    assert converted(name=name).name == clean


@pytest.mark.parametrize(
    ("time", "limit"),
    [
        ({"value": 3, "unit": "working_day"}, "3wd"),
        ({"value": 0.5, "unit": "working_day"}, "0.5wd"),
        ({"value": 15, "unit": "calendar_day"}, "15d"),
        ({"value": 8, "unit": "hour"}, "8h"),
        ({"value": 0, "unit": "same_day"}, "same_day"),
        ({"value": 1, "unit": "unspecified"}, None),
        ({"value": None, "unit": None}, None),
        (None, None),
    ],
)
def test_limits_keep_their_unit_and_none_is_guessed(time: Any, limit: str | None):
    assert converted(processing_time=time).limit == limit


def test_a_value_without_a_unit_is_told_beside_the_empty_limit():
    assert (
        converted(processing_time={"value": 5, "unit": "unspecified"}).limit_note
        == "Nguồn ghi 5, không rõ đơn vị."
    )


@pytest.mark.parametrize(
    ("fee", "expected"),
    [
        ({"amount_vnd": 0, "items": []}, Fee(0)),
        ({"amount_vnd": 8000, "items": [{"note": "8.000 đồng/bản"}]}, Fee(8000, "8.000 đồng/bản")),
        (
            {"amount_vnd": 0, "items": [{"note": "Do Hội đồng nhân dân tỉnh quyết định"}]},
            Fee(None, "Do Hội đồng nhân dân tỉnh quyết định"),
        ),
        ({"amount_vnd": None, "items": []}, Fee()),
        (None, Fee()),
    ],
)
def test_a_fee_set_by_the_province_is_not_taken_for_free(fee: Any, expected: Fee):
    assert converted(fee=fee).fee == expected


@pytest.mark.parametrize(
    ("unit", "deciding", "agency"),
    [
        ("ubnd_xa", [], "Ủy ban nhân dân cấp xã"),
        ("ubnd_xa", ["Chủ tịch UBND cấp xã"], "Chủ tịch Ủy ban nhân dân cấp xã"),
        ("ubnd_xa", ["Chủ tịch Ủy ban nhân dân xã"], "Chủ tịch Ủy ban nhân dân cấp xã"),
        ("cong_an_xa", ["Công an cấp Xã"], "Công an cấp xã"),
        ("ban_chqs_xa", [], "Ban Chỉ huy quân sự cấp xã"),
        ("kho_bac", [], "kho_bac"),
    ],
)
def test_the_competent_agency_is_one_of_the_starters_or_is_found_by_the_lint(
    unit: str, deciding: list[str], agency: str
):
    procedure = converted(receiving_unit=unit, deciding_units=deciding)
    assert procedure.competent_agency == agency
    known = {each.name for each in starter_pack().agencies}
    assert (agency in known) == (unit != "kho_bac")


@pytest.mark.parametrize(
    ("online", "level"),
    [
        ({"available": True, "full_process_flag_in_source": True}, ChannelLevel.FULL),
        ({"available": True, "level": "toan_trinh (Thừa Thiên Huế)"}, ChannelLevel.FULL),
        ({"available": True}, ChannelLevel.PARTIAL),
        ({"available": False, "level": "mot_phan"}, ChannelLevel.PARTIAL),
        ({"available": False}, ChannelLevel.INFORMATION),
        (None, ChannelLevel.INFORMATION),
    ],
)
def test_channel_levels_are_those_of_the_source(online: Any, level: ChannelLevel):
    assert converted(online=online).channel_level is level


def test_a_procedure_of_the_three_tiers_ended_with_them():
    old = converted(regime="three_tier_before_2025-07")
    assert old.is_in_force(date(2025, 6, 30))
    assert not old.is_in_force(date(2025, 7, 1))
    assert converted().is_in_force(date(2025, 7, 1))


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("- Giấy chứng sinh", "Giấy chứng sinh"),
        ("+  Giấy\n chứng sinh", "Giấy chứng sinh"),
        ("(1) Đơn đề nghị", "Đơn đề nghị"),
        ("(iv) Trường hợp khác", "Trường hợp khác"),
        ("a.Trường hợp khác", "Trường hợp khác"),
        ("đ) Giấy tờ khác", "Giấy tờ khác"),
        ("1.3.1.2. Hồ sơ", "Hồ sơ"),
        ("02 bộ bản vẽ", "02 bộ bản vẽ"),
        ("Căn cước", "Căn cước"),
    ],
)
def test_list_marks_are_taken_off(text: str, clean: str):
    assert plain(text) == clean


def test_the_first_sentence_is_the_title_and_the_rest_its_condition():
    text = paper_text(
        "- Giấy báo tử; trường hợp không có thì nộp giấy thay thế. Được miễn nếu đã có bản điện tử;", None
    )
    assert text.title == "Giấy báo tử"
    assert text.condition.startswith("trường hợp không có thì nộp giấy thay thế")


def test_a_heading_of_a_case_makes_its_papers_conditional():
    paper = component(group="* Trường hợp ủy quyền thực hiện thủ tục:", name="- Giấy ủy quyền")
    assert not paper.is_mandatory
    assert paper.condition == "Trường hợp ủy quyền thực hiện thủ tục"
    plain_heading = component(group="* Giấy tờ phải nộp:", name="- Giấy ủy quyền")
    assert plain_heading.is_mandatory
    assert plain_heading.condition == ""


@pytest.mark.parametrize(
    "name", ["Văn bản đại diện đối với trường hợp làm qua người đại diện", "Sơ đồ thửa đất (nếu có)"]
)
def test_a_paper_that_names_its_own_case_is_conditional(name: str):
    paper = component(name=name)
    assert not paper.is_mandatory
    assert paper.condition


@pytest.mark.parametrize(
    ("name", "filing"),
    [
        ("Mẫu hộ tịch điện tử tương tác đăng ký khai sinh (nộp theo hình thức trực tuyến)", Filing.ONLINE),
        ("Ảnh (nếu nộp theo hình thức trực tuyến)", Filing.ONLINE),
        ("Tờ khai (nếu nộp theo hình thức trực tiếp hoặc qua hệ thống bưu chính)", Filing.COUNTER),
        ("Tờ khai (theo hình thức trực tiếp) hoặc tải lên (theo hình thức trực tuyến)", Filing.ANY),
        ("Giấy chứng sinh", Filing.ANY),
    ],
)
def test_the_way_of_filing_is_read_from_the_papers_own_words(name: str, filing: Filing):
    assert filing_of(name) is filing


def test_the_application_of_the_counter_is_mandatory_there():
    paper = component(
        name="- Tờ khai theo mẫu (nếu nộp theo hình thức trực tiếp);", requirement="conditional"
    )
    assert (paper.title, paper.is_mandatory, paper.filing) == ("Tờ khai theo mẫu", True, Filing.COUNTER)


def test_a_long_title_is_cut_between_words_and_kept_whole_beside():
    name = "Giấy tờ " + "về quyền sử dụng đất " * 20
    paper = component(name=name)
    assert paper.title.endswith("…")
    assert len(paper.title) <= 201
    assert paper.condition == name.strip()
    assert shortened("ngắn") == "ngắn"


def test_a_presented_paper_keeps_its_counts():
    paper = component(kind="present", originals=0, copies=2, form="Mẫu 01")
    assert (paper.is_presented_only, paper.originals, paper.copies, paper.form) == (True, 0, 2, "Mẫu 01")


@pytest.mark.parametrize(
    "broken", [{"code": 5}, {"papers": [{"kind": "submit"}]}, {"fee": {"amount_vnd": "hai nghìn"}}]
)
def test_a_field_that_makes_no_sense_is_named(broken: dict[str, Any]):
    with pytest.raises(PackUnreadable) as refused:
        convert_procedures(a_list(a_record(**broken)), PACK)
    assert "procedures" in refused.value.where
