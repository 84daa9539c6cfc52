"""What leaves as a file: read back by others as it was meant, and never run."""

import csv
import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from app.export.comma_file import write_csv
from app.export.sheet import AT_ONCE, Sheet, plain
from app.export.workbook import write_workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = ("=1+1", "+84 900", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "=cmd|' /C calc'!A0", "\n@x")


def a_sheet(*cells) -> Sheet:
    return Sheet("Hồ sơ: [tháng 10]", ("Tên", "Số"), [(cell, 7) for cell in cells], title="Kỳ 10/2026")


def workbook_bytes(sheets: list[Sheet]) -> bytes:
    file = io.BytesIO()
    assert list(write_workbook(file, sheets))[-1] == sum(len(sheet.rows) for sheet in sheets)
    return file.getvalue()


def csv_bytes(sheet: Sheet) -> bytes:
    file = io.BytesIO()
    assert list(write_csv(file, sheet))[-1] == len(sheet.rows)
    return file.getvalue()


def read_back(data: bytes, number: int = 1) -> list[list[str | float | None]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
        page = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
    assert not list(page.iter(f"{MAIN}f")), "a formula"
    return [[_value(cell) for cell in row] for row in page.iter(f"{MAIN}row")]


def _value(cell: ElementTree.Element) -> str | float | None:
    if cell.get("t") == "inlineStr":
        return "".join(cell.itertext())
    value = cell.find(f"{MAIN}v")
    return None if value is None else float(value.text or "")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_begins_like_a_formula_stays_text(text):
    assert read_back(workbook_bytes([a_sheet(text)]))[3] == [text, 7.0]
    rows = list(csv.reader(io.StringIO(csv_bytes(a_sheet(text)).decode("utf-8-sig"), newline="")))
    assert rows[1] == [f"'{text}", "7"]


def test_names_numbers_and_empty_cells_come_back_as_they_were():
    sheet = Sheet("Trang", ("A", "B", "C"), [("Đặng “Ẩn” <&>", 12.5, None), ("", -3, "x;y,z\nw")])
    assert read_back(workbook_bytes([sheet]))[1:] == [
        ["Đặng “Ẩn” <&>", 12.5, None],
        ["", -3.0, "x;y,z\nw"],
    ]
    rows = list(csv.reader(io.StringIO(csv_bytes(sheet).decode("utf-8-sig"), newline="")))
    assert rows[1:] == [["Đặng “Ẩn” <&>", "12.5", ""], ["", "-3", "x;y,z\nw"]]


def test_several_sheets_have_names_a_tab_may_have():
    data = workbook_bytes([a_sheet("x"), a_sheet("y")])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [
            each.get("name")
            for each in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        ]
    assert names == ["Hồ sơ   tháng 10", "Hồ sơ   tháng 10 2"]
    assert read_back(data, 2)[3] == ["y", 7.0]


def test_signs_no_file_of_cells_can_carry_and_endless_texts_do_not_break_it():
    text = read_back(workbook_bytes([a_sheet("a\x00b\x0b\ufffe\uffff\ud800c" + "x" * 40_000)]))[3][0]
    assert isinstance(text, str)
    assert text.startswith("abcxxx")
    assert csv_bytes(a_sheet("a\udfffb")).decode("utf-8-sig").endswith('"ab",7\r\n')
    assert plain("x" + "😀" * 20_000) == "x" + "😀" * 16_383


@pytest.mark.parametrize("write", [write_csv, lambda file, sheet: write_workbook(file, [sheet])])
def test_rows_are_taken_as_they_are_written_and_never_held_together(write):
    taken = []
    rows = ((taken.append(number) or str(number),) for number in range(5 * AT_ONCE))
    steps = write(io.BytesIO(), Sheet("Trang", ("A",), rows))
    assert next(steps) == AT_ONCE
    assert len(taken) <= AT_ONCE + 1
    assert list(steps)[-1] == len(taken) == 5 * AT_ONCE


def test_a_mark_stands_above_all_else_in_every_kind_of_file():
    marked = replace(a_sheet("x"), mark="Bản nháp")
    assert read_back(workbook_bytes([marked])) == [
        ["Bản nháp"],
        ["Kỳ 10/2026"],
        [],
        ["Tên", "Số"],
        ["x", 7.0],
    ]
    assert csv_bytes(marked).decode("utf-8-sig").splitlines() == ['"Bản nháp"', '"Tên","Số"', '"x",7']
