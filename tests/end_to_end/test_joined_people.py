"""Records joined and parted at two desks that do not know of each other yet end as the same people."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.applicant import Applicant
from app.domain.ids import ApplicantId
from app.services import applicants_book, board, duplicates
from app.storage.doctor import examine
from tests.support.counter import StaffedCounter, first_counter, next_counter
from tests.support.devices import world
from tests.support.district import District, a_district, converge
from tests.support.office import THREE_DAYS

NUMBERS = ("000000000041", "000000000042", "000000000043")


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with a_district(tmp_path) as made:
        yield made


@pytest.fixture
def one(district: District) -> StaffedCounter:
    return first_counter(district)


@pytest.fixture
def two(district: District, one: StaffedCounter) -> StaffedCounter:
    """Both desks know three records of one woman."""
    counter = next_counter(district, "Bàn 2")
    for name, number in zip(("Bế Thị Mẫu", "Bế Mẫu", "Bế Thị Mẫu Hoa"), NUMBERS, strict=True):
        one.receive(name, id_number=number)
    converge(one.synced, counter.synced)
    return counter


def record(counter: StaffedCounter, number: str) -> ApplicantId:
    with counter.desk.store.read() as connection:
        sql = "SELECT id FROM applicant WHERE id_number = ?"
        return ApplicantId(connection.exec_driver_sql(sql, (number,)).scalar_one())


def join(counter: StaffedCounter, kept: str, joined: str) -> None:
    ids = record(counter, kept), record(counter, joined)
    applicants_book.join(counter.desk, counter.officer, *ids, "Cùng một người")


def part(counter: StaffedCounter, number: str) -> None:
    applicants_book.part(counter.desk, counter.officer, record(counter, number), "Hai người")


def people(counter: StaffedCounter) -> list[tuple[str, int, int]]:
    """Who is listed: the number of the record that stays, how many records, how many dossiers."""
    rows = applicants_book.people_page(counter.desk, 0, 10)
    return sorted((row.applicant.id_number, row.records, row.dossiers) for row in rows)


def agreed(district: District, one: StaffedCounter, two: StaffedCounter) -> list[tuple[str, int, int]]:
    """What both desks say once they have heard of each other; the district could apply all of it."""
    district.clock.advance(minutes=1)
    converge(one.synced, two.synced)
    assert people(one) == people(two)
    assert world(one.synced.device) == world(two.synced.device)
    assert not district.rows("SELECT * FROM quarantine")
    for counter in (one, two):
        assert all(check.is_sound for check in examine(counter.synced.device.profile, thorough=True))
        found = {number: board.count_found(counter.desk, number) for number in NUMBERS}
        assert found == {number: dossiers_with(counter, number) for number in NUMBERS}
    return people(one)


def dossiers_with(counter: StaffedCounter, number: str) -> int:
    return applicants_book.person(counter.desk, record(counter, number)).row.dossiers


def test_joined_here_one_way_and_there_the_other_the_later_word_says_who_stays(district, one, two):
    join(one, NUMBERS[0], NUMBERS[1])
    district.clock.advance(minutes=1)
    join(two, NUMBERS[1], NUMBERS[0])
    assert agreed(district, one, two) == [(NUMBERS[1], 2, 2), (NUMBERS[2], 1, 1)]
    part(one, NUMBERS[0])
    assert len(agreed(district, one, two)) == 3


def test_a_chain_whose_links_were_made_at_two_desks_is_one_person(district, one, two):
    join(one, NUMBERS[0], NUMBERS[1])
    district.clock.advance(minutes=1)
    join(two, NUMBERS[1], NUMBERS[2])
    assert agreed(district, one, two) == [(NUMBERS[0], 3, 3)]
    part(two, NUMBERS[1])
    assert agreed(district, one, two) == [(NUMBERS[0], 1, 1), (NUMBERS[1], 2, 2)]


def test_parted_here_while_both_went_to_a_third_there_the_parted_record_stands_alone(district, one, two):
    join(one, NUMBERS[0], NUMBERS[1])
    agreed(district, one, two)
    part(one, NUMBERS[1])
    district.clock.advance(minutes=1)
    join(two, NUMBERS[2], NUMBERS[1])
    assert agreed(district, one, two) == [(NUMBERS[1], 1, 1), (NUMBERS[2], 2, 2)]


def test_parted_at_both_it_is_parted(district, one, two):
    join(one, NUMBERS[0], NUMBERS[1])
    agreed(district, one, two)
    part(one, NUMBERS[1])
    district.clock.advance(minutes=1)
    part(two, NUMBERS[1])
    assert len(agreed(district, one, two)) == 3


def test_a_dossier_of_the_other_desk_is_warned_of_with_the_name_of_that_desk(district, one, two):
    two.receive("Lò Văn Mẫu", id_number="000000000051")
    district.clock.advance(minutes=1)
    converge(one.synced, two.synced)
    person = Applicant("Lò Văn Mẫu", id_number="000000000051")
    (found,) = duplicates.alike(one.desk, person, None, THREE_DAYS)
    assert found.desk_name == "Bàn 2"
