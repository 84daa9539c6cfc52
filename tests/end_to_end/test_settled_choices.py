"""What two desks wrote of one fact is settled at one of them and closed at all, in whatever order."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.applicant import Applicant
from app.domain.dossier import EventKind, Role, RoleNotAllowed
from app.domain.sync_state import SyncState
from app.services import board, choices, corrections
from app.services.choices import NotToBeWritten, NotYetChosen
from app.services.dossier import find_by_code
from app.storage import applicants, dossiers, open_choices
from app.storage.doctor import examine
from app.storage.open_choices import BooksMovedOn, ChoiceClosed, Clash
from tests.support.counter import StaffedCounter, first_counter, next_counter
from tests.support.devices import world
from tests.support.district import District, a_district, converge

ONE, TWO, THIRD = "0900000218", "0900000281", "0900000777"


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with a_district(tmp_path) as made:
        yield made


@pytest.fixture
def one(district: District) -> StaffedCounter:
    return first_counter(district)


@pytest.fixture
def two(district: District, one: StaffedCounter) -> StaffedCounter:
    return next_counter(district, "Bàn 2")


@pytest.fixture
def code(district: District, one: StaffedCounter, two: StaffedCounter) -> str:
    """A dossier on whose telephone number both desks wrote; the second desk's stands."""
    code = one.receive("Bế Thị Mẫu", id_number="000000000031", phone="0900000200").code
    converge(one.synced, two.synced)
    correct(one, code, phone=ONE)
    district.clock.advance(minutes=1)
    correct(two, code, phone=TWO)
    district.clock.advance(minutes=1)
    converge(one.synced, two.synced)
    return code


def person(counter: StaffedCounter, code: str) -> Applicant:
    found = find_by_code(counter.desk, code)
    assert found is not None
    with counter.desk.store.read() as connection:
        return applicants.load(connection, dossiers.load(connection, found).applicant_id)


def correct(counter: StaffedCounter, code: str, **fields: str) -> None:
    found = find_by_code(counter.desk, code)
    assert found is not None
    changed = replace(person(counter, code), **fields)
    corrections.correct_applicant(counter.desk, counter.officer, found, changed)


def open_at(counter: StaffedCounter) -> list[Clash]:
    with counter.desk.store.read() as connection:
        return open_choices.clashes(connection)


def settle(counter: StaffedCounter, clash: Clash, phone: str) -> None:
    choices.settle(counter.desk, counter.officer, clash, {"phone": phone})


def notes(counter: StaffedCounter, code: str) -> list[str]:
    found = find_by_code(counter.desk, code)
    assert found is not None
    with counter.desk.store.read() as connection:
        events = dossiers.events(connection, found)
    return [e.record.note for e in events if e.record.kind is EventKind.CORRECTED]


def figures(counter: StaffedCounter) -> dict[str, Any]:
    """Everything that an act would change."""
    device = counter.synced.device
    return {"rows": world(device), "log": counter.synced.log(), "open": open_at(counter)}


def test_each_desk_sees_its_own_value_first_and_the_one_that_stands_alike(code: str, one, two):
    for counter, mine, theirs in ((one, ONE, TWO), (two, TWO, ONE)):
        (clash,) = open_at(counter)
        assert [side.cells[0] for side in clash.sides] == [mine, theirs]
        assert [side.is_own for side in clash.sides] == [True, False]
        assert clash.differing == ("phone",)
        assert (clash.present.cells[0], clash.present.clerk_name) == (TWO, "Cán Bộ Bàn 2")
        assert (clash.kept.cells[0], clash.kept.device_name) == (ONE, "Bàn 1")


