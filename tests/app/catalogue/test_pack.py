from dataclasses import replace
from datetime import date

import msgspec
import pytest

from app.catalogue.source import SourceField, procedures_of
from app.domain.procedure import Filing
from tests.app.catalogue.packs import PACK, RECEIPT_FORM, a_pack, a_procedure

SOURCE = {
    "field": "Hộ tịch",
    "agency": "Ủy ban nhân dân cấp xã",
    "effective_from": "2025-07-01",
    "legal_bases": ["60/2014/QH13"],
    "procedures": [
        {
            "code": "1.001193",
            "name": "Đăng ký khai sinh",
            "limit": "same_day",
            "fee": 0,
            "result": "Giấy khai sinh",
            "channel": "partial",
            "components": [
                {"title": "Tờ khai", "form": "Mẫu 01"},
                {"title": "Giấy ủy quyền", "when": "khi ủy quyền", "originals": 0, "copies": 1},
                {"title": "Căn cước", "presented": True, "filing": "counter"},
            ],
        }
    ],
}


def test_clerks_choose_from_what_is_in_force_on_the_day():
    old = a_procedure(code="1.000001", effective_to=date(2026, 6, 30))
    pack = a_pack(old, a_procedure())
    assert [each.code for each in pack.procedures_in_force(date(2026, 7, 1))] == ["1.001193"]
    assert pack.procedure("1.000001", date(2026, 6, 30)) == old
    assert pack.procedure("1.000001", date(2026, 7, 1)) is None


def test_a_form_is_printed_in_the_wording_in_force_on_the_day():
    reworded = replace(RECEIPT_FORM, version=2, effective_from=date(2026, 7, 1))
    pack = a_pack(templates=(RECEIPT_FORM, reworded))
    assert pack.template("01", date(2025, 9, 14)) is None
    assert pack.template("01", date(2026, 6, 30)) == RECEIPT_FORM
    assert pack.template("01", date(2026, 7, 1)) == reworded
    assert pack.template("99", date(2026, 7, 1)) is None


def test_a_new_circular_replaces_the_older_one_as_a_whole():
    slip = replace(RECEIPT_FORM, form="06", pack="2018", effective_from=date(2018, 6, 21))
    reworded_late = replace(slip, version=2, effective_from=date(2026, 7, 1))
    pack = a_pack(templates=(slip, reworded_late, RECEIPT_FORM))
    assert pack.template("06", date(2025, 9, 14)) == slip
    assert pack.template("06", date(2025, 9, 15)) is None
    assert pack.template("06", date(2026, 7, 1)) is None


def test_communes_are_listed_by_province():
    assert [unit.full_name for unit in PACK.provinces()] == ["Tỉnh Quảng Ninh"]
    assert [unit.full_name for unit in PACK.communes("22")] == ["Xã Ba Chẽ"]
    assert PACK.communes("01") == ()


def test_a_source_file_leaves_out_what_its_procedures_share():
    (procedure,) = procedures_of(msgspec.convert(SOURCE, SourceField))
    assert (procedure.field, procedure.competent_agency) == ("Hộ tịch", "Ủy ban nhân dân cấp xã")
    assert (procedure.effective_from, procedure.legal_bases) == (date(2025, 7, 1), ("60/2014/QH13",))
    form, mandate, card = procedure.components
    assert (form.number, form.is_mandatory, form.form) == (1, True, "Mẫu 01")
    assert (mandate.is_mandatory, mandate.condition, mandate.copies) == (False, "khi ủy quyền", 1)
    assert (card.is_presented_only, card.filing) == (True, Filing.COUNTER)


def test_a_slip_of_the_pen_in_a_source_file_is_refused():
    with pytest.raises(msgspec.ValidationError, match="channnel"):
        msgspec.convert(
            {**SOURCE, "procedures": [{**SOURCE["procedures"][0], "channnel": "full"}]}, SourceField
        )
