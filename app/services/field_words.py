"""The books' fields in the officer's words, and their values as an office writes them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.clock import wall_of
from app.domain.identifiers import grouped_phone, mask_id

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
    "is_small": "Cơ quan ít người",
    "received_ms": "Lúc nhận",
    "promised_ms": "Hẹn trả",
    "limit_text": "Thời hạn",
    "parted_reason": "Lý do tách",
    "parted_ms": "Lúc tách",
}
MONEY = frozenset({"fee_amount", "fee_paid"})
YES_NO = frozenset({"is_mandatory", "is_present", "is_active", "is_small"})
HIDDEN = frozenset({"id_number", "representative_id_number"})
PHONES = frozenset({"phone", "representative_phone"})
DATES = frozenset({"birth_date", "id_issued_on"})
# Words that a third person may put right by typing; numbers of papers, days and figures have one right form,
# which the correction of a dossier checks.
WORDS = PHONES | {
    "full_name",
    "email",
    "address",
    "content",
    "relation",
    "return_place",
    "return_address",
    "representative_name",
    "representative_authority",
    "note",
    "name",
    "superior_name",
    "unit_name",
    "place_name",
    "website",
}
NEEDED = frozenset({"full_name", "name"})
NOTHING = "Để trống"


def field_words(name: str) -> str:
    """A field's label."""
    return FIELD_WORDS.get(name, name)


def value_words(name: str, cell: Any) -> str:
    """A field's value; the numbers of identity papers show their last four digits."""
    if cell is None or cell == "":
        return NOTHING
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
