"""Somebody who is called otherwise from now on: older dossiers and the person's page say so, who and when."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.applicant import Applicant
from app.domain.books import BookKind
from app.domain.certification import Paper
from app.domain.clock import wall_of
from app.domain.dossier import EventKind
from app.domain.ids import DossierId
from app.services import applicants_book, audit_view, certification, corrections, groups, guidance, lane_book
from app.services.audit_view import AuditQuestion, What
from app.services.dossier import TimelineRow, view
from app.services.groups import GroupForm, Member, NumberOfAnother
from app.storage import dossiers
from tests.support.office import SAME_DAY, THREE_DAYS, Counter, a_counter

KNOWN = Applicant("Nguyễn Thị Mẫu", id_number="000194000001", birth_date="1994-08-12", phone="0900000001")
RENAMED = replace(KNOWN, full_name="Nguyễn Thị Mẫu Hồng")
WORDS = "họ tên: “Nguyễn Thị Mẫu” → “Nguyễn Thị Mẫu Hồng”"


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return a_counter(tmp_path)


def later(counter: Counter) -> None:
    counter.clock.advance(minutes=1)


def told(counter: Counter, id_: DossierId) -> list[TimelineRow]:
    timeline = view(counter.desk, counter.officer, id_).timeline
    return [row for row in timeline if row.kind is EventKind.CORRECTED]


def test_a_reception_under_another_name_is_told_in_each_older_dossier_and_on_the_persons_page(counter):
    first = counter.receive(applicant=KNOWN).dossier_id
    later(counter)
    second = counter.receive(applicant=KNOWN, procedure_code=SAME_DAY).dossier_id
    later(counter)
    third = counter.receive(applicant=RENAMED).dossier_id
    for older, is_elsewhere in ((first, True), (second, False)):
        (row,) = told(counter, older)
        assert (row.note, row.clerk_name, row.is_elsewhere) == (WORDS, "Cán Bộ Mẫu", is_elsewhere)
        assert row.at == wall_of(counter.clock.now_ms())
    assert told(counter, third) == []  # it was received under the name it bears
    with counter.desk.store.read() as connection:
        person = dossiers.load(connection, third).applicant_id
    (correction,) = applicants_book.person(counter.desk, person).corrections
    assert (correction.note, correction.clerk_name) == (WORDS, "Cán Bộ Mẫu")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (replace(KNOWN, birth_date="1994-12-08"), "ngày sinh: “12/08/1994” → “08/12/1994”"),
        (replace(KNOWN, phone="0900000002", address="Thôn Đoài"), None),
        (replace(KNOWN, sex="Nữ"), None),
    ],
)
def test_only_who_somebody_is_is_told_of(counter, given, words):
    first = counter.receive(applicant=KNOWN).dossier_id
    later(counter)
    counter.receive(applicant=given)
    assert [row.note for row in told(counter, first)] == ([words] if words else [])


def test_a_visit_and_the_lane_tell_of_it_too(counter):
    first = counter.receive(applicant=KNOWN).dossier_id
    later(counter)
    guidance.guide(counter.desk, counter.officer, counter.draft(applicant=RENAMED), "Thiếu giấy")
    lane_book.open_book(counter.desk, counter.officer, BookKind.CERTIFIED_COPIES, 1)
    sitting = certification.Sitting(KNOWN, [Paper("Giấy khai sinh", 1, 2)])
    later(counter)
    certification.certify(counter.desk, counter.officer, sitting)
    back = "họ tên: “Nguyễn Thị Mẫu Hồng” → “Nguyễn Thị Mẫu”"
    assert [row.note for row in told(counter, first)] == [back, WORDS]


def test_a_group_renames_nobody(counter):
    first = counter.receive(applicant=KNOWN).dossier_id
    papers = tuple(
        (part.number, 1, 0)
        for part in counter.desk.catalogue.procedure(THREE_DAYS, counter.desk.today()).mandatory_components
    )
    groups.keep_form(counter.desk, GroupForm(THREE_DAYS, "", papers))
    groups.add(counter.desk, [Member(replace(KNOWN, full_name="Bế Văn Mẫu"))])
    with pytest.raises(NumberOfAnother):
        groups.receive(counter.desk, counter.officer)
    groups.change(
        counter.desk, groups.current(counter.desk), 1, Member(replace(KNOWN, full_name="NGUYEN THI MAU"))
    )
    groups.receive(counter.desk, counter.officer)
    assert view(counter.desk, counter.officer, first).applicant == KNOWN
    assert told(counter, first) == []


def test_somebody_without_a_dossier_leaves_a_line_in_the_audit_that_names_nobody(counter):
    lane_book.open_book(counter.desk, counter.officer, BookKind.CERTIFIED_COPIES, 1)
    for person in (KNOWN, RENAMED):
        certification.certify(
            counter.desk, counter.officer, certification.Sitting(person, [Paper("Giấy khai sinh", 1, 2)])
        )
    today = counter.desk.today()
    page = audit_view.read(counter.desk, counter.officer, AuditQuestion(today, today, What.CHANGED))
    line = next(line for line in page.lines if line.kind == "person_corrected")
    assert (line.clerk_name, line.detail.split()[0]) == ("Cán Bộ Mẫu", "applicant")
    assert "Mẫu" not in line.detail


def test_a_correction_in_one_dossier_is_told_in_the_others(counter):
    first = counter.receive(applicant=KNOWN).dossier_id
    later(counter)
    second = counter.receive(applicant=KNOWN).dossier_id
    later(counter)
    corrections.correct_applicant(counter.desk, counter.officer, first, RENAMED)
    assert [(row.note, row.is_elsewhere) for row in told(counter, second)] == [(WORDS, True)]
