"""Whoever is served with others gets what it would have got alone; whoever does not fit is left untouched."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from app.changes import receipt
from server import together
from server.context import Server
from server.gate import Gate
from server.lost import give_up
from server.plain import Pushed
from server.rate import RateLimit
from server.settings import Settings
from server.setup import initialise
from server.storage import origins, schema, segments
from server.storage.engine import reading
from server.storage.segments import Row
from sync.protocol.messages import SyncReply
from tests.server.callers import DESKS, Caller, callers_of, code, in_one_go, one_by_one, table
from tests.server.conftest import BOTH_ENGINES, LOWER, UPPER, District, opened
from tests.server.desk import Desk
from tests.support.changes import Author
from tests.support.devices import SettableClock
from tests.support.waiting import wait_for


@pytest.fixture
def twin_server(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Server]:
    """A second one of the same kind."""
    other = replace(settings, data=settings.data.with_name("other"))
    if settings.database:
        other = replace(other, database=request.getfixturevalue("postgres").new_database())
    initialise(other, [UPPER, LOWER], SettableClock())
    yield from opened(other)


def words(caller: Caller, reply: SyncReply) -> dict[str, Any]:
    """A reply without what two servers differ in."""
    said = receipt.verify(reply.receipt, caller.server.authority.server_public)
    own = msgspec.structs.asdict(reply) | {"receipt": msgspec.structs.replace(said, epoch=b""), "epoch": b""}
    return own | {name: len(own[name]) for name in ("certificates", "leases")}


@BOTH_ENGINES
def test_together_each_gets_what_it_would_get_alone_and_the_books_are_the_same(
    server: Server, twin_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gate, "has_company", True)
    worlds = callers_of(server), callers_of(twin_server)
    for number in range(1, 4):
        heard = []
        for callers, serve in zip(worlds, (in_one_go, one_by_one), strict=True):
            asked = [caller.write(number).asked(backlog=number) for caller in callers]
            replies = serve(callers, asked)
            later = serve(callers, [caller.asked() for caller in callers])  # what the others sent meanwhile
            heard.append([*map(words, callers, replies), *map(words, callers, later)])
        mine, others = ([each["receipt"] for each in side] for side in heard)
        assert mine == others
    for each in (schema.segment, schema.origin, schema.device, schema.commune):
        assert table(server, each) == table(twin_server, each)
    assert len(table(server, schema.nonce)) == len(DESKS)


@BOTH_ENGINES
def test_the_feed_the_certificates_and_the_leases_are_those_of_each_desk(server: Server) -> None:
    one, two, far = callers_of(server)
    first, second, elsewhere = in_one_go([one, two, far], [each.write(1).asked() for each in (one, two, far)])
    assert [bool(item.body) for item in first.feed] == [False, True]  # its own bytes it has
    assert [bool(item.body) for item in second.feed] == [True, False]
    assert [item.origin for item in elsewhere.feed] == [far.author.origin]
    assert (len(first.certificates), len(elsewhere.certificates)) == (1, 0)
    assert first.certificates != second.certificates
    assert len(first.leases) == 2
    (again,) = in_one_go([one], [one.asked(lease_known=1 << 40)])
    assert (again.feed, again.leases, again.more) == ([], [], False)


def test_a_small_wish_is_met_with_a_part_of_what_others_bring(server: Server) -> None:
    one, two, _far = callers_of(server)
    asked = one.write(1).asked(want_bytes=1), two.write(1).asked()
    part, _whole = in_one_go([one, two], asked)
    assert (len(part.feed), part.more) == (1, True)


@BOTH_ENGINES
def test_who_has_much_to_read_or_wants_less_is_served_alone_and_nothing_is_read_for_it(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, far = callers_of(server)
    in_one_go([two], [two.write(1).asked()])
    in_one_go([two, far], [two.write(2).asked(), far.write(1).asked()])
    bodies = sum(row[7] for row in table(server, schema.segment) if row[0] == UPPER.code)
    wishes = [one.pushed(one.asked(want_bytes=wish)) for wish in (bodies - 1, bodies)]
    read: list[int] = []
    monkeypatch.setattr(segments, "at", counting(segments.at, read))
    assert together.serve(server, wishes[:1]) == [None]
    monkeypatch.setattr(together, "MOST_BEHIND_BYTES", bodies - 1)
    with_others = together.serve(server, [wishes[1], two.pushed(two.asked()), far.pushed(far.asked())])
    assert [each is not None for each in with_others] == [False, True, True]
    assert max(read) == len({UPPER, LOWER})  # the last of each feed, for its time of receipt
    monkeypatch.setattr(together, "MOST_BEHIND_BYTES", bodies)
    assert None not in together.serve(server, wishes[1:])


def counting(read: Callable[..., list[Row]], counts: list[int]) -> Callable[..., list[Row]]:
    """The same, and how many rows it found each time."""

    def counted(*asked: Any) -> list[Row]:
        counts.append(len(rows := read(*asked)))
        return rows

    return counted


Wrong = Callable[[Caller], Pushed]


def used_nonce(caller: Caller) -> Pushed:
    caller.nonce = bytes(len(caller.nonce))
    return caller.pushed(caller.write(2).asked())


def gap(caller: Caller) -> Pushed:
    caller.write(2).author.seal()
    return caller.pushed(caller.write(3).asked())


def fork(caller: Caller) -> Pushed:
    other = Author(caller.author.key, caller.author.origin)
    other.receive_dossier(code(7))
    caller.author = other
    return caller.pushed(caller.asked())


def another_head(caller: Caller) -> Pushed:
    return caller.pushed(caller.asked(heads=[(caller.author.origin, 1, bytes(32))]))


def not_signed_by_it(caller: Caller) -> Pushed:
    pushed = caller.pushed(caller.write(2).asked())
    return pushed._replace(call=pushed.call._replace(path="/s1/other"))


def not_signed(caller: Caller) -> Pushed:
    pushed = caller.pushed(caller.write(2).asked())
    return pushed._replace(call=pushed.call._replace(headers={}))


def of_another_epoch(caller: Caller) -> Pushed:
    return caller.pushed(caller.write(2).asked(), epoch=b"elsewhere")


def no_message(caller: Caller) -> Pushed:
    return caller.pushed(caller.write(2).asked(cursor=-1))


def short_of_numbers(caller: Caller) -> Pushed:
    return caller.pushed(caller.asked(numbers_day="2099-01-01", numbers_held=500, numbers_left=250))


def with_a_list(caller: Caller) -> Pushed:
    return caller.pushed(caller.asked(revoked=b"list"))


def a_damaged_segment(caller: Caller) -> Pushed:
    (sealed,) = caller.write(2).author.seal()
    return caller.pushed(caller.asked(segments=[sealed[:-1] + bytes([sealed[-1] ^ 1])]))


WRONG = (
    used_nonce,
    gap,
    fork,
    another_head,
    not_signed_by_it,
    not_signed,
    of_another_epoch,
    no_message,
    short_of_numbers,
    with_a_list,
    a_damaged_segment,
)


@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_fit_is_left_untouched_and_holds_up_nobody(server: Server, wrong: Wrong) -> None:
    one, two, far = callers_of(server)
    in_one_go([one, two, far], [each.write(1).asked() for each in (one, two, far)])
    before = table(server, schema.nonce, ["issued_ms"]), table(server, schema.device)
    pushed = wrong(one)
    assert together.serve(server, [pushed]) == [None]
    assert before == (table(server, schema.nonce, ["issued_ms"]), table(server, schema.device))
    good = two.pushed(two.write(2).asked())
    assert [each is not None for each in together.serve(server, [pushed, good])] == [False, True]
    assert len(table(server, schema.segment)) == 4


def test_a_desk_far_behind_and_one_in_a_hurry_are_served_alone(
    settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, _far = callers_of(server)
    in_one_go([one, two], [one.write(1).asked(), two.write(1).asked()])
    monkeypatch.setattr(together, "MOST_BEHIND", 2)
    one.cursor = 0
    assert together.serve(server, [one.pushed(one.asked())]) == [None]
    slow = RateLimit(lambda: 0.0, per_minute=1, burst=1)
    hurried = replace(server, limit=slow)
    first = together.serve(hurried, [two.pushed(two.asked())])[0]
    assert first is not None
    two.nonce = first.admitted.next_nonce
    assert together.serve(hurried, [two.pushed(two.asked())]) == [None]


def test_a_commune_with_a_lost_machine_is_served_alone(server: Server) -> None:
    one, two, far = callers_of(server)
    give_up(server, two.commune, two.author.public_key, None)
    served = together.serve(server, [each.pushed(each.write(1).asked()) for each in (one, two, far)])
    assert [each is not None for each in served] == [False, False, True]


@BOTH_ENGINES
def test_a_nonce_is_good_for_one_turn_among_others_too(server: Server) -> None:
    one, _two, _far = callers_of(server)
    pushed = one.pushed(one.write(1).asked())
    assert [each is not None for each in together.serve(server, [pushed, pushed])] == [True, False]
    assert together.serve(server, [pushed]) == [None]
    assert len(table(server, schema.segment)) == 1


def test_times_of_receipt_never_run_backwards(settings: Settings) -> None:
    clock = SettableClock()
    for server in opened(settings, clock):
        one, two, far = callers_of(server)
        (first,) = in_one_go([one], [one.write(1).asked()])
        clock.advance(days=-3650)
        second, elsewhere = in_one_go([two, far], [two.write(1).asked(), far.write(1).asked()])
        assert second.feed[-1].received_ms == first.feed[-1].received_ms > elsewhere.feed[-1].received_ms


@BOTH_ENGINES
def test_a_crowd_on_the_line_is_receipted_once_each_and_its_feed_has_no_gaps(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gate, "has_company", True)
    desks = [district.desk(f"desk-{n:03d}".encode(), (UPPER, LOWER)[n % 2].code) for n in range(8)]

    def write(desk: Desk) -> None:
        for number in range(1, 5):
            desk.author.receive_dossier(code(number))
            (own,) = desk.receipt(desk.sync()).origins
            assert own.stored_seq == number

    with ThreadPoolExecutor(len(desks)) as pool:
        list(pool.map(write, desks))
    stored = table(district.server, schema.segment, [])
    for commune in (UPPER, LOWER):
        assert sorted(row[1] for row in stored if row[0] == commune.code) == list(range(1, 17))
    wait_for("the books", lambda: not behind(district.server))


def behind(server: Server) -> list[str]:
    """The communes with something stored and not applied."""
    with reading(server.engine) as connection:
        return origins.communes_behind(connection)
