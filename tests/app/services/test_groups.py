"""Many people in one sitting: each a dossier like any other, none twice, nothing lost half-way."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.applicant import Applicant
from app.domain.dossier import DossierState, Role
from app.domain.dossier_code import NoNumbersLeft
from app.progress import Progress, Stopped
from app.services import board, control_slip, duplicates, groups, imports, officers, undoing
from app.services.access import OnlyAdministers
from app.services.desk import Desk, Officer
from app.services.groups import (
    MOST_PEOPLE,
    AlreadyListed,
    GroupForm,
    LineGone,
    Member,
    ReceivedMeanwhile,
    TooManyPeople,
)
from app.services.reception import MissingComponents, receive_dossier
from app.storage import incarnations, rebirth
from tests.support.office import PIN, THREE_DAYS, Counter, a_counter, grant_numbers

PAPERS = tuple((number, 1, 0) for number in range(1, 12))


def people(count: int) -> list[Member]:
    return [
        Member(Applicant(f"Mẫu Thị {number}", id_number=f"0001940{number:05d}")) for number in range(count)
    ]


def listed(folder: Path, count: int, numbers: tuple[int, int] = (1, 500)) -> Counter:
    """A counter with so many people on its list, all papers handed in."""
    counter = a_counter(folder, numbers=numbers)
    groups.keep_form(counter.desk, GroupForm(THREE_DAYS, "Xác nhận cư trú", PAPERS))
    groups.add(counter.desk, people(count))
    return counter


def receive(counter: Counter) -> list[str]:
    return [receipt.code for receipt in groups.receive(counter.desk, counter.officer)]


def test_each_gets_a_dossier_with_a_code_and_a_promise_of_its_own(tmp_path: Path):
    counter = listed(tmp_path, 3)
    receipts = groups.receive(counter.desk, counter.officer)
    assert [receipt.code[-4:] for receipt in receipts] == ["0001", "0002", "0003"]
    assert all(receipt.due for receipt in receipts)
    rows = board.all_page(counter.desk, 0, 5, 3)
    assert {row.applicant_name for row in rows} == {"Mẫu Thị 0", "Mẫu Thị 1", "Mẫu Thị 2"}
    assert [row.code for row in groups.current(counter.desk).received] == [each.code for each in receipts]


def test_an_empty_column_forgets_nothing_that_the_books_know_of_somebody(tmp_path: Path):
    counter = listed(tmp_path, 0)
    known = Applicant("Mẫu Thị 0", id_number="000194000000", phone="0900000412", address="Thôn Đoài")
    counter.receive(applicant=known)
    groups.add(counter.desk, [Member(Applicant("Mẫu Thị 0", id_number="000194000000", sex="Nữ"))])
    receive(counter)
    assert counter.device.rows("SELECT phone, address, sex FROM applicant") == [
        ("0900000412", "Thôn Đoài", "Nữ")
    ]


def test_a_second_try_receives_nobody_twice(tmp_path: Path):
    counter = listed(tmp_path, 2)
    receive(counter)
    assert receive(counter) == []
    assert board.count_all(counter.desk) == 2


def test_a_list_that_is_stopped_goes_on_where_it_was(tmp_path: Path):
    counter = listed(tmp_path, 3)

    def stop_after_one(progress: Progress) -> None:
        if progress.done:
            raise Stopped

    with pytest.raises(Stopped):
        groups.receive(counter.desk, counter.officer, stop_after_one)
    assert [row.line for row in groups.current(counter.desk).waiting] == [2, 3]
    assert len(receive(counter)) == 2
    assert board.count_all(counter.desk) == 3


def test_when_the_numbers_run_out_those_before_stand_and_the_rest_waits(tmp_path: Path):
    counter = listed(tmp_path, 3, numbers=(1, 2))
    with pytest.raises(NoNumbersLeft):
        receive(counter)
    assert len(groups.current(counter.desk).received) == 2
    grant_numbers(counter.device, 3, 9, serial=2)
    assert len(receive(counter)) == 1


def test_a_missing_paper_stops_all_before_the_first(tmp_path: Path):
    counter = listed(tmp_path, 2)
    groups.keep_form(counter.desk, GroupForm(THREE_DAYS, "", ((1, 1, 0),)))
    with pytest.raises(MissingComponents):
        receive(counter)
    assert board.count_all(counter.desk) == 0


def test_somebody_received_by_another_act_at_the_same_moment_is_not_received_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    counter = listed(tmp_path, 1)

    def while_another_is_quicker(desk: Desk, officer: Officer, *rest: object) -> object:
        counter.device.tamper("UPDATE group_row SET dossier_id = 7")
        return receive_dossier(desk, officer, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(groups, "receive_dossier", while_another_is_quicker)
    with pytest.raises(ReceivedMeanwhile):
        receive(counter)
    assert board.count_all(counter.desk) == 0


def test_the_whole_group_is_taken_back_by_logged_acts_and_may_be_received_anew(tmp_path: Path):
    counter = listed(tmp_path, 2)
    first = receive(counter)
    taken = groups.undo(counter.desk, counter.officer)
    assert (taken.undone, taken.kept) == (2, ())
    groups.add(counter.desk, people(3)[2:])
    groups.drop(counter.desk, groups.current(counter.desk), 3)
    assert counter.device.rows("SELECT DISTINCT state FROM dossier_state") == [(DossierState.UNDONE.value,)]
    groups.drop(counter.desk, groups.current(counter.desk), 2)
    (again,) = receive(counter)
    assert again not in first


def test_what_can_no_longer_be_taken_back_is_named_with_the_reason(tmp_path: Path):
    counter = listed(tmp_path, 1)
    (old,) = receive(counter)
    counter.clock.advance(minutes=undoing.MINUTES)
    groups.add(counter.desk, people(2)[1:])
    receive(counter)
    taken = groups.undo(counter.desk, counter.officer)
    assert (taken.undone, taken.kept) == (1, (old,))
    assert "Đã quá 5 phút" in taken.reason


def test_a_person_is_written_anew_or_dropped_until_received(tmp_path: Path):
    counter = listed(tmp_path, 2)
    desk = counter.desk
    groups.change(desk, groups.current(desk), 1, Member(Applicant("Đỗ Văn Mẫu"), "Bản sao"))
    groups.drop(desk, groups.current(desk), 2)
    (row,) = groups.current(desk).rows
    assert (row.member.person.full_name, row.member.content) == ("Đỗ Văn Mẫu", "Bản sao")
    receive(counter)
    with pytest.raises(ReceivedMeanwhile):
        groups.change(desk, groups.current(desk), 1, row.member)
    groups.drop(desk, groups.current(desk), 1)
    assert len(groups.current(desk).rows) == 1


def test_a_sitting_has_an_end_and_takes_all_or_nobody(tmp_path: Path):
    counter = listed(tmp_path, 1)
    with pytest.raises(TooManyPeople):
        groups.add(counter.desk, people(MOST_PEOPLE))
    assert len(groups.current(counter.desk).rows) == 1


def test_a_finished_list_is_forgotten_and_its_dossiers_stay(tmp_path: Path):
    counter = listed(tmp_path, 1)
    receive(counter)
    groups.finish(counter.desk)
    assert groups.current(counter.desk).rows == ()
    assert counter.device.rows("SELECT * FROM group_row") == []
    assert board.count_all(counter.desk) == 1


def test_a_list_writes_nothing_that_is_exchanged(tmp_path: Path):
    counter = a_counter(tmp_path)
    before = counter.device.value("SELECT max(seq) FROM changeset")
    groups.add(counter.desk, people(3))
    assert counter.device.value("SELECT max(seq) FROM changeset") == before


def test_a_list_keeps_its_dossiers_when_their_rows_are_called_otherwise(tmp_path: Path):
    counter = listed(tmp_path, 1)
    with counter.device.store.read() as connection:
        (life,) = incarnations.own_origins(connection)
    codes = receive(counter)
    rebirth.begin_again(counter.device.store, life, life.seq)
    assert [row.code for row in groups.current(counter.desk).received] == codes
    assert groups.undo(counter.desk, counter.officer).undone == 1


def test_whoever_only_administers_the_machine_is_shown_nobody_of_a_list(tmp_path: Path):
    counter = listed(tmp_path, 1)
    desk, (receipt,) = counter.desk, groups.receive(counter.desk, counter.officer)
    group, (member,) = groups.current(desk), people(1)
    desk.officer = officers.register_clerk(
        desk, "Quản Trị Mẫu", "", (Role.ADMINISTRATOR,), PIN, counter.officer
    )
    for ask in (
        lambda: groups.current(desk),
        lambda: duplicates.alike(desk, member.person, None, THREE_DAYS),
        lambda: imports.try_list(desk, tmp_path / "list.csv", group),
        lambda: control_slip.rows(desk, receipt.dossier_id, "Quầy"),
    ):
        with pytest.raises(OnlyAdministers):
            ask()


def test_a_person_stands_on_the_list_once(tmp_path: Path):
    counter = listed(tmp_path, 1)
    (card,) = people(1)
    with pytest.raises(AlreadyListed):
        groups.add_one(counter.desk, card)
    born = Member(Applicant("Mẫu Thị Sinh", birth_date="1960-01-02"))
    groups.add_one(counter.desk, born)
    with pytest.raises(AlreadyListed):
        groups.add_one(counter.desk, replace(born, person=replace(born.person, full_name="Mau Thi Sinh")))
    with pytest.raises(AlreadyListed):
        groups.change(counter.desk, groups.current(counter.desk), 2, card)
    groups.change(counter.desk, groups.current(counter.desk), 1, card)
    assert len(groups.current(counter.desk).rows) == 2


def test_a_line_that_was_dropped_is_told_from_one_that_was_received(tmp_path: Path):
    counter = listed(tmp_path, 1)
    group = groups.current(counter.desk)
    groups.drop(counter.desk, group, 1)
    with pytest.raises(LineGone):
        groups.change(counter.desk, group, 1, group.rows[0].member)


def test_who_handed_the_same_in_already_is_told_by_line_and_the_reception_says_so(tmp_path: Path):
    counter = listed(tmp_path, 2)
    before = counter.receive(applicant=people(1)[0].person)
    found = groups.alike(counter.desk, groups.current(counter.desk), THREE_DAYS)
    assert found == {1: (before.code,)}
    receive(counter)
    notes = counter.device.rows("SELECT note FROM dossier_event WHERE kind = 1 ORDER BY id")
    assert [before.code in note for (note,) in notes] == [False, True, False]
