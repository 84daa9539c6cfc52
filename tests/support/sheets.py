"""Workbooks and CSV files as villages and attackers make them."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HEADS = ("STT", "Họ và tên", "Số CCCD", "Ngày sinh", "Giới tính", "Địa chỉ", "Điện thoại")
SOMEBODY = (1, "Nguyễn Thị Mẫu", "000194013412", "12/08/1994", "Nữ", "Thôn Đông Hạ", "0900000412")


def a_workbook(path: Path, rows: Iterable[Sequence[Any]], heads: Sequence[str] = HEADS) -> Path:
    """A workbook with these rows under the heads."""
    book = Workbook()
    for row in (heads, *rows):
        book.active.append(list(row))
    book.save(path)
    return path


def rewritten(path: Path, changed: Mapping[str, bytes | None]) -> Path:
    """The archive with parts replaced, added, or (None) left out."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | changed
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)
    return path


def with_saved_values(path: Path, cell: str, value: str) -> Path:
    """A formula's cell with the value that Excel keeps beside it; openpyxl writes none."""
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(name).decode()
    start = sheet.index(f'<c r="{cell}"')
    end = sheet.index("</c>", start)
    kept = sheet[start:end].replace("<v />", "").replace("<v></v>", "").replace("<v/>", "")
    kept = kept.replace(f'<c r="{cell}"', f'<c r="{cell}" t="str"', 1)
    return rewritten(path, {name: (sheet[:start] + kept + f"<v>{value}</v>" + sheet[end:]).encode()})


def a_bomb(path: Path, megabytes: int) -> Path:
    """A sheet that swells a thousandfold."""
    a_workbook(path, [SOMEBODY])
    line = b'<row><c t="inlineStr"><is><t>' + b"A" * (1 << 20) + b"</t></is></c></row>"
    return rewritten(path, {"xl/worksheets/sheet1.xml": line * megabytes})


def an_archive(**parts: bytes) -> bytes:
    """A ZIP file that is no workbook."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()
