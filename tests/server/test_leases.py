"""Numbers are given out, run short, come free and are never two desks' for one day."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.changes import lease
from app.changes.lease import Lease
from app.changes.registry import LEASE_RETURN, Command
from server import leasing
from server.storage import devices
from server.storage import leases as stored
from server.storage.engine import reading, writing
from server.storage.schema import lease as leases
from sync.protocol.messages import Birth, SyncReply
from tests.server.conftest import BOTH_ENGINES, UPPER, District
from tests.server.desk import Desk
from tests.support.changes import Author, write

DAY = date(2026, 11, 23)
TODAY = DAY.isoformat()


def granted(desk: Desk, reply: SyncReply) -> list[Lease]:
    """What the desk may number from itself, by the server's signature."""
    read = (lease.verify(data, desk.server_key) for data in reply.leases)
    return [each for each in read if not each.is_spare]


def ranges(desk: Desk, reply: SyncReply) -> list[tuple[int, int, str, str]]:
    return [(each.first, each.last, each.valid_from, each.valid_to) for each in granted(desk, reply)]


def report(desk: Desk, held: int, left: int, day: str = TODAY, **changed: Any) -> SyncReply:
    """An exchange in which the desk says how its numbers stand."""
    return desk.sync(numbers_day=day, numbers_held=held, numbers_left=left, **changed)


@pytest.fixture
def desk(district: District) -> Desk:
    """A desk whose lease began before the day of the tests."""
    made = district.desk()
    with writing(district.server.engine) as connection:
        connection.exec_driver_sql("UPDATE lease SET valid_from = '2026-01-01'")
    return made


@BOTH_ENGINES
def test_half_a_range_used_brings_another_for_a_few_weeks(desk: Desk) -> None:
    assert len(granted(desk, report(desk, 500, 251))) == 1
    more = granted(desk, report(desk, 500, 250))
    until = (DAY + timedelta(days=30)).isoformat()
    assert (more[-1].first, more[-1].last, more[-1].valid_to) == (1001, 1500, until)
    assert more[0].valid_to == "", "the first one stays open, however long the desk is away"


def test_a_lost_reply_brings_the_same_range_again_and_no_third(desk: Desk) -> None:
    first = ranges(desk, report(desk, 500, 10))
    assert ranges(desk, report(desk, 500, 10)) == first
    assert len(ranges(desk, report(desk, 1000, 500))) == 3, "once it knows, half is half of all it holds"


def test_no_desk_draws_ranges_without_end(desk: Desk) -> None:
    for held in range(500, 20_000, 500):
        reply = report(desk, held, 0)
    assert len(granted(desk, reply)) <= 10


@pytest.mark.parametrize("day", ["", "tomorrow", "0001-01-01", "9999-12-31", "2026-13-01", "\x00"])
def test_a_day_that_is_none_brings_nothing(desk: Desk, day: str) -> None:
    assert len(granted(desk, report(desk, 500, 0, day))) == 1


def test_a_code_of_a_dated_range_is_good_on_its_days_and_on_no_other(desk: Desk) -> None:
    report(desk, 500, 0)
    inside, outside = DAY + timedelta(days=30), DAY + timedelta(days=31)
    desk.author.receive_dossier(f"H56-{inside:%y%m%d}-1001")
    desk.author.receive_dossier(f"H56-{outside:%y%m%d}-1002")
    reply = desk.sync()
    assert [(each.seq, each.code) for each in desk.receipt(reply).quarantined] == [(2, "code_not_leased")]


def test_a_code_from_before_enrolment_is_good_without_a_lease(desk: Desk) -> None:
    for number in (90_001, 99_999, 100_000):
        desk.author.receive_dossier(f"H56-{DAY:%y%m%d}-{number}")
    quarantined = desk.receipt(desk.sync()).quarantined
    assert [(each.seq, each.code) for each in quarantined] == [(3, "code_not_leased")]


def test_a_range_that_ran_out_is_anothers_from_the_next_day_heard_of_or_not(
    district: District, desk: Desk
) -> None:
    other = district.desk(b"desk-two")
    begin_long_ago(district)
    mine = (2001, 2500)
    assert mine in [each[:2] for each in ranges(desk, report(desk, 500, 0))]
    last_day, next_day = (DAY + timedelta(days=n) for n in (30, 31))
    assert mine not in [each[:2] for each in ranges(other, report(other, 500, 0, last_day.isoformat()))]
    forget_dated(district, other)
    reply = report(other, 500, 0, next_day.isoformat())
    assert (*mine, next_day.isoformat(), (DAY + timedelta(days=61)).isoformat()) in ranges(other, reply)


