"""Files of lists: read within bounds, or refused in one sentence."""

import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.importing.errors import (
    Damaged,
    Encrypted,
    HasMacros,
    ListNotRead,
    NotOpened,
    OldWorkbook,
    TooLarge,
    TooManyLines,
    UnknownLetters,
    WrongKind,
)
from app.importing.grid import MOST_LINES, column_letter
from app.importing.reading import read_rows
from tests.support.sheets import HEADS, SOMEBODY, a_bomb, a_workbook, an_archive, rewritten, with_saved_values

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"
MOST_WORDS = 40
MOST_MEMORY = 60 << 20


def test_a_workbook_comes_as_its_lines_with_numbers_and_dates_known_as_such(tmp_path: Path):
    day = date(1994, 8, 12)
    (_, row) = read_rows(a_workbook(tmp_path / "a.xlsx", [(1, "  Nguyễn \n Thị Mẫu", 194013412, day)]))
    assert row.line == 2
    assert [cell.text for cell in row.cells[:4]] == ["1", "Nguyễn Thị Mẫu", "194013412", "12/08/1994"]
    assert (row.cells[2].number, row.cells[3].day) == (194013412, day)


def test_a_formula_is_its_saved_value_and_says_so(tmp_path: Path):
    path = a_workbook(tmp_path / "a.xlsx", [(1, '=CONCATENATE("Trần ","Mẫu")'), (2, "=1+1")])
    saved, never = read_rows(with_saved_values(path, "B2", "Trần Mẫu"))[1:]
    assert saved.cells[1][:1] + saved.cells[1][3:] == ("Trần Mẫu", True)
    assert (never.cells[1].text, never.cells[1].is_formula) == ("", True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_file_is_read_as_excel_and_portals_write_it(tmp_path: Path, encoding: str, separator: str):
    path = tmp_path / "a.csv"
    path.write_text("\n".join((separator.join(HEADS), separator.join(map(str, SOMEBODY)))), encoding)
    (heads, row) = read_rows(path)
    assert tuple(cell.text for cell in heads.cells) == HEADS
    assert [cell.text for cell in row.cells] == [str(each) for each in SOMEBODY]


def _written(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def _with(changed: dict[str, bytes | None]) -> Callable[[Path], Path]:
    return lambda path: rewritten(a_workbook(path, [SOMEBODY]), changed)


def _cut(path: Path) -> Path:
    content = a_workbook(path, [SOMEBODY] * 50).read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    return path


def _last_line_of_excel(path: Path) -> Path:
    row = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    return _with({SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{row}</sheetData></worksheet>'.encode()})(
        path
    )


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><worksheet><sheetData>&c;</sheetData></worksheet>'
)


@pytest.mark.parametrize(
    ("make", "refused"),
    [
        (_written(b"%PDF-1.7 ..."), WrongKind),
        (_written(b"\x89PNG\r\n\x1a\n"), WrongKind),
        (_written(b"name\0\0\0"), WrongKind),
        (_written(an_archive(**{"word/document.xml": b"<x/>"})), WrongKind),
        (_written(OLE + bytes(600)), OldWorkbook),
        (_written(OLE + "EncryptedPackage".encode("utf-16-le")), Encrypted),
        (_written(b"PK\x03\x04 and then nothing"), Damaged),
        (_written("Họ tên;CCCD\nĐỗ Mẫu;1".encode("cp1258", "ignore")), UnknownLetters),
        (_written(b"x" * (9 << 20)), TooLarge),
        (_cut, Damaged),
        (_with({"xl/vbaProject.bin": b"\0"}), HasMacros),
        (_with({SHEET: b"<worksheet><sheetData><row>"}), Damaged),
        (_with({"xl/workbook.xml": b"<workbook"}), Damaged),
        (_with({SHEET: None}), Damaged),
        (_with({SHEET: LAUGHS}), Damaged),
        (_last_line_of_excel, TooManyLines),
        (lambda path: a_bomb(path, 40), TooLarge),
        (lambda path: path.with_name("gone.xlsx"), NotOpened),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence_and_in_little_memory(
    tmp_path: Path, make: Callable[[Path], Path], refused: type[ListNotRead]
):
    path = make(tmp_path / "a.xlsx")
    tracemalloc.start()
    with pytest.raises(refused) as raised:
        read_rows(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(str(raised.value).split()) < MOST_WORDS
    assert "Chưa nhận dòng nào." in str(raised.value)
    assert peak < MOST_MEMORY


def test_a_csv_file_without_end_is_refused(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("Mẫu\n" * (MOST_LINES + 1))
    with pytest.raises(TooManyLines):
        read_rows(path)


def test_columns_are_named_as_spreadsheets_name_them():
    assert [column_letter(place) for place in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]