@pytest.mark.parametrize("chosen", [ONE, TWO, THIRD])
@pytest.mark.parametrize("at_first", [True, False])
def test_settled_at_one_desk_it_is_closed_at_both(district, code: str, one, two, chosen: str, at_first: bool):
    by, other = (one, two) if at_first else (two, one)
    settle(by, open_at(by)[0], chosen)
    assert open_at(by) == []
    assert len(open_at(other)) == 1
    converge(by.synced, other.synced)
    for counter in (one, two):
        assert open_at(counter) == []
        assert person(counter, code).phone == chosen
        found = find_by_code(counter.desk, code)
        assert board.rows_of(counter.desk, [found])[0].sync_state is SyncState.ANSWERED
        assert all(check.is_sound for check in examine(counter.synced.device.profile, thorough=True))
    assert world(one.synced.device) == world(two.synced.device)
    assert not district.rows("SELECT * FROM quarantine"), "the district applied it"


def test_keeping_the_value_that_stands_is_an_act_all_the_same(code: str, one, two):
    before = two.synced.log()[0]
    settle(two, open_at(two)[0], TWO)
    assert two.synced.log()[0] == before + 1


def test_after_it_an_idle_exchange_adds_nothing(district, code: str, one, two):
    settle(one, open_at(one)[0], ONE)
    converge(one.synced, two.synced)
    segments = district.rows("SELECT count(*) FROM segment")
    before = figures(one), figures(two)
    for counter in (one, two, one):
        outcome = counter.synced.sync()
        assert (outcome.sent_segments, outcome.received_segments, outcome.conflicts) == (0, 0, 0)
    assert district.rows("SELECT count(*) FROM segment") == segments
    assert (figures(one), figures(two)) == before


def test_the_timeline_says_who_chose_and_what_was_not_taken(code: str, one, two):
    settle(one, open_at(one)[0], ONE)
    converge(one.synced, two.synced)
    for counter in (one, two):
        assert notes(counter, code)[-1] == (
            "Hai máy cùng sửa. Điện thoại: lấy “0900 000 218” của Bàn 1, không lấy “0900 000 281” của Bàn 2."
        )
    (noted,) = one.synced.device.rows("SELECT kind, detail FROM act_log WHERE kind = 'choice_settled'")
    assert ONE not in noted[1]
    assert TWO not in noted[1]


def test_a_third_value_names_both_that_were_not_taken(code: str, one, two):
    settle(two, open_at(two)[0], "+84 900 000 777")
    assert person(two, code).phone == THIRD
    assert notes(two, code)[-1].endswith(
        "ghi “0900 000 777”, không lấy “0900 000 281” của Bàn 2 và “0900 000 218” của Bàn 1."
    )


def test_two_desks_that_settle_it_differently_have_a_new_choice_between_the_two_results(
    district, code: str, one, two
):
    settle(one, open_at(one)[0], ONE)
    district.clock.advance(minutes=1)
    settle(two, open_at(two)[0], THIRD)
    converge(one.synced, two.synced)
    for counter in (one, two):
        (clash,) = open_at(counter)
        assert (clash.present.cells[0], clash.kept.cells[0]) == (THIRD, ONE)
    settle(one, open_at(one)[0], THIRD)
    converge(one.synced, two.synced)
    assert open_at(one) == open_at(two) == []
    assert person(one, code).phone == person(two, code).phone == THIRD


def test_two_desks_that_settle_it_alike_have_nothing_to_choose(code: str, one, two):
    settle(one, open_at(one)[0], ONE)
    settle(two, open_at(two)[0], ONE)
    converge(one.synced, two.synced)
    assert open_at(one) == open_at(two) == []
    assert person(one, code).phone == person(two, code).phone == ONE


@pytest.mark.parametrize("is_settled_first", [True, False])
def test_a_third_edit_made_meanwhile_is_a_choice_against_the_result(
    district, code: str, one, two, is_settled_first: bool
):
    def write_third() -> None:
        correct(two, code, phone=THIRD)

    acts = [lambda: settle(one, open_at(one)[0], ONE), write_third]
    for act in acts if is_settled_first else acts[::-1]:
        act()
        district.clock.advance(minutes=1)
    converge(one.synced, two.synced)
    (at_one,), (at_two,) = open_at(one), open_at(two)
    standing, kept = (THIRD, ONE) if is_settled_first else (ONE, THIRD)
    for clash in (at_one, at_two):
        assert (clash.present.cells[0], clash.kept.cells[0]) == (standing, kept)
    assert world(one.synced.device) == world(two.synced.device)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)], ids=str)