def begin_long_ago(district: District) -> None:
    with writing(district.server.engine) as connection:
        connection.exec_driver_sql("UPDATE lease SET valid_from = '2026-01-01' WHERE valid_to = ''")


def forget_dated(district: District, desk: Desk) -> None:
    """As if the desk had never been given more than its first range."""
    with writing(district.server.engine) as connection:
        connection.execute(
            delete(leases).where(leases.c.origin == desk.author.origin, leases.c.valid_to != "")
        )


def test_a_desk_that_is_put_out_of_service_gives_its_range_to_a_new_one_from_tomorrow(
    district: District, desk: Desk
) -> None:
    (own,) = granted(desk, desk.sync())
    desk.author.receive_dossier(f"H56-{DAY:%y%m%d}-0001")
    give_back(desk, own.serial)
    assert granted(desk, desk.sync()) == []
    tomorrow = date.fromisoformat(leasing.today(district.server)) + timedelta(days=1)
    desk.author.receive_dossier(f"H56-{DAY:%y%m%d}-0002")
    desk.author.receive_dossier(f"H56-{tomorrow + timedelta(days=1):%y%m%d}-0003")
    receipt = desk.receipt(desk.sync())
    assert [(each.seq, each.code) for each in receipt.quarantined] == [(4, "code_not_leased")]
    assert ranges(desk, enrolled(district, b"desk-two"))[0][:2] == (1001, 1500), "today may have been used"
    with writing(district.server.engine) as connection:
        connection.exec_driver_sql("UPDATE lease SET free_from = '2026-01-02' WHERE free_from <> ''")
    assert ranges(desk, enrolled(district, b"desk-new"))[0][:2] == (1, 500)
    assert ranges(desk, enrolled(district, b"desk-end"))[0][:2] != (1, 500)


def enrolled(district: District, origin: bytes) -> SyncReply:
    return district.desk(origin).sync()


def give_back(desk: Desk, serial: int, last_day: str = TODAY) -> None:
    desk.author.commit(
        Command.RETURN_NUMBERS, [write(LEASE_RETURN, 50, serial=serial, last_day=last_day)], schema=2
    )


def test_a_clock_that_stood_years_ahead_keeps_its_range_from_others_until_then(
    district: District, desk: Desk
) -> None:
    (own,) = granted(desk, desk.sync())
    desk.author.receive_dossier("H56-301231-0001")
    give_back(desk, own.serial)
    desk.sync()
    with reading(district.server.engine) as connection:
        found = connection.execute(
            select(leases.c.free_from).where(leases.c.serial == own.serial)
        ).scalar_one()
    assert found == "2031-01-01"


def test_a_restored_server_gives_no_range_to_a_second_desk(district: District, desk: Desk) -> None:
    (own,) = granted(desk, desk.sync())
    give_back(desk, own.serial)
    desk.sync()
    with writing(district.server.engine) as connection:
        stored.keep_for_ever(connection)
        assert stored.free_range(connection, UPPER.code, 0, "2090-01-01") is None


def test_nobody_gives_anothers_numbers_back(district: District, desk: Desk) -> None:
    (own,) = granted(desk, desk.sync())
    other = district.desk(b"desk-two")
    give_back(other, own.serial)
    other.sync()
    assert granted(desk, desk.sync()) == [own]


@pytest.mark.parametrize("cells", [{"serial": "x"}, {"serial": -1}, {"last_day": "soon"}, {"last_day": 5}])
def test_a_return_that_says_nothing_is_set_aside(desk: Desk, cells: dict[str, Any]) -> None:
    written = write(LEASE_RETURN, 50, **{"serial": 1, "last_day": TODAY} | cells)
    desk.author.commit(Command.RETURN_NUMBERS, [written], schema=2)
    assert [each.code for each in desk.receipt(desk.sync()).quarantined] == ["malformed"]


def test_a_lost_desks_open_range_is_never_given_again(district: District, desk: Desk) -> None:
    (own,) = granted(desk, desk.sync())
    with writing(district.server.engine) as connection:
        devices.revoke(connection, UPPER.code, desk.author.public_key, 1)
    other = district.desk(b"desk-two")
    for held in range(500, 3000, 500):
        found = ranges(other, report(other, held, 0, "2090-01-01"))
    assert own.first not in [each[0] for each in found]


def test_the_spare_that_a_next_life_takes_is_never_anothers(district: District, desk: Desk) -> None:
    desk.sync()
    birth = Birth(b"desk-1.2", desk.author.origin, 0, desk.author.head)
    desk.author = Author(desk.author.key, b"desk-1.2")
    reply = desk.sync(births=[birth])
    assert [each[:2] for each in ranges(desk, reply)] == [(501, 1000)]
