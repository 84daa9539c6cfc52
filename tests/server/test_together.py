"""Whoever is served with others gets what it would have got alone; whoever does not fit is left untouched."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import msgspec
import pytest
from nacl.signing import SigningKey
from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import OperationalError
from starlette.requests import Request

from app.changes import receipt
from app.domain.clock import Clock
from app.domain.twin import Twin
from server import together, twins
from server.asgi import open_server
from server.context import Server
from server.deadline import Way
from server.enrolment import enrol
from server.exchange import exchange
from server.gate import Gate
from server.handlers import signed
from server.lost import give_up
from server.plain import Plain, Pushed
from server.rate import RateLimit
from server.settings import Settings
from server.setup import initialise
from server.storage import communes, devices, origins, schema, segments
from server.storage.engine import reading, wait_no_longer_than, writing
from server.storage.segments import Row
from server.ticketing import issue
from server.turns import Call, begin_turn, check_turn
from sync.protocol import codec
from sync.protocol.messages import SyncReply, SyncRequest
from sync.protocol.signing import claim_request
from tests.server.conftest import BOTH_ENGINES, LOWER, UPPER, District, unhurried
from tests.server.desk import SYNC, Desk
from tests.support.changes import Author
from tests.support.devices import SettableClock
from tests.support.waiting import wait_for

WAY = Way(0.0, 0.0, 0)
DESKS = ((b"desk-one", UPPER.code), (b"desk-two", UPPER.code), (b"desk-six", LOWER.code))
CHANCES = ("certificate", "nonce")  # what two servers differ in


def code(number: int) -> str:
    """A dossier code on a day after any lease was given."""
    return f"H56-991123-{number:04d}"


@dataclass
class Caller:
    """A desk whose requests are handed in without a line."""

    server: Server
    commune: str
    author: Author
    nonce: bytes = b""
    cursor: int = 0
    epoch: bytes = field(default=b"")

    def begin(self) -> "Caller":
        """Enrol."""
        desk = Desk("", self.author)
        reply = enrol(self.server, desk.enrolment(issue(self.server, self.commune, 7, "test").text))
        self.nonce, self.epoch = reply.nonce, reply.epoch
        return self

    def write(self, number: int) -> "Caller":
        """Receive a dossier."""
        self.author.receive_dossier(code(number))
        return self

    def asked(self, **changed: Any) -> SyncRequest:
        """What it sends: whatever it has not sealed yet."""
        desk = Desk("", self.author, epoch=self.epoch, cursor=self.cursor)
        return desk.request(**changed)

    def pushed(self, asked: SyncRequest, epoch: bytes | None = None) -> Pushed:
        """A signed request as it comes."""
        body = codec.encode(asked)
        signed_for = self.epoch if epoch is None else epoch
        headers = claim_request(self.author.key, "POST", SYNC, body, signed_for, self.nonce)
        return Pushed(Call("POST", SYNC, headers, body), "", WAY)

    def hear(self, reply: SyncReply, nonce: bytes) -> SyncReply:
        """Keep what the next request needs."""
        self.nonce = nonce
        self.cursor = reply.feed[-1].cseq if reply.feed else self.cursor
        return reply


def callers_of(server: Server) -> list[Caller]:
    """Three desks of two communes, the same in every world."""
    return [
        Caller(server, commune, Author(SigningKey(origin * 4), origin)).begin() for origin, commune in DESKS
    ]


def in_one_go(callers: Sequence[Caller], asked: Sequence[SyncRequest]) -> list[SyncReply]:
    """All of them served together."""
    pushed = [caller.pushed(each) for caller, each in zip(callers, asked, strict=True)]
    served = together.serve(callers[0].server, pushed)
    assert None not in served
    return [
        caller.hear(each.reply, each.admitted.next_nonce)
        for caller, each in zip(callers, served, strict=True)
        if each is not None
    ]


def one_by_one(callers: Sequence[Caller], asked: Sequence[SyncRequest]) -> list[SyncReply]:
    """Each served alone, and nothing applied before the answer, as in a crowd."""
    return [alone(caller, each) for caller, each in zip(callers, asked, strict=True)]


def alone(caller: Caller, asked: SyncRequest) -> SyncReply:
    """One request served alone."""
    turn = begin_turn(caller.server, caller.pushed(asked).call)
    check_turn(caller.server, turn)
    return caller.hear(exchange(caller.server, turn.device, asked, WAY), turn.next_nonce)


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    """A server that nobody can reach."""
    yield from opened(settings)


def opened(
    settings: Settings, clock: Clock | None = None, limit: RateLimit | None = None
) -> Iterator[Server]:
    """The same, with a clock of the test's."""
    made = open_server(settings, clock or SettableClock(), unhurried())
    yield made
    made.engine.dispose()


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


