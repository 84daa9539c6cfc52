"""A list tried before anybody is received: bad rows named, what spreadsheets did to it mended and told."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.domain.applicant import Applicant
from app.domain.dossier_code import short_code
from app.importing.reading import read_rows
from app.services import groups, imports
from app.services.desk import Desk
from app.services.duplicates import warned_words
from app.services.exports import NotExported
from app.services.groups import MOST_PEOPLE, Group, GroupForm, GroupRow, Member, NumberOfAnother
from app.services.imports import DryRun, NobodyListed, TooManyListed, save_sample, try_list
from app.services.list_columns import NoHeads
from tests.support.office import THREE_DAYS, Counter, a_counter
from tests.support.sheets import HEADS, SOMEBODY, a_workbook, with_saved_values

PAPERS = tuple((number, 1, 0) for number in range(1, 12))
NAME, ID, BIRTH, SEX, ADDRESS, PHONE = range(1, 7)


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """A desk whose books know nobody before a test says so."""
    made = a_counter(tmp_path_factory.mktemp("desk"))
    yield made
    made.device.profile.close()


class Trial:
    """Tries lists at one desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def of(self, path: Path, group: Group | None = None) -> DryRun:
        return try_list(self.desk, path, group or Group(), samples=True)

    def __call__(self, folder: Path, *rows: Sequence[Any], heads: Sequence[str] = HEADS) -> DryRun:
        return self.of(a_workbook(folder / "list.xlsx", rows, heads))