def test_whatever_order_three_desks_exchange_in_the_choice_ends_closed(district, one, two, order):
    three = next_counter(district, "Bàn 3")
    desks = (one, two, three)
    code = one.receive("Bế Thị Mẫu", phone="0900000200").code
    converge(*(desk.synced for desk in desks))
    for desk, phone in zip(desks, (ONE, TWO, THIRD), strict=True):
        correct(desk, code, phone=phone)
        district.clock.advance(minutes=1)
    converge(*(desks[n].synced for n in order))
    assert {len(open_at(desk)) for desk in desks} == {2}
    while open_at(desks[order[0]]):
        settle(desks[order[0]], open_at(desks[order[0]])[0], ONE)
    district.clock.advance(minutes=1)
    converge(*(desks[n].synced for n in reversed(order)))
    for desk in desks:
        assert open_at(desk) == []
        assert person(desk, code).phone == ONE


def test_settling_twice_is_one_act_and_one_sentence(code: str, one, two):
    (clash,) = open_at(one)
    settle(one, clash, ONE)
    before = figures(one)
    with pytest.raises(ChoiceClosed, match="đã có người chọn rồi"):
        settle(one, clash, TWO)
    assert figures(one) == before


def test_what_another_desk_settled_is_not_settled_again(code: str, one, two):
    (shown,) = open_at(one)
    settle(two, open_at(two)[0], TWO)
    converge(two.synced, one.synced)
    before = figures(one)
    with pytest.raises(ChoiceClosed):
        settle(one, shown, ONE)
    assert figures(one) == before


def test_a_choice_between_values_that_moved_on_is_looked_at_again(code: str, one, two):
    (shown,) = open_at(one)
    correct(one, code, phone=THIRD)
    before = figures(one)
    with pytest.raises(BooksMovedOn):
        settle(one, shown, ONE)
    assert figures(one) == before
    (again,) = open_at(one)
    assert (again.present.cells[0], again.present.clerk_name) == (THIRD, "Cán Bộ Bàn 1")
    settle(one, again, ONE)
    converge(one.synced, two.synced)
    assert open_at(one) == open_at(two) == []


def test_a_field_left_out_is_named_and_nothing_is_written(code: str, one, two):
    (clash,) = open_at(one)
    before = figures(one)
    with pytest.raises(NotYetChosen, match="Còn 1 mục chưa chọn: Điện thoại"):
        choices.settle(one.desk, one.officer, clash, {})
    assert figures(one) == before


def test_a_number_of_identity_is_one_of_the_two_and_never_a_third(district, code: str, one, two):
    correct(one, code, id_number="000000000041")
    correct(two, code, id_number="000000000042")
    converge(one.synced, two.synced)
    clash = next(each for each in open_at(one) if "id_number" in each.differing)
    before = figures(one)
    with pytest.raises(NotToBeWritten):
        choices.settle(one.desk, one.officer, clash, {"id_number": "000000000043"})
    assert figures(one) == before
    choices.settle(one.desk, one.officer, clash, {"id_number": "000000000041"})
    assert "000000000041" not in notes(one, code)[-1], "the timeline hides it as the screen does"


def test_who_may_not_correct_may_not_choose(code: str, one, two):
    (clash,) = open_at(one)
    archivist = replace(one.officer, roles=(Role.REGISTRAR,))
    with pytest.raises(RoleNotAllowed):
        choices.settle(one.desk, archivist, clash, {"phone": ONE})
    assert open_at(one) == [clash]