def table(server: Server, of: Table, without: Sequence[str] = CHANCES) -> list[tuple[Any, ...]]:
    """What a table holds, but for what chance gave."""
    columns = [column for column in of.c if column.name not in without]
    with reading(server.engine) as connection:
        return sorted(map(tuple, connection.execute(select(*columns))), key=repr)


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
@pytest.mark.parametrize("changes", ["trust", "life"])
def test_who_changes_between_judging_and_storing_is_served_alone(
    server: Server, monkeypatch: pytest.MonkeyPatch, changes: str
) -> None:
    one, two, far = callers_of(server)
    pushed = [each.pushed(each.write(1).asked()) for each in (one, two, far)]
    judge = together.plain_ones

    def judged_just_before(*asked: Any) -> list[Plain]:
        plain = judge(*asked)
        CHANGES[changes](server, two)
        return plain

    monkeypatch.setattr(together, "plain_ones", judged_just_before)
    served = [each is not None for each in together.serve(server, pushed)]
    assert served == [changes == "life", False, True]  # one lost machine, and nobody of its commune is plain
    assert two.author.origin not in {row[2] for row in table(server, schema.segment)}


def lose(server: Server, caller: Caller) -> None:
    give_up(server, caller.commune, caller.author.public_key, None)


def live_anew(server: Server, caller: Caller) -> None:
    with writing(server.engine) as connection:
        heard = devices.Heard(b"a later life", came_back=False)
        devices.note_heard(connection, caller.commune, caller.author.public_key, heard)


CHANGES = {"trust": lose, "life": live_anew}


