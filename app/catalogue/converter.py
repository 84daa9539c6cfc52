"""Making a full pack of `procedures.json`: its procedures, with everything else from the starter pack.

The list was inferred from pages written for citizens, so the converter decides for the counter: a paper asked
of some applicants only is conditional, a form that exists online only is no paper of the counter, and a limit
without a unit is no limit. The lint then says what is missing.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.catalogue.pack import CataloguePack
from app.catalogue.paper_titles import (
    filing_of,
    is_application,
    paper_text,
    plain,
    shortened,
)
from app.catalogue.portal_list import (
    PortalFee,
    PortalList,
    PortalOnline,
    PortalPaper,
    PortalProcedure,
    PortalTime,
    read_portal_list,
)
from app.domain.folding import fold
from app.domain.procedure import ChannelLevel, ClockRules, Component, Fee, Filing, Procedure

TWO_TIERS_FROM = date(2025, 7, 1)
THREE_TIERS_TO = date(2025, 6, 30)
ONE_STOP_FROM = date(2018, 6, 21)  # NĐ 61/2018/NĐ-CP: no dossier of this program is older

AGENCIES = {
    "ubnd_xa": "Ủy ban nhân dân cấp xã",
    "cong_an_xa": "Công an cấp xã",
    "ban_chqs_xa": "Ban Chỉ huy quân sự cấp xã",
}
CHAIRMAN = "Chủ tịch Ủy ban nhân dân cấp xã"
CHAIRMAN_WORDS = re.compile(r"chu tich (?:ubnd|uy ban nhan dan)(?: cap)? xa")
UNITS = {"working_day": "wd", "calendar_day": "d", "hour": "h"}
SET_ELSEWHERE = ("hoi dong nhan dan", "luat phi va le phi")
CODE_IN_NAME = re.compile(r"\s*\(\d\.\d{6}\)")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
NOTE_LETTERS = 240


def convert_procedures(data: Mapping[str, Any], base: CataloguePack) -> CataloguePack:
    """A full pack of the listed procedures; ``base`` gives agencies, units, kinds, calendar and forms."""
    listed = read_portal_list(data)
    known = {procedure.code: procedure for procedure in base.procedures}
    return replace(
        base,
        version=f"quoc-gia-{_as_of(listed, base)}",
        decision_number="Chuyển từ danh mục của Cổng Dịch vụ công quốc gia, chưa có quyết định công bố",
        decision_date=None,
        publisher="Cổng Dịch vụ công quốc gia (chuyển trên máy này)",
        procedures=tuple(_procedure(record, known.get(record.code)) for record in listed.procedures),
        source_note=listed.meta.title,
    )


def _as_of(listed: PortalList, base: CataloguePack) -> str:
    found = ISO_DATE.search(listed.meta.as_of)
    return found[0] if found else base.effective_from.isoformat()


def _procedure(record: PortalProcedure, known: Procedure | None) -> Procedure:
    is_three_tier = (record.regime or "").startswith("three_tier")
    time = record.processing_time or PortalTime()
    return Procedure(
        code=record.code.strip(),
        name=known.name if known else _name(record),
        field=record.field,
        components=tuple(_component(*numbered) for numbered in enumerate(record.papers, start=1)),
        limit=_limit(time),
        fee=_fee(record.fee or PortalFee()),
        competent_agency=_agency(record),
        effective_from=ONE_STOP_FROM if is_three_tier else TWO_TIERS_FROM,
        effective_to=THREE_TIERS_TO if is_three_tier else None,
        aliases=known.aliases if known else (),
        limit_note=_limit_note(time),
        result=shortened("; ".join(result.name for result in record.results), NOTE_LETTERS),
        legal_bases=record.legal_bases,
        channel_level=_channel_level(record.online or PortalOnline()),
        clock_rules=known.clock_rules if known else _clock_rules(record),
    )


def _name(record: PortalProcedure) -> str:
    name = CODE_IN_NAME.sub("", plain(record.name_display or record.name))
    name = name.removeprefix("Thủ tục ").rstrip(" .:")
    return name[:1].upper() + name[1:]


def _component(number: int, paper: PortalPaper) -> Component:
    text = paper_text(paper.name, paper.group)
    filing = filing_of(paper.name)
    is_counter_application = filing is Filing.COUNTER and is_application(text.title)
    is_mandatory = paper.requirement == "mandatory" or is_counter_application
    return Component(
        number=number,
        title=text.title,
        originals=paper.originals,
        copies=paper.copies,
        is_mandatory=is_mandatory and not text.is_for_some,
        condition=text.condition,
        is_presented_only=paper.kind == "present",
        form=paper.form or "",
        filing=filing,
    )


def _limit(time: PortalTime) -> str | None:
    if time.unit == "same_day":
        return "same_day"
    if time.value is None or time.unit not in UNITS:
        return None
    return f"{time.value:g}{UNITS[time.unit]}"


def _limit_note(time: PortalTime) -> str:
    if time.value is not None and _limit(time) is None:
        return f"Nguồn ghi {time.value:g}, không rõ đơn vị."
    note = plain(time.note or "")
    return shortened(note, NOTE_LETTERS) if "ngay" in fold(note).split() else ""


def _fee(fee: PortalFee) -> Fee:
    notes = [plain(item.note) for item in fee.items if item.note]
    if fee.amount_vnd == 0 and any(words in fold(note) for note in notes for words in SET_ELSEWHERE):
        return Fee(None, shortened(notes[0], NOTE_LETTERS))
    return Fee(fee.amount_vnd, shortened(notes[0], NOTE_LETTERS) if notes else "")


def _agency(record: PortalProcedure) -> str:
    units = fold(", ".join(record.deciding_units or record.executing_units))
    if record.receiving_unit == "ubnd_xa" and CHAIRMAN_WORDS.search(units):
        return CHAIRMAN
    return AGENCIES.get(record.receiving_unit, record.receiving_unit)


def _channel_level(online: PortalOnline) -> ChannelLevel:
    level = online.level or ""
    if online.full_process_flag_in_source or level.startswith(("toan_trinh", "muc_do_4")):
        return ChannelLevel.FULL
    return ChannelLevel.PARTIAL if online.available or level else ChannelLevel.INFORMATION


def _clock_rules(record: PortalProcedure) -> ClockRules:
    """Land dossiers wait for the tax office's notice and the payment."""
    return ClockRules(pauses_for_payment=record.field == "Đất đai")
