"""A desk that runs short is told in time and never stands still without a sentence."""

from pathlib import Path

import pytest

from app.domain.dossier import Role, RoleNotAllowed
from app.domain.dossier_code import NoNumbersLeft, NumberRange, next_number, number_of
from app.services import numbering
from app.services.desk import Officer
from app.services.numbering import SpareNotNeeded
from tests.support.office import Counter, a_counter, grant_numbers


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    made = a_counter(tmp_path, numbers=(1, 22))
    grant_numbers(made.device, 501, 510, serial=2, is_spare=True)
    return made


def test_who_has_few_numbers_left_is_told_before_they_end(counter: Counter):
    assert numbering.outlook(counter.desk).warning == ""
    counter.receive()
    counter.receive()
    assert "còn 20 số" in numbering.outlook(counter.desk).warning


def test_at_the_end_it_is_said_what_to_do_and_the_spare_range_goes_on(counter: Counter):
    with pytest.raises(SpareNotNeeded):
        numbering.open_spare(counter.desk)
    for _ in range(22):
        counter.receive()
    with pytest.raises(NoNumbersLeft):
        counter.receive()
    assert "USB" in numbering.outlook(counter.desk).warning
    assert numbering.open_spare(counter.desk) == 10
    assert number_of(counter.receive().code) == 501
    with pytest.raises(SpareNotNeeded):
        numbering.open_spare(counter.desk)


def test_a_desk_out_of_service_numbers_today_and_never_again(counter: Counter):
    keeper = Officer(counter.officer.id, "", "", (Role.RECEPTION,))
    with pytest.raises(RoleNotAllowed):
        numbering.give_back(counter.desk, keeper)
    assert numbering.give_back(counter.desk, counter.officer) == 1
    assert counter.receive().code
    counter.clock.advance(days=1)
    with pytest.raises(NoNumbersLeft):
        counter.receive()


def test_a_dated_range_ends_and_the_open_one_goes_on(counter: Counter):
    with counter.device.store.write_local() as connection:
        connection.exec_driver_sql(
            "INSERT INTO lease(serial, origin, is_spare, first, last, valid_from, valid_to, bytes) "
            "VALUES (9, ?, 0, 901, 950, '2026-11-01', '2026-11-23', x'')",
            (counter.device.origin,),
        )
    assert numbering.outlook(counter.desk).left == 72
    counter.clock.advance(days=1)
    assert numbering.outlook(counter.desk).left == 22


def test_a_number_of_another_life_says_nothing_of_this_ones_range():
    assert next_number([NumberRange(501, 510)], 1200) == 501
    assert next_number([NumberRange(501, 510)], 503) == 504
    assert next_number([NumberRange(1, 5), NumberRange(901, 950)], 5) == 901