@pytest.fixture
def trial(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> Trial:
    """Reads in this process: that another one does is the rule of tests/app/importing."""
    monkeypatch.setattr(imports, "read_list", read_rows)
    return Trial(counter.desk)


def but(place: int, value: Any) -> Sequence[Any]:
    """Somebody with one cell written otherwise."""
    return [value if at == place else cell for at, cell in enumerate(SOMEBODY)]


def test_a_good_row_is_a_person_and_says_nothing(trial: Trial, tmp_path: Path):
    run = trial(tmp_path, SOMEBODY)
    (person,) = run.good
    assert run.issues == ()
    assert person.line == 2
    assert person.member.person == Applicant(
        "Nguyễn Thị Mẫu",
        id_number="000194013412",
        birth_date="1994-08-12",
        sex="Nữ",
        address="Thôn Đông Hạ",
        phone="0900000412",
    )


@pytest.mark.parametrize(
    ("place", "value", "column", "words"),
    [
        (NAME, "", "B (Họ và tên)", "Còn thiếu họ tên."),
        (NAME, "A" * 10_000, "B (Họ và tên)", "quá 120 chữ"),
        (ID, "79.194.013", "C (Số CCCD)", "hiện có 8 số"),
        (ID, "7,9194E+10", "C (Số CCCD)", "mất số cuối"),
        (ID, "00019401341O", "C (Số CCCD)", "không phải chữ số"),
        (BIRTH, "30/02/1994", "D (Ngày sinh)", "“30/02/1994” không phải ngày sinh"),
        (BIRTH, "12/08/2094", "D (Ngày sinh)", "không phải ngày sinh"),
        (BIRTH, date(2031, 1, 1), "D (Ngày sinh)", "01/01/2031 không thể có"),
        (ADDRESS, "x" * 501, "F (Địa chỉ)", "quá 500 chữ"),
    ],
)
def test_a_bad_row_is_named_by_line_column_and_reason_and_keeps_nobody_else_off(
    trial: Trial, tmp_path: Path, place: int, value: Any, column: str, words: str
):
    run = trial(tmp_path, SOMEBODY, but(place, value))
    (issue,) = run.issues
    assert (issue.line, issue.column, issue.is_error) == (3, column, True)
    assert words in issue.sentence
    assert [person.line for person in run.people] == [2]


@pytest.mark.parametrize(
    ("place", "value", "kept", "words"),
    [
        (ID, 19401341234, "019401341234", "Excel đã bỏ số 0 ở đầu"),
        (ID, 194013412, "194013412", "9 số là CMND cũ, hoặc Excel đã bỏ số 0"),
        (BIRTH, 34558, "1994-08-12", "là số trong Excel"),
        (SEX, "chưa rõ", "", "để trống"),
        (SEX, "Nam", "Nam", "không khớp giới tính"),
        (PHONE, 900000412, "0900000412", "đã thêm lại"),
        (PHONE, "0900", "0900", "chưa đúng"),
    ],
)
def test_what_is_odd_is_mended_where_it_can_be_and_told(
    trial: Trial, tmp_path: Path, place: int, value: Any, kept: str, words: str
):
    run = trial(tmp_path, but(place, value))
    (person,) = run.people
    assert kept in (
        getattr(person.member.person, name) for name in ("id_number", "birth_date", "sex", "phone")
    )
    assert any(words in issue.sentence and not issue.is_error for issue in run.issues)
    assert run.good == ()


@pytest.mark.parametrize(
    ("written", "kept"),
    [(date(1994, 8, 12), "1994-08-12"), ("12.8.1994", "1994-08-12"), ("08/1994", "1994-08"), (1994, "1994")],
)
def test_a_birth_date_may_be_a_date_of_excel_or_typed(trial: Trial, tmp_path: Path, written: Any, kept: str):
    (person,) = trial(tmp_path, but(BIRTH, written)).good
    assert person.member.person.birth_date == kept


def test_a_formula_is_taken_at_its_saved_value_with_a_warning_and_without_one_not_at_all(
    trial: Trial, tmp_path: Path
):
    path = a_workbook(tmp_path / "list.xlsx", [but(NAME, '=A2&"x"'), but(NAME, '=A3&"x"')])
    run = trial.of(with_saved_values(path, "B2", "Trần Văn Mẫu"))
    (person,) = run.people
    assert person.member.person.full_name == "Trần Văn Mẫu"
    assert [(issue.line, issue.is_error) for issue in run.issues if "công thức" in issue.sentence] == [
        (2, False),
        (3, True),
    ]


def test_heads_are_found_under_a_title_and_whatever_a_village_calls_them(trial: Trial, tmp_path: Path):
    run = trial(
        tmp_path,
        ("", "Thôn Đông Hạ", ""),
        ("TT", "Họ và tên đệm", "Tên (*)", "Năm sinh", "Số nhân khẩu"),
        (1, "Nguyễn Thị", "Mẫu", 1994, 4),
        heads=["DANH SÁCH ĐỀ NGHỊ"],
    )
    (person,) = run.good
    assert (person.line, person.member.person.full_name) == (4, "Nguyễn Thị Mẫu")
    assert run.unread == ("Số nhân khẩu",)


def test_somebody_who_stands_twice_is_told_with_the_line_of_the_first(trial: Trial, tmp_path: Path):
    path = a_workbook(tmp_path / "list.xlsx", [SOMEBODY, SOMEBODY])
    (issue,) = trial.of(path).issues
    assert (issue.line, issue.sentence) == (3, "Người này đã có ở dòng 2.")
    there = GroupRow(1, Member(Applicant("Nguyễn Thị Mẫu", id_number="000194013412")))
    assert len(trial.of(path, Group(rows=(there,))).issues) == 2


@pytest.mark.parametrize(
    ("rows", "heads", "refused"),
    [
        ([], HEADS, NobodyListed),
        ([SOMEBODY], ("a", "b", "c"), NoHeads),
        ([SOMEBODY] * (MOST_PEOPLE + 1), HEADS, TooManyListed),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    trial: Trial, tmp_path: Path, rows: Sequence[Any], heads: Sequence[str], refused: type[Exception]
):
    with pytest.raises(refused):
        trial(tmp_path, *rows, heads=heads)


def test_the_sample_is_read_back_without_a_word_and_keeps_zeros_that_are_typed_into_it(
    trial: Trial, tmp_path: Path
):
    path = tmp_path / "mau.xlsx"
    save_sample(path)
    run = trial.of(path)
    assert [person.member.person.id_number for person in run.good] == ["000194013412", "000060000123"]
    assert run.unread == ()
    cell = load_workbook(path).active["C200"]
    assert cell is not None
    assert cell.number_format == "@"


def test_a_sample_that_cannot_be_written_is_one_sentence(tmp_path: Path):
    with pytest.raises(NotExported):
        save_sample(tmp_path)


@pytest.mark.parametrize(
    ("name", "birth", "refused"),
    [
        ("Nguyen Thi Mau Hoa", "1994", False),
        ("Trần Văn Mẫu Nữa", "12/08/1994", True),
        ("Nguyễn Thị Mẫu Hoa", "1960", True),
    ],
)
def test_a_list_renames_nobody_of_the_books(tmp_path: Path, name: str, birth: str, refused: bool):
    counter = a_counter(tmp_path)
    known = Applicant("Nguyễn Thị Mẫu Hoa", id_number="000194013412", birth_date="1994-08-12")
    counter.receive(applicant=known)
    run = Trial(counter.desk)(tmp_path, (1, name, "000194013412", birth))
    assert [issue.line for issue in run.issues if "Trong sổ, số này là của" in issue.sentence] == [
        2
    ] * refused
    assert run.bad_lines == {2} if refused else run.good
    groups.keep_form(counter.desk, GroupForm(THREE_DAYS, "", PAPERS))
    groups.add(counter.desk, [Member(Applicant(name, id_number="000194013412", birth_date=birth[-4:]))])
    if refused:
        with pytest.raises(NumberOfAnother):
            groups.receive(counter.desk, counter.officer)
    else:
        groups.receive(counter.desk, counter.officer)
    assert counter.device.rows("SELECT full_name, birth_date FROM applicant") == [
        ("Nguyễn Thị Mẫu Hoa", "1994-08-12")
    ]


def test_who_handed_in_the_same_before_is_told_of_and_noted(tmp_path: Path):
    counter = a_counter(tmp_path)
    before = counter.receive(applicant=Applicant("Nguyễn Thị Mẫu", id_number="000194013412"))
    groups.keep_form(counter.desk, GroupForm(THREE_DAYS, "", PAPERS))
    path = a_workbook(tmp_path / "list.xlsx", [SOMEBODY])
    run = try_list(counter.desk, path, groups.current(counter.desk), samples=True)
    assert [issue.sentence for issue in run.issues] == [
        f"Đã có hồ sơ {short_code(before.code)} cùng thủ tục."
    ]
    assert (run.good, run.bad_lines) == ((), frozenset())
    groups.add(counter.desk, [each.member for each in run.people])
    groups.receive(counter.desk, counter.officer)
    assert counter.device.value("SELECT note FROM dossier_event ORDER BY id DESC") == warned_words(
        [before.code]
    )
