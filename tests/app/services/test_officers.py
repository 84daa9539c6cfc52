"""The office, its clerks and their PINs."""

from pathlib import Path

import pytest

from app.domain.dossier import Role
from app.services import officers
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
