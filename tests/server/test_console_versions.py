"""The page of versions: what is offered, what the desks said they run, and when somebody must sign anew."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.clock import wall_of
from server.accounts import add_user
from server.console.versions import ending
from server.settings import Settings
from server.updates.ceremony import read_district_root
from server.updates.offered import Offered, offered
from server.updates.repository import repository_of
from tests.server.conftest import District
from tests.server.test_console import cheap_passwords, seen  # noqa: F401
from tests.server.updates.ceremony import Ceremony
from tests.server.visitor import PASSWORD, Person


@pytest.fixture
def person(district: District) -> Person:
    """A user's browser, logged in."""
    add_user(district.server.engine, district.server.clock, "quantri", "Lương Thị Mẫu", PASSWORD)
    person = Person(district.address)
    person.log_in()
    return person


@pytest.fixture
def ceremony(settings: Settings, tmp_path: Path) -> Ceremony:
    """The district's updates, without a release."""
    root = read_district_root(settings.authority_path / "root.key")
    made = Ceremony(tmp_path / "keys", repository_of(settings), root)
    made.begin()
    return made


def test_a_district_without_updates_says_so(person: Person):
    assert "Chưa phát hành bản nào" in seen(person.get("/versions"))


def test_machines_are_counted_by_version_the_newest_first(
    person: Person, district: District, ceremony: Ceremony
):
    for number, version in enumerate(("0.1.9", "0.1.10", "0.1.10", "")):
        district.desk(b"desk-00%d" % number).sync(program_version=version)
    ceremony.release("0.1.10")
    page = seen(person.get("/versions"))
    assert "Linux 64 bit 0.1.10" in page
    assert "Mới nhất 0.1.10 2 1 Chưa lên bản mới 0.1.9 1 1 Chưa cho biết – 1 1" in page


def test_a_damaged_folder_of_updates_is_told_and_hides_no_machine(
    person: Person, district: District, ceremony: Ceremony
):
    district.desk().sync(program_version="0.1.9")
    (ceremony.repository.metadata / "timestamp.json").write_bytes(b"x")
    page = seen(person.get("/versions"))
    assert "Không đọc được timestamp.json" in page
    assert "Đang dùng 0.1.9 1 1" in page


def test_who_must_sign_anew_is_told_in_time(ceremony: Ceremony):
    offer = offered(ceremony.repository)
    assert offer is not None
    ends = wall_of(offer.targets_end_ms)
    assert ending(offer, ends - timedelta(days=100)) == ""
    assert f"hết hạn ngày {ends:%d/%m/%Y}. Xin thu xếp" in ending(offer, ends - timedelta(days=30))
    assert "không nhận bản mới" in ending(Offered({}, 0, 0), ends)
