"""A list of people out of a file, tried before anybody is received: what is good, what is odd, what is wrong.

What is said of a row names its line and column. It goes to the screen alone, never into a log.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.domain.applicant import Applicant
from app.domain.citizen_card import cross_check
from app.domain.duplicates import is_somebody_else
from app.domain.folding import fold
from app.errors import AppError
from app.importing.grid import Cell, Row, column_letter
from app.importing.reader import read_list
from app.importing.sample import write_sample
from app.services import duplicates, people
from app.services.access import check_reading
from app.services.desk import Desk
from app.services.exports import NotExported
from app.services.groups import MOST_PEOPLE, Group, Member
from app.services.list_cells import (
    Reader,
    Reading,
    read_birth,
    read_id,
    read_name,
    read_phone,
    read_sex,
    read_text,
)
from app.services.list_columns import Heads, ListField, heads_of
from app.services.typed_dates import typed_date

FORMULA = "Ô này là công thức, lấy giá trị Excel lưu lần cuối."
FORMULA_UNREAD = "Ô này là công thức chưa có giá trị. Xin mở tệp bằng Excel, lưu lại rồi chọn lại."
READERS: dict[ListField, Reader] = {
    ListField.NAME: read_name,
    ListField.ID_NUMBER: read_id,
    ListField.BIRTH_DATE: read_birth,
    ListField.SEX: read_sex,
    ListField.ADDRESS: read_text,
    ListField.PHONE: read_phone,
    ListField.CONTENT: read_text,
}
SAMPLE_ROWS = (
    ("1", "Nguyễn Thị Mẫu", "000194013412", "12/08/1994", "Nữ", "Thôn Đông Hạ", "0900000412", ""),
    (
        "2",
        "Trần Văn Mẫu",
        "000060000123",
        "1960",
        "Nam",
        "Thôn Đoài",
        "0900000413",
        "Bản sao cho con thứ hai",
    ),
)


@dataclass(frozen=True, slots=True)
class Issue:
    """What is odd or wrong at one place; ``is_error`` keeps that person off the list."""

    line: int
    column: str
    sentence: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody of the file who can be received."""

    line: int
    member: Member


@dataclass(frozen=True, slots=True)
class DryRun:
    """What taking the list would do; nothing was written yet."""

    people: tuple[ListedPerson, ...]
    issues: tuple[Issue, ...]
    unread: tuple[str, ...]

    @property
    def bad_lines(self) -> frozenset[int]:
        """Lines nobody can be received from."""
        return frozenset(issue.line for issue in self.issues if issue.is_error)

    @property
    def odd_lines(self) -> frozenset[int]:
        """Lines that ask for a look and can be received."""
        return frozenset(issue.line for issue in self.issues) - self.bad_lines

    @property
    def good(self) -> tuple[ListedPerson, ...]:
        """Who has nothing odd at all."""
        return tuple(person for person in self.people if person.line not in self.odd_lines)


class NobodyListed(AppError):
    """Heads, and nothing under them."""

    def __init__(self) -> None:
        super().__init__("Dưới tên cột không có dòng nào. Chưa nhận ai; xin kiểm tra tệp rồi chọn lại.")


class TooManyListed(AppError):
    """More than one sitting holds."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"Danh sách có {count} người, một lượt nhận nhiều nhất {MOST_PEOPLE}. Chưa nhận ai; "
            "xin chia làm nhiều tệp."
        )


def try_list(desk: Desk, path: Path, group: Group, *, samples: bool = False) -> DryRun:
    """Read a file as a list of people; ``group`` is who is on the list already, and what they hand in."""
    check_reading(desk)
    rows = read_list(path)
    heads = heads_of(rows)
    written = [row for row in rows if row.line > heads.line and not row.is_empty]
    if not written:
        raise NobodyListed
    if len(written) > MOST_PEOPLE:
        raise TooManyListed(len(written))
    issues: list[Issue] = []
    today = desk.today()
    found = [_person(row, heads, today, issues, samples) for row in written]
    listed = tuple(
        person for person in found if person is not None and not _of_another(desk, person, heads, issues)
    )
    issues += _repeated(listed, heads, group)
    issues += _handed_in(desk, listed, heads, group.form.procedure_code)
    return DryRun(listed, tuple(sorted(issues, key=lambda each: each.line)), heads.unread)


def save_sample(path: Path) -> None:
    """A list to fill in, with people who are plainly none; raises the disk's sentence."""
    try:
        write_sample(path, ("STT", *(field.value for field in READERS)), SAMPLE_ROWS)
    except OSError as error:
        raise NotExported from error


