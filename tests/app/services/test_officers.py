"""The office, its clerks and their PINs."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.dossier import Role, RoleNotAllowed
from app.domain.lending import Lent
from app.services import officers, staff
from app.services.officers import MissingName, PinTooShort, WrongPin
from app.storage.clerks import OfficeRecord
from tests.support.office import PIN, Counter, a_counter


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return a_counter(tmp_path)


def test_the_right_pin_opens_and_a_wrong_one_says_so(counter: Counter) -> None:
    assert officers.log_in(counter.desk, counter.officer.id, PIN) == counter.officer
    with pytest.raises(WrongPin, match="Mã PIN không đúng"):
        officers.log_in(counter.desk, counter.officer.id, "0000")


def test_after_five_wrong_pins_even_the_right_one_waits(counter: Counter) -> None:
    for _ in range(officers.FREE_TRIES):
        with pytest.raises(WrongPin, match="Mã PIN không đúng"):
            officers.log_in(counter.desk, counter.officer.id, "0000")
    with pytest.raises(WrongPin, match="thử lại sau"):
        officers.log_in(counter.desk, counter.officer.id, PIN)
    counter.clock.advance(seconds=31)
    assert officers.log_in(counter.desk, counter.officer.id, PIN) == counter.officer


def test_failed_tries_survive_a_restart(counter: Counter) -> None:
    for _ in range(officers.FREE_TRIES):
        with pytest.raises(WrongPin):
            officers.log_in(counter.desk, counter.officer.id, "0000")
    counter.desk.store = counter.device.reopen().store
    with pytest.raises(WrongPin, match="thử lại sau"):
        officers.log_in(counter.desk, counter.officer.id, PIN)


def test_a_pin_never_enters_the_log(counter: Counter) -> None:
    payloads = counter.device.rows("SELECT payload FROM changeset")
    assert all(b"argon2" not in payload for (payload,) in payloads)


def test_what_is_missing_is_said_and_nothing_is_saved(counter: Counter) -> None:
    with pytest.raises(PinTooShort):
        officers.register_clerk(counter.desk, "Ai Đó Mẫu", "", (Role.RECEPTION,), "12")
    with pytest.raises(MissingName):
        officers.register_clerk(counter.desk, " ", "", (Role.RECEPTION,), "1234")
    with pytest.raises(MissingName):
        officers.set_up_office(counter.desk, OfficeRecord("", agency_code=""))
    assert len(officers.active_clerks(counter.desk)) == 1


def test_only_an_administrator_changes_the_office_its_clerks_and_their_pins(counter: Counter) -> None:
    desk, chief = counter.desk, counter.officer
    clerk = officers.register_clerk(desk, "Tiếp Nhận Mẫu", "", (Role.RECEPTION,), "1357", chief)
    known = {each.id: each for each in staff.all_clerks(desk)}
    promoted = replace(known[clerk.id], roles=(Role.LEADER, Role.ADMINISTRATOR))
    with pytest.raises(RoleNotAllowed):
        officers.register_clerk(desk, "Lãnh Đạo Mẫu", "", (Role.LEADER,), "2468", clerk)
    with pytest.raises(RoleNotAllowed):
        officers.set_up_office(desk, OfficeRecord("Xã Khác", agency_code="H99"), clerk)
    with pytest.raises(RoleNotAllowed):
        officers.set_pin(desk, chief.id, "9999", clerk)
    for changed in (promoted, replace(known[chief.id], is_active=False)):
        with pytest.raises(RoleNotAllowed):
            staff.change_clerk(desk, changed, clerk)
    assert {each.id: each for each in staff.all_clerks(desk)} == known


def test_a_lent_role_makes_nobody_an_administrator(counter: Counter) -> None:
    lent = Lent(Role.ADMINISTRATOR, "TUQ", counter.officer.id, "Quản Trị Mẫu", "", "")
    taker = replace(counter.officer, roles=(Role.RECEPTION, Role.ADMINISTRATOR), lent=(lent,))
    with pytest.raises(RoleNotAllowed):
        officers.check_administers(taker)


def test_who_works_here_no_longer_does_not_log_in(counter: Counter) -> None:
    desk, chief = counter.desk, counter.officer
    gone = officers.register_clerk(desk, "Người Đã Đi", "", (Role.RECEPTION,), "1357", chief)
    (record,) = (each for each in staff.all_clerks(desk) if each.id == gone.id)
    staff.change_clerk(desk, replace(record, is_active=False), chief)
    with pytest.raises(WrongPin, match="thôi làm việc"):
        officers.log_in(desk, gone.id, "1357")


def test_the_roles_an_administrator_gives_are_noted(counter: Counter) -> None:
    desk, chief = counter.desk, counter.officer
    clerk = officers.register_clerk(desk, "Tiếp Nhận Mẫu", "", (Role.RECEPTION,), "1357", chief)
    noted = counter.device.rows("SELECT detail FROM act_log WHERE kind = 'clerk_changed'")
    assert noted[-1][0] == f"clerk {clerk.id} roles {int(Role.RECEPTION)}"
