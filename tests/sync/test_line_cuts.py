"""The line may break at any byte, either way: nothing is lost, and nothing is there twice."""

import os
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from app.progress import Progress
from sync.enrolment import enrol
from sync.errors import LineCut, NoLine
from sync.http.lines import open_line
from sync.outcome import Stage
from sync.pace import LEAST_BYTES, Pace
from tests.support.builders import a_dossier
from tests.support.district import District, SyncedDesk
from tests.support.line import Line, line_to

pytestmark = pytest.mark.expects_log("Failed to parse headers")  # urllib3's word for headers that were cut

STEP = int(os.environ.get("SOXA_CUT_STEP", "7"))  # make faults cuts at every single byte
STRIDE = 97  # a prime: cuts fall on every part of headers and bodies in the course of an exchange
SPREAD = 60  # bytes by which one exchange may be shorter than the one before: they are compressed


class Office(NamedTuple):
    """A desk behind a line, a colleague with a good one, and the district."""

    district: District
    line: Line
    desk: SyncedDesk
    colleague: SyncedDesk


@pytest.fixture
def office(district: District) -> Iterator[Office]:
    with line_to(district.port) as line:
        desk = district.desk("Bàn 1", f"http://{line.address}")
        yield Office(district, line, desk, district.desk("Bàn 2"))


def work_on_both_sides(office: Office, number: int) -> None:
    a_dossier(office.desk.store, code=f"000-261123-1{number:03d}")
    a_dossier(office.colleague.store, code=f"000-261123-2{number:03d}")
    office.colleague.sync()


def is_whole(office: Office) -> bool:
    """Everything is on both sides, and each changeset at the server once and in order."""
    office.colleague.sync()
    written, confirmed = office.desk.log()
    once = all(numbers == list(range(1, len(numbers) + 1)) for numbers in office.district.stored().values())
    return once and written == confirmed and office.desk.codes() == office.colleague.codes()


def lengths_of_an_exchange(office: Office) -> tuple[int, int]:
    """Bytes up and down, by doing one."""
    work_on_both_sides(office, 0)
    office.line.mend()
    office.desk.sync()
    return office.line.up.carried, office.line.down.carried


@pytest.mark.parametrize("way", ["up", "down"])
def test_after_a_cut_the_next_exchange_completes(way: str, office: Office):
    length = lengths_of_an_exchange(office)[way == "down"]
    assert length > 500
    for number, cut in enumerate(range(1, length - SPREAD, STRIDE), 1):
        work_on_both_sides(office, number)
        office.line.cut_after(**{way: cut})
        with pytest.raises(NoLine):
            office.desk.sync()
        office.line.mend()
        office.desk.sync()
        assert is_whole(office), f"cut after {cut} bytes {way}"


@pytest.mark.slow
@pytest.mark.parametrize("way", ["up", "down"])
def test_cut_a_little_later_each_time_nothing_is_lost_and_nothing_twice(way: str, office: Office):
    work_on_both_sides(office, 1)
    cut = 0
    while not _completes(office, way, cut):
        cut += STEP
    assert cut > 500
    assert is_whole(office)


def _completes(office: Office, way: str, cut: int) -> bool:
    """Whether an exchange comes through that is cut after so many bytes; each try repeats the one before."""
    office.line.cut_after(**{way: cut})
    try:
        office.desk.sync()
    except NoLine:
        return False
    return True


def test_cut_again_and_again_at_one_place_it_still_completes(office: Office):
    work_on_both_sides(office, 1)
    for _ in range(5):
        office.line.cut_after(down=40)
        with pytest.raises(LineCut):
            office.desk.sync()
    office.line.mend()
    outcome = office.desk.sync()
    assert outcome.requests <= 2, "a nonce that was spent in vain costs one round trip"
    assert is_whole(office)


def test_a_nonce_that_may_be_spent_is_not_kept(office: Office):
    assert office.desk.device.value("SELECT length(nonce) FROM device") == 16
    office.line.cut_after(down=40)
    with pytest.raises(LineCut):
        office.desk.sync()
    assert office.desk.device.value("SELECT length(nonce) FROM device") == 0


@pytest.mark.parametrize("stage", list(Stage)[:-1])
def test_the_line_goes_down_at_any_stage(stage: Stage, office: Office):
    work_on_both_sides(office, 1)

    def break_at(progress: Progress) -> None:
        if progress.stage == stage.value:
            office.line.go_down()

    try:
        office.desk.sync(break_at)
    except NoLine:
        assert stage in (Stage.SEAL, Stage.SEND)
    office.line.mend()
    office.desk.sync()
    assert is_whole(office)


def test_no_line_is_said_as_such(district: District, office: Office):
    office.line.close()
    with pytest.raises(NoLine) as caught:
        office.desk.sync()
    assert str(caught.value) == "Chưa có mạng. Vẫn tiếp nhận và in bình thường."


def test_enrolment_cut_at_any_byte_is_repeated_with_the_same_ticket(district: District):
    with line_to(district.port) as line:
        desk = district.stranger("Bàn 3")
        ticket = district.ticket(address=f"http://{line.address}")
        cut = 1
        while not _enrols(desk, ticket, line, cut):
            assert desk.device.rows("SELECT certificate, commune FROM device") == [(None, "")]
            assert not desk.device.rows("SELECT * FROM lease")
            cut += STRIDE
        assert cut > 10 * STRIDE
        assert desk.device.value("SELECT count(*) FROM lease") == 2
        assert desk.device.value("SELECT commune_name FROM device") == "Xã Thạch Bình Hạ"
        line.mend()
        desk.sync()


def _enrols(desk: SyncedDesk, ticket: str, line: Line, cut: int) -> bool:
    line.cut_after(down=cut)
    try:
        enrol(desk.store, ticket, open_line)
    except NoLine:
        return False
    return True


def test_a_cut_costs_at_most_one_request_and_makes_the_next_one_smaller(office: Office):
    pace = Pace()
    before = pace.up_bytes
    work_on_both_sides(office, 1)
    office.line.cut_after(up=300)
    with pytest.raises(NoLine):
        office.desk.sync(pace=pace)
    assert LEAST_BYTES <= pace.up_bytes < before