def _person(row: Row, heads: Heads, today: date, issues: list[Issue], samples: bool) -> ListedPerson | None:
    """The person of a line; None where something of them is wrong."""
    read = {field: _read(row, heads, field, today, issues) for field in READERS if field in heads.places}
    if any(reading.error for reading in read.values()):
        return None
    person = Applicant(
        full_name=_of(read, ListField.NAME),
        id_number=_of(read, ListField.ID_NUMBER),
        birth_date=_of(read, ListField.BIRTH_DATE),
        sex=_of(read, ListField.SEX),
        address=_of(read, ListField.ADDRESS),
        phone=_of(read, ListField.PHONE),
    )
    column = _column(heads, ListField.ID_NUMBER)
    issues += [Issue(row.line, column, doubt, False) for doubt in _crossed(person, samples)]
    return ListedPerson(row.line, Member(person, _of(read, ListField.CONTENT)))


def _read(row: Row, heads: Heads, field: ListField, today: date, issues: list[Issue]) -> Reading:
    cell = _cell(row, heads, field)
    reading = READERS[field](cell, today)
    if cell.is_formula:
        reading = _of_formula(cell, reading)
    if reading.error or reading.doubt:
        sentence = reading.error or reading.doubt
        issues.append(Issue(row.line, _column(heads, field), sentence, bool(reading.error)))
    return reading


def _of_formula(cell: Cell, reading: Reading) -> Reading:
    """A formula counts as what it last came to; without that, nobody knows what stands there."""
    if not cell.text:
        return Reading(error=FORMULA_UNREAD)
    return reading._replace(doubt=" ".join(filter(None, (FORMULA, reading.doubt))))


def _cell(row: Row, heads: Heads, field: ListField) -> Cell:
    cell = _at(row, heads.places[field])
    given = heads.places.get(ListField.GIVEN_NAME)
    if field is ListField.NAME and given is not None:
        last = _at(row, given)
        return Cell(f"{cell.text} {last.text}".strip(), is_formula=cell.is_formula or last.is_formula)
    return cell


def _at(row: Row, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else Cell()


def _of(read: dict[ListField, Reading], field: ListField) -> str:
    return read[field].text if field in read else ""


def _column(heads: Heads, field: ListField) -> str:
    """A column by its letter and its head: ``C (Số CCCD)``."""
    place = heads.places.get(field, 0)
    return f"{column_letter(place)} ({heads.names[place][:30]})"


def _crossed(person: Applicant, samples: bool) -> Sequence[str]:
    born = date.fromisoformat(person.birth_date) if len(person.birth_date) == len("1994-08-12") else None
    return cross_check(person.id_number, born, person.sex, samples=samples) if person.sex else ()


def _of_another(desk: Desk, listed: ListedPerson, heads: Heads, issues: list[Issue]) -> bool:
    """Whether the books know somebody else under the number: a list renames nobody."""
    person = listed.member.person
    found = people.by_id_number(desk, person.id_number) if person.id_number else None
    if found is None or not is_somebody_else(person, found.applicant):
        return False
    column = _column(heads, ListField.ID_NUMBER)
    issues.append(Issue(listed.line, column, _another_words(found.applicant), True))
    return True


def _another_words(known: Applicant) -> str:
    born = f", sinh {typed_date(known.birth_date)}" if known.birth_date else ""
    return f"Trong sổ, số này là của {known.full_name}{born}. Xin kiểm tra số, họ tên, ngày sinh."


def _handed_in(
    desk: Desk, listed: Iterable[ListedPerson], heads: Heads, procedure_code: str
) -> Iterator[Issue]:
    """Whose request of this procedure is here already; where none is chosen yet, F9 tells."""
    column = _column(heads, ListField.NAME)
    for each in listed if procedure_code else ():
        found = duplicates.alike(desk, each.member.person, None, procedure_code)
        if found:
            codes = ", ".join(alike.short_code for alike in found)
            yield Issue(each.line, column, f"Đã có hồ sơ {codes} cùng thủ tục.", False)


def _repeated(listed: Iterable[ListedPerson], heads: Heads, group: Group) -> list[Issue]:
    """Who stands twice: in the file, or in the file and on the list at hand."""
    first: dict[str, int] = {_identity(row.member.person): 0 for row in group.rows}
    issues = []
    for each in listed:
        seen = first.setdefault(_identity(each.member.person), each.line)
        if seen != each.line:
            where = f"dòng {seen}" if seen else "danh sách đang nhận"
            words = f"Người này đã có ở {where}."
            issues.append(Issue(each.line, _column(heads, ListField.NAME), words, False))
    return issues


def _identity(person: Applicant) -> str:
    return person.id_number or f"{fold(person.full_name)}|{person.birth_date}"
