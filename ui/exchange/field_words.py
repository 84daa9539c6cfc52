"""What two desks wrote differently, field by field, in the officer's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.changes.registry import TABLE_BY_NAME
from app.domain.clock import wall_of
from app.domain.identifiers import grouped_phone, mask_id
from app.storage.open_choices import Clash, Side
from ui.exchange.reading import moment

FIELD_WORDS: Mapping[str, str] = {
    "full_name": "Họ và tên",
    "kind": "Loại người nộp",
    "id_number": "Số định danh",
    "birth_date": "Ngày sinh",
    "sex": "Giới tính",
    "id_issued_on": "Ngày cấp thẻ",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
    "address": "Địa chỉ",
    "content": "Nội dung",
    "relation": "Quan hệ",
    "return_place": "Nơi nhận kết quả",
    "return_address": "Địa chỉ nhận",
    "representative_name": "Người đại diện",
    "representative_id_number": "Định danh đại diện",
    "representative_phone": "Điện thoại đại diện",
    "representative_authority": "Giấy ủy quyền",
    "fee_amount": "Phí, lệ phí",
    "fee_paid": "Đã thu",
    "fee_receipt": "Số biên lai",
    "note": "Ghi chú",
    "title": "Tên giấy tờ",
    "is_mandatory": "Bắt buộc",
    "is_present": "Đã nộp",
    "originals": "Bản chính",
    "copies": "Bản sao",
    "name": "Tên cơ quan",
    "superior_name": "Cơ quan cấp trên",
    "unit_name": "Bộ phận",
    "place_name": "Địa danh",
    "agency_code": "Mã cơ quan",
    "website": "Trang tin",
    "roles": "Vai trò",
    "is_active": "Đang làm việc",
    "received_ms": "Lúc nhận",
    "promised_ms": "Hẹn trả",
    "limit_text": "Thời hạn",
}
MONEY = {"fee_amount", "fee_paid"}
YES_NO = {"is_mandatory", "is_present", "is_active"}
HIDDEN = {"id_number", "representative_id_number"}
PHONES = {"phone", "representative_phone"}
DATES = {"birth_date", "id_issued_on"}
NOTHING = "Để trống"
ELSEWHERE = "khác ở phần che"
REMOVED = "Đã bỏ mục này"


@dataclass(frozen=True, slots=True)
class Head:
    """Whose value it is, by whom and when it was written."""

    name: str
    written: str


@dataclass(frozen=True, slots=True)
class Differing:
    """A field with the value of either side."""

    words: str
    values: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two desks' values side by side; ``standing`` is the place of the side whose values the books have."""

    heads: tuple[Head, Head]
    rows: Sequence[Differing]
    standing: int


def comparisons(clashes: Sequence[Clash], now: datetime) -> list[Comparison]:
    """Open choices for the screen; those written at the same two moments share one table."""
    shown: dict[tuple[tuple[Head, Head], int], Comparison] = {}
    for each in (_comparison(clash, now) for clash in clashes):
        key = each.heads, each.standing
        before = shown[key].rows if key in shown else ()
        shown[key] = replace(each, rows=(*before, *each.rows))
    return list(shown.values())


def _comparison(clash: Clash, now: datetime) -> Comparison:
    """This machine stands at the left wherever it is one of the two."""
    sides = (clash.kept, clash.present) if clash.kept.is_own else (clash.present, clash.kept)
    heads = (_head(sides[0], now), _head(sides[1], now))
    rows = [
        Differing(words, _told_apart(_value(name, cells[0]), _value(name, cells[1])))
        for name, words, cells in _differing(clash, sides)
    ]
    return Comparison(heads, rows, sides.index(clash.present))


def _told_apart(one: str, other: str) -> tuple[str, str]:
    """Two id numbers may differ where they are hidden: both then say so."""
    if one != other:
        return one, other
    return f"{one}, {ELSEWHERE}", f"{other}, {ELSEWHERE}"


def _differing(clash: Clash, sides: tuple[Side, Side]) -> list[tuple[str, str, tuple[Any, Any]]]:
    """Fields that say something to a person and differ; a reference to another row does not."""
    table = TABLE_BY_NAME[clash.table]
    references = {field.name for field in table.fields if field.refers_to}
    found = []
    for place, name in enumerate(clash.fields):
        cells = _cell(sides[0], place), _cell(sides[1], place)
        if cells[0] != cells[1] and name not in references:
            found.append((name, FIELD_WORDS.get(name, name), cells))
    return found


def _cell(side: Side, place: int) -> Any:
    """A side without cells deleted the row; cells left off at the end are empty."""
    if not side.cells:
        return REMOVED
    return side.cells[place] if place < len(side.cells) else None


def _head(side: Side, now: datetime) -> Head:
    name = "Máy này" if side.is_own else side.device_name or "Máy khác"
    at = moment(wall_of(side.at_ms), now) if side.at_ms else ""
    return Head(name, ", ".join(part for part in (side.clerk_name, at) if part))


def _value(name: str, cell: Any) -> str:
    if cell is None or cell == "":
        return NOTHING
    if cell == REMOVED or not isinstance(cell, int | str):
        return str(cell)
    if name in HIDDEN:
        return mask_id(str(cell))
    if name in PHONES:
        return grouped_phone(str(cell))
    if name in MONEY:
        return f"{int(cell):,} đ".replace(",", ".")
    if name in YES_NO:
        return "Có" if cell else "Không"
    if name.endswith("_ms"):
        return f"{wall_of(int(cell)):%H:%M %d/%m/%Y}"
    return _day(str(cell)) if name in DATES else str(cell)


def _day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text  # a year or a month and year is all that some papers say
