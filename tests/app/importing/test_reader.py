"""Lists are read by a process of their own: what is made to exhaust a reader exhausts that one."""

import os
import sys
from pathlib import Path

import pytest

from app.importing import READ_LIST
from app.importing.child import answered
from app.importing.errors import ReadingStopped, TooLarge, WrongKind
from app.importing.messages import Question, Rows
from app.importing.reader import read_list
from app.importing.reading import read_rows
from tests.support.sheets import SOMEBODY, a_workbook, rewritten

FELL = (sys.executable, "-c", "import os; os.abort()")
BABBLES = (sys.executable, "-c", "print('x' * 4000)")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MEDIA = "xl/media/image1.png"


def cells(megabytes: int) -> bytes:
    """One row of empty cells: small on the disk, in the archive and as lines, endless as objects."""
    row = b"<c/>" * (megabytes * (1 << 20) // len(b"<c/>"))
    return f'<worksheet xmlns="{MAIN}"><sheetData><row>'.encode() + row + b"</row></sheetData></worksheet>"


def test_a_list_comes_whole_from_the_other_process_frozen_or_not(tmp_path: Path):
    path = a_workbook(tmp_path / "Danh sách.xlsx", [SOMEBODY, (2, "=1+1", 12.5, None)])
    frozen = (sys.executable, "-c", "from ui.cli import main; raise SystemExit(main())", READ_LIST)
    here = [(row.line, list(row.cells)) for row in read_rows(path)]
    for words in (None, frozen):
        assert [(row.line, list(row.cells)) for row in read_list(path, words)] == here


def test_why_a_file_is_refused_comes_back_as_the_same_sentence(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(WrongKind):
        read_list(path)


def test_a_row_without_end_is_given_up_with_one_sentence(tmp_path: Path):
    path = rewritten(a_workbook(tmp_path / "a.xlsx", [SOMEBODY]), {"xl/worksheets/sheet1.xml": cells(15)})
    assert path.stat().st_size < 100_000
    with pytest.raises(ReadingStopped) as raised:
        read_list(path, seconds=1.5)
    assert "Chưa nhận dòng nào." in str(raised.value)
    assert len(str(raised.value).split()) < 40


@pytest.mark.parametrize("words", [FELL, BABBLES, ("no-such-program-at-all",)])
def test_a_reader_that_falls_babbles_or_is_missing_harms_nobody(tmp_path: Path, words: tuple[str, ...]):
    with pytest.raises(ReadingStopped):
        read_list(a_workbook(tmp_path / "a.xlsx", [SOMEBODY]), words)


def test_a_picture_that_would_swell_beyond_a_sheet_is_refused_since_it_may_be_called_one(tmp_path: Path):
    path = a_workbook(tmp_path / "a.xlsx", [SOMEBODY])
    assert isinstance(answered(Question(os.fsencode(rewritten(path, {MEDIA: bytes(4 << 20)})))), Rows)
    with pytest.raises(TooLarge):
        read_rows(rewritten(path, {MEDIA: bytes(17 << 20)}))
