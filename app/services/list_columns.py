"""Which column of a list holds what: by the words at its head, however a village writes them."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from app.domain.folding import fold
from app.errors import AppError
from app.importing.grid import Row

LOOKED_AT = 20  # lines above the heads: the office's name, the list's title


class ListField(Enum):
    """What of a person a column may hold."""

    NAME = "Họ và tên"
    GIVEN_NAME = "Tên"
    ID_NUMBER = "Số định danh"
    BIRTH_DATE = "Ngày sinh"
    SEX = "Giới tính"
    ADDRESS = "Thường trú"
    PHONE = "Điện thoại"
    CONTENT = "Nội dung"


HEADS = {
    ListField.NAME: (
        "ho va ten", "ho ten", "ho va ten nguoi nop", "ho ten nguoi nop", "nguoi nop", "ten nguoi nop",
        "nguoi nop ho so", "cong dan", "ho va ten cong dan", "ho va", "ho dem", "ho va dem", "ho va ten dem",
        "ho ten dem", "ho va chu dem", "ho",
    ),
    ListField.GIVEN_NAME: ("ten",),
    ListField.ID_NUMBER: (
        "so dinh danh", "so dinh danh ca nhan", "ma dinh danh", "cccd", "so cccd", "can cuoc", "so can cuoc",
        "so the can cuoc", "so can cuoc cong dan", "cccd/cmnd", "cmnd/cccd", "so cccd/cmnd", "so cmnd/cccd",
        "so giay to", "so giay to tuy than", "ddcn", "so ddcn",
    ),
    ListField.BIRTH_DATE: (
        "ngay sinh", "ngay thang nam sinh", "ngay, thang, nam sinh", "nam sinh", "sinh ngay", "ns",
    ),
    ListField.SEX: ("gioi tinh", "gioi", "nam/nu", "phai"),
    ListField.ADDRESS: (
        "thuong tru", "dia chi", "dia chi thuong tru", "noi thuong tru", "noi cu tru", "ho khau", "noi o",
        "ho khau thuong tru", "noi dang ky thuong tru", "cho o", "thon", "to dan pho", "thon, to dan pho",
    ),
    ListField.PHONE: ("dien thoai", "so dien thoai", "sdt", "so dt", "dt", "di dong", "dien thoai lien he"),
    ListField.CONTENT: ("noi dung", "noi dung ho so", "noi dung yeu cau", "trich yeu"),
}  # fmt: skip
SERIAL = frozenset({"stt", "tt", "so tt", "so thu tu", "#", "no"})


class Heads(NamedTuple):
    """Where the heads stand, which place holds what, and the heads that nothing is read from."""

    line: int
    places: dict[ListField, int]
    names: Sequence[str]
    unread: tuple[str, ...]


class NoHeads(AppError):
    """Nothing says which column holds the names."""

    def __init__(self) -> None:
        super().__init__(
            "Chưa thấy dòng tên cột có “Họ và tên”. Chưa nhận dòng nào. "
            "Xin đặt tên cột như tệp mẫu (nhấn Ctrl+S để lưu tệp mẫu) rồi chọn lại."
        )


def heads_of(rows: Sequence[Row]) -> Heads:
    """The heads of a list; raises NoHeads where no line near the top names a column of names."""
    for row in rows[:LOOKED_AT]:
        places = _places(row)
        if (ListField.NAME in places and len(places) > 1) or _is_only_names(row, places):
            return Heads(row.line, places, [cell.text for cell in row.cells], _unread(row, places))
    raise NoHeads


def _places(row: Row) -> dict[ListField, int]:
    """The first column of each kind; a star or a bracketed remark after a head is no part of it."""
    places: dict[ListField, int] = {}
    for place, cell in enumerate(row.cells):
        words = _words(cell.text)
        field = next((field for field, heads in HEADS.items() if words in heads), None)
        if field is not None:
            places.setdefault(field, place)
    if ListField.NAME not in places and ListField.GIVEN_NAME in places:
        places[ListField.NAME] = places.pop(ListField.GIVEN_NAME)
    return places


def _words(head: str) -> str:
    return fold(head.partition("(")[0].replace("*", " ").rstrip(" .:"))


def _is_only_names(row: Row, places: dict[ListField, int]) -> bool:
    """A list of nothing but names, perhaps numbered; a title is one cell too, but no head."""
    others = {_words(cell.text) for place, cell in enumerate(row.cells) if place not in places.values()}
    return ListField.NAME in places and others <= SERIAL | {""}


def _unread(row: Row, places: dict[ListField, int]) -> tuple[str, ...]:
    return tuple(
        cell.text
        for place, cell in enumerate(row.cells)
        if cell.text and place not in places.values() and _words(cell.text) not in SERIAL
    )
