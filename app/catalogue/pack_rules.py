"""What can be wrong with a pack as a whole: each rule yields (procedure code or "", sentence)."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import combinations
from typing import TypeVar

from app.catalogue.pack import CataloguePack
from app.domain.calendar_data import BadCalendar
from app.domain.working_calendar import WorkingCalendar, calendar_from_data

Told = Iterator[tuple[str, str]]
PackRule = Callable[[CataloguePack], Told]
SuccessionRule = Callable[[CataloguePack, CataloguePack], Told]
Item = TypeVar("Item", bound=Hashable)


def no_procedures(pack: CataloguePack) -> Told:
    if not pack.procedures:
        yield "", "Gói không có thủ tục nào."


def no_version(pack: CataloguePack) -> Told:
    if not pack.version.strip():
        yield "", "Gói chưa ghi số phiên bản."


def unknown_agency(pack: CataloguePack) -> Told:
    known = {agency.name for agency in pack.agencies}
    for procedure in pack.procedures:
        if procedure.competent_agency not in known:
            yield procedure.code, f"Gói không có cơ quan “{procedure.competent_agency}”."


def overlapping_versions(pack: CataloguePack) -> Told:
    repeated = set(_repeated(procedure.code for procedure in pack.procedures))
    suspects = [procedure for procedure in pack.procedures if procedure.code in repeated]
    for one, other in combinations(suspects, 2):
        if one.code == other.code and one.overlaps(other):
            yield one.code, "Hai phiên bản của thủ tục cùng có hiệu lực trong một ngày."


def repeated_units(pack: CataloguePack) -> Told:
    names = (agency.name for agency in pack.agencies)
    codes = ((unit.kind.is_province_level, unit.code) for unit in pack.admin_units)
    yield from (("", f"Cơ quan “{name}” có hai lần.") for name in _repeated(names))
    yield from (("", f"Mã đơn vị hành chính {code} có hai lần.") for _, code in _repeated(codes))


def unknown_province(pack: CataloguePack) -> Told:
    provinces = {unit.code for unit in pack.provinces()}
    for unit in pack.admin_units:
        if not unit.kind.is_province_level and unit.province_code not in provinces:
            yield "", f"{unit.full_name} thuộc tỉnh có mã “{unit.province_code}”, không có trong gói."


def bad_calendar(pack: CataloguePack) -> Told:
    calendar = _calendar(pack)
    if calendar is None:
        yield "", "Không đọc được lịch làm việc trong gói."
    elif calendar.rule_sets[0].effective_from > pack.effective_from:
        yield "", "Lịch làm việc chưa có giờ làm việc cho ngày gói có hiệu lực."


def uncovered_year(pack: CataloguePack) -> Told:
    calendar = _calendar(pack)
    year = pack.effective_from.year
    if calendar is not None and not calendar.covers(year):
        yield "", f"Lịch làm việc chưa có ngày nghỉ lễ chính thức của năm {year}."


def no_decision(pack: CataloguePack) -> Told:
    if pack.decision_date is None:
        yield "", "Gói chưa có số, ngày của quyết định công bố."


def no_templates(pack: CataloguePack) -> Told:
    if not any(template.effective_from <= pack.effective_from for template in pack.templates):
        yield "", "Gói không có mẫu giấy nào đang có hiệu lực để in."


def version_reused(pack: CataloguePack, previous: CataloguePack) -> Told:
    """What was published is never rewritten under the same number."""
    if pack.version == previous.version and pack != previous:
        yield "", f"Đã có gói khác mang số phiên bản {pack.version}."


def older_than_previous(pack: CataloguePack, previous: CataloguePack) -> Told:
    if pack.effective_from < previous.effective_from:
        yield "", f"Gói có hiệu lực trước gói {previous.version} đang dùng."


ERRORS: tuple[PackRule, ...] = (
    no_procedures,
    no_version,
    unknown_agency,
    overlapping_versions,
    repeated_units,
    unknown_province,
    bad_calendar,
)
WARNINGS: tuple[PackRule, ...] = (uncovered_year, no_decision, no_templates)
SUCCESSION_ERRORS: tuple[SuccessionRule, ...] = (version_reused, older_than_previous)


def _repeated(items: Iterable[Item]) -> list[Item]:
    return [item for item, times in Counter(items).items() if times > 1]


def _calendar(pack: CataloguePack) -> WorkingCalendar | None:
    try:
        return calendar_from_data(pack.calendar)
    except BadCalendar:
        return None
