"""Numbers, staff and standing of a desk."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.dossier import Role
from app.services import numbering, officers, staff, standing
from app.services.numbering import AlreadyUsed, OutsideRange
from app.services.officers import MissingName
from app.services.staff import LastAdministrator
from tests.support.office import Counter, a_counter, grant_numbers


@pytest.fixture
def counter(tmp_path: Path):
    made = a_counter(tmp_path, numbers=(64, 66))
    yield made
    made.device.profile.close()


def test_the_outlook_names_the_code_that_saving_would_give(counter: Counter) -> None:
    for left in (3, 2, 1):
        before = numbering.outlook(counter.desk)
        assert before.left == left
        assert counter.receive().code == before.next_code


def test_a_desk_without_numbers_has_no_next_code(counter: Counter) -> None:
    for _ in range(3):
        counter.receive()
    outlook = numbering.outlook(counter.desk)
    assert (outlook.next_code, outlook.left) == ("", 0)
    assert "đã hết số hôm nay" in outlook.warning


def test_a_day_begins_at_a_number_of_any_of_the_desks_ranges(counter: Counter) -> None:
    grant_numbers(counter.device, 300, 310, serial=2)
    numbering.begin_at(counter.desk, 305)
    assert counter.receive().code.endswith("-0305")


def test_a_number_between_two_ranges_is_nobodys(counter: Counter) -> None:
    grant_numbers(counter.device, 300, 310, serial=2)
    with pytest.raises(OutsideRange, match="64 đến 66, 300 đến 310"):
        numbering.begin_at(counter.desk, 100)


def test_a_number_given_today_is_never_offered_again(counter: Counter) -> None:
    counter.receive()
    with pytest.raises(AlreadyUsed, match="đến số 64"):
        numbering.begin_at(counter.desk, 64)


def test_the_next_day_begins_at_the_ranges_start(counter: Counter) -> None:
    numbering.begin_at(counter.desk, 66)
    counter.clock.advance(days=2)
    assert numbering.outlook(counter.desk).next_code.endswith("-0064")


def test_a_clerk_keeps_name_and_pin_through_a_change_of_roles(counter: Counter) -> None:
    clerk = staff.all_clerks(counter.desk)[0]
    staff.change_clerk(counter.desk, replace(clerk, roles=(Role.ADMINISTRATOR,)), counter.officer)
    assert officers.log_in(counter.desk, clerk.id, "2468").roles == (Role.ADMINISTRATOR,)


def test_an_office_always_has_an_administrator(counter: Counter) -> None:
    clerk = staff.all_clerks(counter.desk)[0]
    with pytest.raises(LastAdministrator):
        staff.change_clerk(counter.desk, replace(clerk, is_active=False), counter.officer)
    with pytest.raises(LastAdministrator):
        staff.change_clerk(counter.desk, replace(clerk, roles=(Role.RECEPTION,)), counter.officer)
    officers.register_clerk(counter.desk, "Người Thứ Hai", "", (Role.ADMINISTRATOR,), "1357")
    staff.change_clerk(counter.desk, replace(clerk, is_active=False), counter.officer)
    assert [each.full_name for each in officers.active_clerks(counter.desk)] == ["Người Thứ Hai"]


def test_a_clerk_has_a_name_and_a_role(counter: Counter) -> None:
    clerk = staff.all_clerks(counter.desk)[0]
    for changed in (replace(clerk, full_name=" "), replace(clerk, roles=())):
        with pytest.raises(MissingName):
            staff.change_clerk(counter.desk, changed, counter.officer)


def test_each_act_waits_until_the_district_confirms_it(counter: Counter) -> None:
    before = standing.read(counter.desk)
    counter.clock.advance(minutes=5)
    counter.receive()
    after = standing.read(counter.desk)
    assert after.waiting == before.waiting + 1
    assert after.saved_at == counter.desk.now()
    assert after.received_up_to is None
    assert not after.is_member
