"""The same person with the same request: told before it is received, never in the way, written down after."""

from datetime import datetime
from pathlib import Path

import pytest

from app.domain.applicant import Applicant
from app.domain.dossier import DossierState, EventKind
from app.services import applicants_book, duplicates
from app.storage import dossiers
from tests.support.office import SAME_DAY, THREE_DAYS, Counter, a_counter

BIRTH = "1994-08-12"
CARRIED = Applicant("Nguyễn Thị Mẫu", id_number="000194000001", birth_date=BIRTH)
FORGOTTEN = Applicant("Nguyen Thi Mau", birth_date=BIRTH)


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return a_counter(tmp_path)


def told(counter: Counter, person: Applicant, procedure: str = THREE_DAYS, known=None) -> list[str]:
    return [each.code for each in duplicates.alike(counter.desk, person, known, procedure)]


def test_the_warning_names_code_day_desk_and_state(counter):
    receipt = counter.receive(applicant=CARRIED)
    (found,) = duplicates.alike(counter.desk, CARRIED, None, THREE_DAYS)
    assert (found.id, found.code, found.short_code) == (receipt.dossier_id, receipt.code, "261123-0001")
    assert found.received == datetime(2026, 11, 23, 8, 0)
    assert (found.desk_name, found.state) == ("Bàn 1", DossierState.RECEIVED)


def test_another_procedure_and_another_person_are_no_duplicates(counter):
    counter.receive(applicant=CARRIED)
    assert told(counter, CARRIED, SAME_DAY) == []
    assert told(counter, Applicant("Lò Văn Mẫu", birth_date=BIRTH)) == []
    assert told(counter, Applicant("Nguyễn Thị Mẫu")) == [], "a name alone is shared by many"


def test_without_a_number_a_person_is_known_by_name_and_birth(counter):
    receipt = counter.receive(applicant=CARRIED)
    assert told(counter, FORGOTTEN) == [receipt.code]


def test_another_number_is_another_person_until_they_are_joined(counter):
    receipt = counter.receive(applicant=CARRIED)
    other = Applicant("Nguyễn Thị Mẫu", id_number="000194000009", birth_date=BIRTH)
    counter.receive(applicant=other, procedure_code=SAME_DAY)
    assert told(counter, other) == []
    ids = [applicants_book.find_people(counter.desk, who.id_number)[0] for who in (CARRIED, other)]
    applicants_book.join(counter.desk, counter.officer, ids[0], ids[1], "Số cũ ghi nhầm")
    assert told(counter, other) == [receipt.code]
    assert told(counter, other, known=ids[1]) == [receipt.code]


def test_what_was_warned_of_and_received_all_the_same_stands_with_the_dossier(counter):
    first = counter.receive(applicant=CARRIED)
    second = counter.receive(applicant=CARRIED, warned=(first.code,))
    with counter.desk.store.read() as connection:
        events = {
            receipt.code: dossiers.events(connection, receipt.dossier_id)[0].record
            for receipt in (first, second)
        }
    assert events[second.code].kind is EventKind.RECEIVED
    assert events[second.code].note == f"Đã báo có thể trùng với hồ sơ {first.code}, vẫn tiếp nhận"
    assert events[first.code].note == ""
