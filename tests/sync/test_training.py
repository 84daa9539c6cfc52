"""Training's books never become a member, whatever ticket somebody types into them."""

from pathlib import Path

import pytest

from app.storage.errors import NoSyncKey
from app.storage.profile import ProfileKind
from server.inviting import invite
from sync.courier.enrolling import ask_by_stick
from sync.enrolment import enrol
from sync.http.lines import open_line
from tests.support.devices import a_device
from tests.support.district import COMMUNE, District


def test_a_good_ticket_is_refused_and_stays_good(district: District, tmp_path: Path) -> None:
    training, ticket = a_device(tmp_path, "Tập huấn", kind=ProfileKind.TRAINING), district.ticket()
    with pytest.raises(NoSyncKey):
        enrol(training.store, ticket, open_line)
    assert training.rows("SELECT address, certificate FROM device") == [("", None)]
    enrol(district.stranger("Bàn 1").store, ticket, open_line)


def test_a_prepared_stick_is_refused_too(district: District, tmp_path: Path) -> None:
    training = a_device(tmp_path, "Tập huấn", kind=ProfileKind.TRAINING)
    stick = tmp_path / "stick"
    stick.mkdir()
    invite(district.server, stick, COMMUNE.code, 7, "test")
    before = sorted(path.name for path in stick.iterdir())
    with pytest.raises(NoSyncKey):
        ask_by_stick(training.store, stick)
    assert sorted(path.name for path in stick.iterdir()) == before
