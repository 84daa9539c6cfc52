"""Small packs for the catalogue's tests: each builder names only what a case is about."""

from dataclasses import replace
from datetime import date
from typing import Any

from nacl.signing import SigningKey

from app.catalogue.pack import CataloguePack, FormTemplate
from app.domain.agency import AdminUnit, AdminUnitKind, Agency, DocumentKind
from app.domain.procedure import ChannelLevel, Component, Fee, Procedure

PUBLISHER_KEY = SigningKey(bytes(range(32)))
STRANGER_KEY = SigningKey(bytes(32))
OFFICE = "Ủy ban nhân dân cấp xã"
CALENDAR: dict[str, Any] = {
    "rule_sets": [
        {
            "effective_from": "2018-01-01",
            "weekdays": [0, 1, 2, 3, 4],
            "am": ["07:30", "11:30"],
            "pm": ["13:30", "17:00"],
            "cutoff": "15:00",
            "clock_start": "receipt",
        }
    ],
    "holidays": [{"date": "2026-09-02", "name": "Quốc khánh", "status": "official"}],
    "working_days": [],
    "closures": [],
}
BIRTH = Procedure(
    code="1.001193",
    name="Đăng ký khai sinh",
    field="Hộ tịch",
    components=(
        Component(1, "Tờ khai đăng ký khai sinh", form="Mẫu của Bộ Tư pháp"),
        Component(2, "Giấy chứng sinh"),
        Component(3, "Văn bản ủy quyền", is_mandatory=False, condition="khi ủy quyền"),
    ),
    limit="same_day",
    fee=Fee(0),
    competent_agency=OFFICE,
    effective_from=date(2025, 7, 1),
    aliases=("ksinh",),
    legal_bases=("60/2014/QH13",),
    channel_level=ChannelLevel.PARTIAL,
)
RECEIPT_FORM = FormTemplate("01", "2025", 1, date(2025, 9, 15), "Giấy tiếp nhận", 2, "<p>$code</p>")
PACK = CataloguePack(
    version="2026.12",
    effective_from=date(2026, 12, 1),
    decision_number="12/QĐ-UBND",
    decision_date=date(2026, 11, 20),
    publisher="UBND tỉnh",
    procedures=(BIRTH,),
    agencies=(Agency("UBND-XA", OFFICE),),
    admin_units=(
        AdminUnit("22", "Quảng Ninh", AdminUnitKind.PROVINCE),
        AdminUnit("06978", "Ba Chẽ", AdminUnitKind.COMMUNE, "22"),
    ),
    document_kinds=(DocumentKind("Quyết định", "QĐ"),),
    calendar=CALENDAR,
    templates=(RECEIPT_FORM,),
)


def a_pack(*procedures: Procedure, **changes: Any) -> CataloguePack:
    """A pack without a single finding, but for what the case changes."""
    return replace(PACK, procedures=procedures or PACK.procedures, **changes)


def a_procedure(**changes: Any) -> Procedure:
    """The birth registration, but for what the case changes."""
    return replace(BIRTH, **changes)