@pytest.mark.postgres
@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_nobody_is_given_up_while_what_it_sent_is_being_stored(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _two, _far = callers_of(server)
    monkeypatch.setattr(communes, "lock_feed", impatient(communes.lock_feed))
    with writing(server.engine) as connection:
        communes.lock_feeds(connection, [one.commune])
        with pytest.raises(OperationalError):
            lose(server, one)
    with reading(server.engine) as connection:
        assert devices.with_revoked(connection, [one.commune]) == frozenset()


def impatient(lock: Callable[[Connection, str], None]) -> Callable[[Connection, str], None]:
    """The same lock for somebody who does not wait for it."""

    def lock_now(connection: Connection, code: str) -> None:
        wait_no_longer_than(connection, 50)
        lock(connection, code)

    return lock_now


@BOTH_ENGINES
def test_a_nonce_is_good_for_one_turn_among_others_too(server: Server) -> None:
    one, _two, _far = callers_of(server)
    pushed = one.pushed(one.write(1).asked())
    assert [each is not None for each in together.serve(server, [pushed, pushed])] == [True, False]
    assert together.serve(server, [pushed]) == [None]
    assert len(table(server, schema.segment)) == 1


@BOTH_ENGINES
@pytest.mark.expects_log("could not be served together")
def test_nobody_is_told_of_what_was_not_committed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    callers = callers_of(server)
    asked = [each.write(1).asked() for each in callers]
    with monkeypatch.context() as patched:
        patched.setattr(together, "tell", lambda *_: 1 / 0)
        pushed = [caller.pushed(each) for caller, each in zip(callers, asked, strict=True)]
        assert together.serve(server, pushed) == [None, None, None]
    assert table(server, schema.segment) == []
    assert len(in_one_go(callers, asked)) == 3  # their nonces are still good


@BOTH_ENGINES
@pytest.mark.expects_log("could not be served together")
def test_a_reply_that_cannot_be_made_spends_nobodys_turn(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    callers = callers_of(server)
    asked = [each.write(1).asked() for each in callers]
    with monkeypatch.context() as patched:
        patched.setattr(together, "reply_of", failing(together.reply_of, turn=3))
        pushed = [caller.pushed(each) for caller, each in zip(callers, asked, strict=True)]
        assert together.serve(server, pushed) == [None, None, None]
    assert table(server, schema.segment) == []
    assert len(in_one_go(callers, asked)) == 3


@pytest.mark.expects_log("one of a crowd could not be answered")
def test_an_answer_that_cannot_be_sent_is_one_desks_alone_and_all_is_applied(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    callers = callers_of(server)
    party = [came(each.pushed(each.write(1).asked())) for each in callers]
    monkeypatch.setattr(signed, "message", failing(signed.message, turn=2))
    answers = signed.answer_together(server, party)
    assert [each is not None for each in answers] == [True, False, True]
    assert set(server.waiting.take_unapplied(9)) == {UPPER.code, LOWER.code}


def test_what_is_stored_is_applied_though_no_reply_was_made(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _two, _far = callers_of(server)
    monkeypatch.setattr(Gate, "has_company", True)
    monkeypatch.setattr(twins, "note", failing(twins.note, turn=1))
    with pytest.raises(ArithmeticError):
        alone(one, one.write(1).asked())
    assert server.waiting.take_unapplied(9) == [UPPER.code]


def failing(do: Callable[..., Any], turn: int) -> Callable[..., Any]:
    """The same, but for one time."""
    turns = count(1)
    return lambda *asked, **how: 1 / 0 if next(turns) == turn else do(*asked, **how)


def came(pushed: Pushed) -> signed.Came:
    """A request as the handler has it, its body read."""
    headers = [(name.lower().encode(), value.encode()) for name, value in pushed.call.headers.items()]
    request = Request({"type": "http", "method": "POST", "path": SYNC, "headers": headers})
    request.state.way = WAY
    return request, pushed.call.body


@pytest.mark.postgres
@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_a_commune_that_is_held_does_not_hold_up_the_others(server: Server) -> None:
    callers = callers_of(server)
    pushed = [each.pushed(each.write(1).asked()) for each in callers]
    with writing(server.engine) as connection:
        communes.lock_feed(connection, LOWER.code)
        assert [each is not None for each in together.serve(server, pushed)] == [True, True, False]
        assert together.serve(server, pushed[2:]) == [None]
    assert None not in together.serve(server, pushed[2:])


def test_times_of_receipt_never_run_backwards(settings: Settings) -> None:
    clock = SettableClock()
    for server in opened(settings, clock):
        one, two, far = callers_of(server)
        (first,) = in_one_go([one], [one.write(1).asked()])
        clock.advance(days=-3650)
        second, elsewhere = in_one_go([two, far], [two.write(1).asked(), far.write(1).asked()])
        assert second.feed[-1].received_ms == first.feed[-1].received_ms > elsewhere.feed[-1].received_ms


@pytest.mark.postgres
@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_whoever_is_served_alone_has_its_commune_before_its_device(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, _far = callers_of(server)
    neighbour, met = two.pushed(two.write(1).asked()), []
    note = twins.note

    def noted(*asked: Any, **how: Any) -> Twin:
        met.append(together.serve(server, [neighbour]))
        return note(*asked, **how)

    monkeypatch.setattr(twins, "note", noted)
    alone(one, one.write(1).asked())
    assert met == [[None]]  # the other way round each of two could wait for what the other one has
    assert None not in together.serve(server, [neighbour])


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
